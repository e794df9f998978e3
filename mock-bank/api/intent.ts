/** Whether the consent a request names can be authorised by this client, now. Run at the push and again before login and at approval. */
import { type Context, present } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { invalidRequest } from '../http/refusal.ts';
import type { Consent } from '../store/consents.ts';

/** Null when the request names no consent. */
function intentOf({ as, bank }: Context): Consent | null {
  const { intentId } = as.draft;
  return intentId === null || intentId === undefined ? null : (bank.store.consents.get(intentId) ?? null);
}

/** A rule over the named consent. */
function rule(name: string, judge: (consent: Consent, context: Context) => void): Check {
  return check(name, (context) => {
    const consent = intentOf(context);
    if (consent) judge(consent, context);
  });
}

const known = check('intent-known', (context) => {
  const { intentId } = context.as.draft;
  if (intentId !== null && intentId !== undefined && !intentOf(context)) throw invalidRequest('the consent is unknown');
});

/** @requirement UK-OB-3.1-AIS-5 */
const owner = rule('intent-owner', (consent, { as, client }) => {
  const clientId = as.draft.clientId ?? present(client, 'the client').id;
  if (consent.clientId !== clientId) throw invalidRequest('the consent is unknown');
});

const SCOPE = { accounts: 'accounts', payment: 'payments' } as const;

const scope = rule('intent-scope', (consent, { as }) => {
  if (!as.draft.scopes?.includes(SCOPE[consent.kind])) throw invalidRequest('the scope does not fit the consent');
});

const AUTHORISABLE: Readonly<Record<Consent['kind'], readonly Consent['status'][]>> = {
  accounts: ['AwaitingAuthorisation', 'Authorised'],
  payment: ['AwaitingAuthorisation'],
};

/** @requirement UK-OB-3.1-AIS-3 UK-OB-3.1-AIS-7 UK-OB-3.1-PIS-3 */
const status = rule('intent-status', ({ deletedAt, kind, status: now }) => {
  if (deletedAt !== null || !AUTHORISABLE[kind].includes(now)) throw invalidRequest('the consent cannot be authorised');
});

/** @requirement UK-OB-3.1-AIS-1 */
const unexpired = rule('intent-unexpired', ({ expiresAt }, { bank }) => {
  if (expiresAt !== null && expiresAt <= bank.now()) throw invalidRequest('the consent has ended');
});

export const intentChecks: readonly Check[] = [known, owner, scope, status, unexpired];
