/** The form of a request to the back-channel endpoints: media type, no parameter twice. */
import { type Check, check } from '../../http/endpoint.ts';
import { invalidRequest, Refusal } from '../../http/refusal.ts';

/** @requirement RFC9126-2-3 */
const formBody = check('form-body', ({ request }) => {
  if (request.mediaType !== 'application/x-www-form-urlencoded') {
    throw invalidRequest('the body must be application/x-www-form-urlencoded');
  }
});

/** @requirement RFC6749-3.1-5 RFC6749-3.2-2 */
export const singleParameters = check('single-parameters', ({ request }) => {
  const [twice] = request.form.repeated();
  if (twice !== undefined) throw invalidRequest('a parameter was sent more than once');
});

export const formChecks: readonly Check[] = [formBody, singleParameters];

/** @requirement RFC9126-2.3-5 */
export const postOnly = check('post-only', ({ request }) => {
  if (request.method !== 'POST') {
    throw new Refusal(405, 'invalid_request', 'method not allowed', { headers: [['allow', 'POST']] });
  }
});

export const formAlternatives: readonly Check[] = [
  check('get-as-post', ({ request }) => {
    if (request.method === 'POST') return;
    request.form = request.query;
    request.mediaType = 'application/x-www-form-urlencoded';
  }),
];
