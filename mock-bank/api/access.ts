/** What every request to the API has to bring: a token that opens it, and readiness to read JSON. */

import { type Check, check } from '../http/endpoint.ts';
import { Refusal } from '../http/refusal.ts';
import { resourceAccess } from '../rs/resource-access.ts';

const TAKES_JSON = /^(application\/(json|\*)|\*\/\*)$/;

/** A request without Accept takes anything. */
const acceptsJson: Check = check('accepts-json', ({ request }) => {
  const { accept = '*/*' } = request.headers;
  const taken = accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return TAKES_JSON.test(type) && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
  if (!taken) throw new Refusal(406, 'invalid_request', 'the answer is application/json');
});

export const apiAccess: readonly Check[] = [...resourceAccess, acceptsJson];
