/** What every request to the API has to bring: a token that opens it, and readiness to read JSON. */
import type { Role } from '../directory/qualified.ts';
import type { Context } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { insufficientScope, Refusal } from '../http/refusal.ts';
import { resourceAccess } from '../rs/resource-access.ts';
import { providerRole } from '../tls/payment-service-provider.ts';

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

/** For the service that only a provider of this role may use. */
export const apiAccess = (role: Role): readonly Check[] => [...resourceAccess, providerRole(role), acceptsJson];

/** The account in the path belongs to the PSU; others are told apart from unknown ones by nothing. */
export const accountOwn: Check = check('account-own', (context) => {
  const { id } = context.path;
  if (id !== undefined && !id.startsWith(`${usernameOf(context)}-`)) {
    throw insufficientScope('the account is not part of the consent');
  }
});

/** Only a faulty bank comes here without a grant; it then shows the first customer's data. */
export function usernameOf({ access }: Context): string {
  return access?.grant?.username ?? 'psu-1';
}
