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

// biome-ignore format: names, as many in a line as there is room for
const KNOWN = new Set([
  'acr_values', 'authorization_details', 'claims', 'client_assertion', 'client_assertion_type', 'client_id', 'code', 'code_challenge',
  'code_challenge_method', 'code_verifier', 'dpop_jkt', 'grant_type', 'id_token_hint', 'login_hint', 'max_age', 'nonce', 'prompt',
  'redirect_uri', 'refresh_token', 'request', 'request_uri', 'resource', 'response_mode', 'response_type', 'scope', 'state', 'token',
  'token_type_hint',
]);

export const formAlternatives: readonly Check[] = [
  check('known-parameters', (context) => {
    const unknown = context.request.form.entries.find(([name]) => !KNOWN.has(name));
    if (unknown) throw invalidRequest('a parameter is not known');
    return singleParameters.run(context);
  }),
  check('single-parameters-and-credentials-last', (context) => {
    if (context.request.form.entries[0]?.[0] === 'client_assertion')
      throw invalidRequest('the form begins with credentials');
    return singleParameters.run(context);
  }),
  check('get-as-post', ({ request }) => {
    if (request.method === 'POST') return;
    request.form = request.query;
    request.mediaType = 'application/x-www-form-urlencoded';
  }),
];
