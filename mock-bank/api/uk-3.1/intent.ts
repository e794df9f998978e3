/** How consent travels in UK 3.1: lodged before, and named by `openbanking_intent_id` in the request's `claims`. */

import { readClaims } from '../../as/checks/claims.ts';
import { interactionOf, requestOf } from '../../as/interaction.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidRequest, Refusal } from '../../http/refusal.ts';
import type { Consent } from '../../store/consents.ts';
import { accountsOf } from '../data.ts';

export const DIALECT = 'uk-3.1';
export const INTENT = 'openbanking_intent_id';

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

/** Reads which consent is to be authorised: `claims.id_token.openbanking_intent_id.value`. */
const intent = check('intent', (context) => {
  const asked = member(member(readClaims(context), 'id_token'), INTENT);
  const value = member(asked, 'value');
  if (asked !== undefined && typeof value !== 'string') throw invalidRequest(`${INTENT} has no value`);
  const consentId = typeof value === 'string' ? value : null;
  Object.assign(context.as.draft, { consentId, dialect: consentId === null ? null : DIALECT });
});

export const intentRequestChecks: readonly Check[] = [intent];

/** Null when the request names no consent. */
function intentOf({ as, bank }: Context): Consent | null {
  if (as.draft.dialect !== DIALECT) return null;
  return bank.store.consents.get(as.draft.consentId ?? '') ?? null;
}

/** A rule over the named consent. */
function rule(name: string, judge: (consent: Consent, context: Context) => void): Check {
  return check(name, (context) => {
    const consent = intentOf(context);
    if (consent) judge(consent, context);
  });
}

/** What was lodged here; consents of other dialects cannot be named. */
const SCOPE: Readonly<Partial<Record<Consent['kind'], string>>> = {
  accounts: 'accounts',
  payment: 'payments',
  funds: 'fundsconfirmations',
  vrp: 'payments',
};

const known = check('intent-known', (context) => {
  const consent = intentOf(context);
  if (context.as.draft.dialect === DIALECT && (consent === null || SCOPE[consent.kind] === undefined)) {
    throw invalidRequest('the consent is unknown');
  }
});

/** @requirement UK-OB-3.1-AIS-5 */
const owner = rule('intent-owner', (consent, { as, client }) => {
  const clientId = as.draft.clientId ?? present(client, 'the client').id;
  if (consent.clientId !== clientId) throw invalidRequest('the consent is unknown');
});

const scope = rule('intent-scope', ({ kind }, { as }) => {
  if (!as.draft.scopes?.includes(SCOPE[kind] ?? '')) throw invalidRequest('the scope does not fit the consent');
});

/** @requirement UK-OB-3.1-AIS-3 UK-OB-3.1-AIS-7 UK-OB-3.1-PIS-3 UK-OB-3.1-VRP-8 */
const authorisable = (name: string, once: readonly Consent['kind'][]): Check =>
  rule(name, ({ deletedAt, kind, status: now }) => {
    const open = now === 'AwaitingAuthorisation' || (!once.includes(kind) && now === 'Authorised');
    if (deletedAt !== null || !open) throw invalidRequest('the consent cannot be authorised');
  });

const status = authorisable('intent-status', ['payment']);

/** @requirement UK-OB-3.1-AIS-1 */
const unexpired = rule('intent-unexpired', ({ expiresAt }, { bank }) => {
  if (expiresAt !== null && expiresAt <= bank.now()) throw invalidRequest('the consent has ended');
});

/** For banks that do worse. */
export const intentAlternatives: readonly Check[] = [authorisable('intent-status-vrp-once', ['payment', 'vrp'])];

export const intentChecks: readonly Check[] = [known, owner, scope, status, unexpired];

/** Scopes of the API mean a consent; without one there is nothing to authorise. */
export const intentPresent = check('intent-present', ({ as }) => {
  const { scopes, consentId } = present(as.request, 'the request');
  if (consentId === null && Object.values(SCOPE).some((one) => scopes.includes(one))) {
    throw new Refusal(400, 'invalid_request', `${INTENT} is missing`);
  }
});

/** A consent that was approved before is its customer's alone. */
export const intentCustomer = check('intent-customer', (context) => {
  const { username } = interactionOf(context);
  const request = requestOf(context);
  const consent = context.bank.store.consents.get(request.consentId ?? '');
  const other = consent?.status === 'Authorised' && consent.username !== username;
  if (other) throw new Refusal(400, 'access_denied', 'the consent is of another customer');
});

/** The account to pay from is the customer's own, where the consent names one. @requirement UK-OB-3.1-PIS-7 */
export const intentDebtor = check('intent-debtor', (context) => {
  const { username } = interactionOf(context);
  const consent = context.bank.store.consents.get(requestOf(context).consentId ?? '');
  const debtor = consent?.kind === 'payment' ? member(consent.initiation, 'DebtorAccount') : undefined;
  if (debtor === undefined) return;
  if (!accountsOf(username ?? '').some(({ iban }) => iban === member(debtor, 'Identification')))
    throw new Refusal(400, 'access_denied', 'the payment is from an account of somebody else');
});

/** The account of a consent to ask for funds is the customer's own. @requirement UK-OB-3.1-CBPII-2 */
export const intentAccount = check('intent-account', (context) => {
  const { username } = interactionOf(context);
  const request = requestOf(context);
  const consent = context.bank.store.consents.get(request.consentId ?? '');
  if (consent?.kind !== 'funds') return;
  const own = accountsOf(username ?? '').some(({ iban }) => iban === consent.account.identification);
  if (!own) throw new Refusal(400, 'access_denied', 'the consent names an account of somebody else');
});
