/** Berlin Group NextGenPSD2 1.3 as a dialect: consents created beforehand by whoever holds the certificate, and named in the scope. */
import type { Bank } from '../../bank.ts';
import type { AuthorizationRequest } from '../../store/authorization.ts';
import type { BerlinAccountConsent, BerlinPayment, Consent } from '../../store/consents.ts';
import { authorise, reject } from '../consent.ts';
import type { Dialect, Wanted } from '../dialect.ts';
import { accountEndpoints } from './accounts.ts';
import { finish } from './authorisations.ts';
import { consentEndpoints } from './consents.ts';
import { approvePayment, denyPayment, paymentEndpoints } from './payments.ts';
import { CONSENT_SCOPE, customersAccounts, DIALECT, scopeConsentChecks, scopeRequestChecks } from './scope.ts';
import { sealAlternatives } from './seal.ts';

function lodged(bank: Bank, { consentId }: AuthorizationRequest): BerlinAccountConsent | BerlinPayment | null {
  const found = bank.store.consents.get(consentId ?? '');
  return found?.kind === 'berlin-accounts' || found?.kind === 'berlin-payment' ? found : null;
}

/** What the page says of the consent; accounts that it names stand with the right. */
function wantedOf(consent: Consent): Wanted | null {
  if (consent.kind === 'berlin-payment') {
    const { amount, creditor, batch } = consent;
    if (batch === null)
      return { accounts: null, payment: { amount, payee: creditor.name, payeeAccount: creditor.iban } };
    const lines = batch.map((line) => ({
      amount: line.amount,
      payee: line.creditor.name,
      payeeAccount: line.creditor.iban,
    }));
    return { accounts: null, payment: { amount, payee: '', payeeAccount: '', batch: lines } };
  }
  if (consent.kind !== 'berlin-accounts') return null;
  const permissions = Object.entries(consent.rights).flatMap(([set, to]) => {
    if (to === null || to.length === 0) return [];
    return to === 'all' ? [set] : [`${set} of ${to.join(', ')}`];
  });
  const how = consent.recurring
    ? `up to ${consent.frequencyPerDay} times a day without you`
    : 'once, while you are there';
  return { accounts: { permissions: [...permissions, how], until: consent.validUntil }, payment: null };
}

const NOTHING: Wanted = { accounts: { permissions: [], until: null }, payment: null };

function wanted(bank: Bank, request: AuthorizationRequest): Wanted {
  const consent = lodged(bank, request);
  return (consent && wantedOf(consent)) ?? NOTHING;
}

/**
 * A consent for repeated access takes the place of the one before, in the moment that it is authorised.
 * @requirement BG-1.3-AIS-12
 */
function replaceOthers(bank: Bank, consent: BerlinAccountConsent): void {
  if (!consent.recurring || bank.settings.recurringConsents === 'side-by-side') return;
  for (const other of bank.store.consents.values()) {
    if (other === consent || other.kind !== 'berlin-accounts' || !other.recurring) continue;
    const same = other.clientId === consent.clientId && other.username === consent.username;
    if (same && other.status === 'Authorised') other.deletedAt ??= bank.now();
  }
}

export const berlinGroup: Dialect = {
  id: DIALECT,
  endpoints: [...consentEndpoints, ...accountEndpoints, ...paymentEndpoints],
  alternatives: sealAlternatives,
  scopes: [],
  scopePattern: CONSENT_SCOPE,
  appScopes: [],
  claims: [],
  authorizationDetailsTypes: [],
  requestChecks: scopeRequestChecks,
  consentChecks: scopeConsentChecks,
  loginChecks: [],
  decisionChecks: [customersAccounts],
  tokenChecks: [],
  parts: {},
  carries: ({ dialect }) => dialect === DIALECT,
  wanted,
  wantedOf,
  shown: wanted,
  approve: (bank, request, { username, scaDone }) => {
    const consent = lodged(bank, request);
    if (consent?.kind === 'berlin-payment') approvePayment(bank, consent, username, scaDone);
    else if (consent) {
      authorise(bank, consent, username, scaDone);
      finish(consent, scaDone ? 'finalised' : 'exempted');
      replaceOthers(bank, consent);
    }
    return { consentId: request.consentId ?? '', authorizationDetails: [] };
  },
  deny: (bank, request) => {
    const consent = lodged(bank, request);
    if (consent?.kind === 'berlin-payment') denyPayment(bank, consent);
    if (consent?.kind !== 'berlin-accounts') return;
    reject(bank, consent);
    finish(consent, 'failed');
  },
};
