/** UK Open Banking 3.1 as a dialect: consents lodged beforehand, and named in the request by their id. */
import type { IdTokenFacts, Part, TokenResponseFacts } from '../../as/part.ts';
import type { Bank } from '../../bank.ts';
import type { Endpoint } from '../../http/endpoint.ts';
import type { AuthorizationRequest } from '../../store/authorization.ts';
import type { Consent, VrpConsent } from '../../store/consents.ts';
import { authorise, reject } from '../consent.ts';
import type { Dialect, Recurring, Wanted } from '../dialect.ts';
import { accountConsentEndpoints } from './account-consents.ts';
import { accountAlternatives, accountEndpoints } from './accounts.ts';
import { fundsAlternatives, fundsEndpoints } from './funds-confirmations.ts';
import { fundsConsentEndpoints } from './funds-consents.ts';
import {
  DIALECT,
  INTENT,
  intentAccount,
  intentAlternatives,
  intentChecks,
  intentCustomer,
  intentDebtor,
  intentPresent,
  intentRequestChecks,
} from './intent.ts';
import { messageSignatureAlternatives } from './message-signature.ts';
import { paymentConsentEndpoints } from './payment-consents.ts';
import { paymentAlternatives, paymentEndpoints } from './payments.ts';
import { inVersion, versions } from './versions.ts';
import { vrpConsentEndpoints } from './vrp-consents.ts';
import { vrpFundsAlternatives, vrpFundsEndpoints } from './vrp-funds.ts';
import { vrpAlternatives, vrpEndpoints } from './vrps.ts';

const idToken: readonly Part<IdTokenFacts>[] = [
  { name: 'id-token-intent', member: INTENT, value: ({ grant }) => grant.consentId ?? undefined },
];

const userinfo: readonly Part<TokenResponseFacts>[] = [
  { name: 'userinfo-intent', member: INTENT, value: ({ token }) => token.grant?.consentId ?? undefined },
];

function lodged(bank: Bank, { consentId }: AuthorizationRequest): Consent | undefined {
  return bank.store.consents.get(consentId ?? '');
}

function recurringOf({ creditor, control }: VrpConsent): Recurring {
  const { maximum, limits, firstDay: from, lastDay: until } = control;
  return {
    payee: creditor?.name ?? 'any payee',
    payeeAccount: creditor?.identification ?? '',
    maximum,
    limits,
    from,
    until,
  };
}

/** What a consent is for; null for one of another dialect. */
function wantedOf(consent: Consent): Wanted | null {
  if (consent.kind === 'payment') {
    const { amount, creditor } = consent;
    return { accounts: null, payment: { amount, payee: creditor.name, payeeAccount: creditor.identification } };
  }
  if (consent.kind === 'funds') {
    const permissions = [`whether the money for a payment is on ${consent.account.identification}`];
    return { accounts: { permissions, until: consent.expirationText }, payment: null };
  }
  if (consent.kind === 'vrp') return { accounts: null, payment: null, recurring: recurringOf(consent) };
  if (consent.kind !== 'accounts') return null;
  return { accounts: { permissions: consent.permissions, until: consent.expirationText }, payment: null };
}

const NOTHING: Wanted = { accounts: { permissions: [], until: null }, payment: null };

function wanted(bank: Bank, request: AuthorizationRequest): Wanted {
  const consent = lodged(bank, request);
  return (consent && wantedOf(consent)) ?? NOTHING;
}

/** A faulty bank tells limits in whole tens. @requirement UK-OB-3.1-VRP-10 */
function asShown({ settings }: Bank, asked: Wanted): Wanted {
  if (!asked.recurring || settings.limitsOnConsentPage === 'as-asked') return asked;
  const limits = asked.recurring.limits.map((limit) => ({ ...limit, minor: limit.minor - (limit.minor % TEN) }));
  return { ...asked, recurring: { ...asked.recurring, limits } };
}

/** Ten of the currency, in minor units. */
const TEN = 1000;

/** The same in each version: only words and addresses differ, and behaviours mean them all. */
const endpoints: readonly Endpoint[] = [
  ...accountConsentEndpoints,
  ...accountEndpoints,
  ...paymentConsentEndpoints,
  ...paymentEndpoints,
  ...fundsConsentEndpoints,
  ...fundsEndpoints,
  ...vrpConsentEndpoints,
  ...vrpEndpoints,
  ...vrpFundsEndpoints,
].flatMap((endpoint) => versions.map((version) => ({ ...endpoint, path: inVersion(endpoint.path, version) })));

export const uk31: Dialect = {
  id: DIALECT,
  endpoints,
  alternatives: [
    ...accountAlternatives,
    ...paymentAlternatives,
    ...messageSignatureAlternatives,
    ...fundsAlternatives,
    ...vrpAlternatives,
    ...vrpFundsAlternatives,
    ...intentAlternatives,
  ],
  scopes: ['accounts', 'payments', 'fundsconfirmations'],
  scopePattern: null,
  appScopes: ['accounts', 'payments', 'fundsconfirmations'],
  claims: [INTENT],
  authorizationDetailsTypes: [],
  requestChecks: intentRequestChecks,
  consentChecks: intentChecks,
  loginChecks: [intentPresent],
  decisionChecks: [intentCustomer, intentAccount, intentDebtor],
  tokenChecks: [],
  parts: { idToken, userinfo },
  carries: ({ dialect }) => dialect === DIALECT,
  wanted,
  wantedOf,
  shown: (bank, request) => asShown(bank, wanted(bank, request)),
  approve: (bank, request, { username, scaDone }) => {
    const consent = lodged(bank, request);
    if (consent) authorise(bank, consent, username, scaDone);
    return { consentId: request.consentId ?? '', authorizationDetails: [] };
  },
  deny: (bank, request) => {
    const consent = lodged(bank, request);
    if (consent) reject(bank, consent);
  },
};
