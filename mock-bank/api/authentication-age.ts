/** How long ago the access behind a grant was strongly authenticated, and whether that is too long for data of accounts. */
import type { Bank } from '../bank.ts';
import { present } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { invalidGrant } from '../http/refusal.ts';
import { authenticatedTooLongAgo } from '../sca/account-access.ts';
import type { Consent } from '../store/consents.ts';
import type { Grant } from '../store/grants.ts';

/** Whether the consent opens accounts, whatever else it is for. */
function opensAccounts(consent: Consent): boolean {
  if (consent.kind === 'details')
    return consent.authorizationDetails.some(({ type }) => type === 'account_information');
  return consent.kind === 'accounts' || consent.kind === 'berlin-accounts';
}

/** When the period began; a faulty bank takes another moment for it. */
function begun({ settings, store }: Bank, grant: Grant, consent: Consent): number {
  if (settings.accountAccessFrom === 'consent') return consent.createdAt;
  if (settings.accountAccessFrom === 'authentication') return grant.authenticatedAt;
  const issued = [...store.accessTokens.values()].filter((token) => token.grant === grant);
  return Math.max(grant.authenticatedAt, ...issued.map(({ issuedAt }) => issuedAt));
}

/** @requirement RTS-10a-1 RTS-10a-2b */
export function mustAuthenticateAgain(bank: Bank, grant: Grant): boolean {
  const consent = bank.store.consents.get(grant.consentId ?? '');
  if (!consent || !opensAccounts(consent)) return false;
  const { accountAccessRules: rules, accountAccessDaysCounted: days, bankZone: zone } = bank.settings;
  const at = begun(bank, grant, consent);
  return authenticatedTooLongAgo(
    { at, through: grant.clientId },
    { rules, policy: { days }, now: bank.now(), zone },
    bank.settings,
  );
}

/** A new token would carry the access on past the day. */
export const authenticationAgeChecks: readonly Check[] = [
  check('refresh-authentication-age', ({ as, bank }) => {
    const { grant } = present(as.refresh, 'the refresh token');
    if (mustAuthenticateAgain(bank, grant)) throw invalidGrant('the user has to sign in at the bank again');
  }),
];
