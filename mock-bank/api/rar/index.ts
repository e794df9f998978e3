/** Rich authorization requests as a dialect: consent by `authorization_details` (RFC 9396) and nothing else. */
import { randomUUID } from 'node:crypto';
import type { Bank } from '../../bank.ts';
import type { AuthorizationRequest } from '../../store/authorization.ts';
import { begunConsent, type Consent, type DetailedConsent } from '../../store/consents.ts';
import { authorise } from '../consent.ts';
import { accountsOf } from '../data.ts';
import type { Dialect, Wanted } from '../dialect.ts';
import { accountEndpoints } from './accounts.ts';
import { type AccountElement, accountElements, type Details, endOf, paymentElement } from './details.ts';
import { detailsParts } from './parts.ts';
import { paymentAlternatives, paymentEndpoints } from './payments.ts';
import { detailsAlternatives, detailsConsentChecks, detailsRequestChecks, detailsTokenChecks } from './request.ts';
import { ACCOUNT_ACTIONS, ACCOUNTS, TYPE_NAMES } from './types.ts';

/** The end that all elements share, as the TPP wrote it. */
function sharedEnd(elements: readonly AccountElement[]): string | null {
  const [first = null, ...others] = new Set(elements.map(({ validUntil }) => validUntil));
  return others.length === 0 ? first : null;
}

/** An action with what bounds it. */
function bounded({ actions, locations, validUntil }: AccountElement, shared: string | null): string[] {
  const where = locations.length === 0 ? '' : ` at ${locations.join(', ')}`;
  const until = validUntil === null || validUntil === shared ? '' : ` until ${validUntil}`;
  return actions.map((action) => action + where + until);
}

const wanted = (_bank: Bank, { authorizationDetails }: AuthorizationRequest): Wanted =>
  wantedOfDetails(authorizationDetails);

function wantedOfDetails(authorizationDetails: Details): Wanted {
  const elements = accountElements(authorizationDetails);
  const until = sharedEnd(elements);
  const permissions = [...new Set(elements.flatMap((element) => bounded(element, until)))];
  const payment = paymentElement(authorizationDetails);
  return {
    accounts: elements.length === 0 ? null : { permissions, until },
    payment: payment && { amount: payment.amount, payee: payment.creditorName, payeeAccount: payment.iban },
  };
}

/** What a consent is for; null for one of another dialect. */
const wantedOf = (consent: Consent): Wanted | null =>
  consent.kind === 'details' ? wantedOfDetails(consent.authorizationDetails) : null;

/** When nothing of it can be used any more; null while a payment or an unlimited access is part of it. */
function endOfAll(details: Details): number | null {
  const ends = accountElements(details).map(endOf);
  if (paymentElement(details) || ends.length === 0 || ends.includes(null)) return null;
  return Math.max(...ends.map(Number));
}

/** There is no consent before the decision: it begins with it. */
function begin(bank: Bank, { clientId, authorizationDetails }: AuthorizationRequest): DetailedConsent {
  const consent: DetailedConsent = {
    kind: 'details',
    id: `rar-${randomUUID()}`,
    expiresAt: endOfAll(authorizationDetails),
    ...begunConsent(clientId, bank.now()),
    authorizationDetails,
  };
  bank.store.consents.set(consent.id, consent);
  return consent;
}

/** As asked for; a bank may add what the customer's choice made certain. @requirement RFC9396-7-1 */
function granted(bank: Bank, asked: Details, username: string): Details {
  if (bank.settings.grantedDetails === 'as-asked') return asked;
  const accounts = accountsOf(username).map(({ iban }) => ({ iban }));
  const more = bank.settings.grantedDetails === 'enriched' ? { accounts } : { actions: [...ACCOUNT_ACTIONS] };
  return asked.map((element) => (element.type === ACCOUNTS ? { ...element, ...more } : element));
}

export const rar: Dialect = {
  id: 'rar',
  endpoints: [...accountEndpoints, ...paymentEndpoints],
  alternatives: [...detailsAlternatives, ...paymentAlternatives],
  scopes: [],
  scopePattern: null,
  appScopes: [],
  claims: [],
  authorizationDetailsTypes: TYPE_NAMES,
  requestChecks: detailsRequestChecks,
  consentChecks: detailsConsentChecks,
  loginChecks: [],
  decisionChecks: [],
  tokenChecks: detailsTokenChecks,
  parts: detailsParts,
  carries: ({ authorizationDetails }) => authorizationDetails.length > 0,
  wanted,
  wantedOf,
  shown: (bank, request) => (bank.settings.detailsOnConsentPage === 'shown' ? wanted(bank, request) : null),
  approve: (bank, request, { username, scaDone }) => {
    const consent = begin(bank, request);
    authorise(bank, consent, username, scaDone);
    return { consentId: consent.id, authorizationDetails: granted(bank, request.authorizationDetails, username) };
  },
  deny: () => undefined,
};
