/** What reading and deleting a consent share: a token of the application itself, and the consent in the path. */

import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { insufficientScope } from '../../http/refusal.ts';
import { tokenScope } from '../../rs/resource-access.ts';
import { begunConsent, type Consent } from '../../store/consents.ts';
import { apiAccess } from '../access.ts';
import { consentNamed } from '../consent.ts';
import { badRequest } from './errors.ts';

export const ACCOUNT_CONSENTS = '/open-banking/v3.1/aisp/account-access-consents';
export const FUNDS_CONSENTS = '/open-banking/v3.1/cbpii/funds-confirmation-consents';
export const PAYMENT_CONSENTS = '/open-banking/v3.1/pisp/domestic-payment-consents';
export const VRP_CONSENTS = '/open-banking/v3.1/pisp/domestic-vrp-consents';

/** Consents are lodged and read by the application, not on behalf of a PSU. */
export const appToken: Check = check('app-token', ({ access }) => {
  if (present(access, 'the access token').grant !== null)
    throw insufficientScope('a client credentials token is needed');
});

/** The scope of each service, and the role of a provider that may use it. */
const ROLES = { accounts: 'PSP_AI', payments: 'PSP_PI', fundsconfirmations: 'PSP_IC' } as const;
export type Service = keyof typeof ROLES;

export const serviceAccess = (scope: Service): readonly Check[] => [...apiAccess(ROLES[scope]), tokenScope(scope)];

export const appAccess = (scope: Service): readonly Check[] => [...serviceAccess(scope), appToken];

/** How a consent begins that was lodged with a token of the application. */
export const lodged = ({ access, bank }: Context) =>
  begunConsent(present(access, 'the access token').client.id, bank.now());

/** Finds the consent in the path. @requirement UK-OB-3.1-AIS-5 */
export function namedConsent(kind: Consent['kind']): readonly Check[] {
  return [
    check('named-consent-known', (context) => {
      const consent = consentNamed(context.bank, context.path.id ?? '');
      if (consent?.kind !== kind) throw notFound();
      context.uk31.consent = consent;
    }),
    check('named-consent-owner', (context) => {
      if (consentOf(context).clientId !== present(context.access, 'the access token').client.id) {
        throw insufficientScope('the consent is not yours');
      }
    }),
    check('named-consent-not-deleted', (context) => {
      if (consentOf(context).deletedAt !== null) throw notFound();
    }),
  ];
}

function notFound() {
  return badRequest('Resource.NotFound', 'there is no such consent');
}

export function consentOf(context: Context): Consent {
  return present(context.uk31.consent, 'the consent');
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
