/** How consent travels: created before, and named by the scope `AIS:` or `PIS:` with its id. */
import { parameter } from '../../as/checks/parameter.ts';
import { interactionOf, requestOf } from '../../as/interaction.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { Refusal } from '../../http/refusal.ts';
import type { BerlinAccountConsent, BerlinPayment, Consent } from '../../store/consents.ts';
import { accountsOf } from '../data.ts';

export const DIALECT = 'berlin-group';
export const CONSENT_SCOPE = /^(?:AIS|PIS):([A-Za-z0-9._~-]{1,128})$/;

const badScope = (description: string): Refusal => new Refusal(400, 'invalid_scope', description);

/** The consent that a scope names. */
const intent = check('intent-in-scope', (context) => {
  const named = (parameter(context, 'scope') ?? '').split(' ').flatMap((one) => CONSENT_SCOPE.exec(one)?.[1] ?? []);
  const [id = null, ...more] = new Set(named);
  if (id === null) return;
  if (more.length > 0) throw badScope('one consent can be authorised at a time');
  Object.assign(context.as.draft, { consentId: id, dialect: DIALECT });
});

export const scopeRequestChecks: readonly Check[] = [intent];

type Lodged = BerlinAccountConsent | BerlinPayment;

const SERVICES: { readonly [kind in Lodged['kind']]: string } = { 'berlin-accounts': 'AIS', 'berlin-payment': 'PIS' };

/** One that a scope of the other service names is none. */
function lodged({ as, bank }: Context): Lodged | null {
  const found = bank.store.consents.get(as.draft.consentId ?? '');
  if (found?.kind !== 'berlin-accounts' && found?.kind !== 'berlin-payment') return null;
  return as.draft.scopes?.includes(`${SERVICES[found.kind]}:${found.id}`) === true ? found : null;
}

function rule(name: string, judge: (consent: Lodged | null, context: Context) => void): Check {
  return check(name, (context) => {
    if (context.as.draft.dialect === DIALECT) judge(lodged(context), context);
  });
}

const known = rule('intent-known', (consent) => {
  if (consent === null) throw badScope('the consent is unknown');
});

/** @requirement BG-1.3-AIS-5 */
const owner = rule('intent-owner', (consent, { as, client }) => {
  const clientId = as.draft.clientId ?? present(client, 'the client').id;
  if (consent !== null && consent.clientId !== clientId) throw badScope('the consent is unknown');
});

/** @requirement BG-1.3-AIS-3 BG-1.3-PIS-4 */
const status = rule('intent-status', (consent) => {
  if (consent !== null && (consent.status !== 'AwaitingAuthorisation' || consent.deletedAt !== null)) {
    throw badScope('the consent cannot be authorised');
  }
});

/** @requirement BG-1.3-AIS-1 */
const unexpired = rule('intent-unexpired', (consent, { bank }) => {
  if (consent !== null && consent.expiresAt !== null && consent.expiresAt <= bank.now())
    throw badScope('the consent has ended');
});

export const scopeConsentChecks: readonly Check[] = [known, owner, status, unexpired];

function accountsNamed(consent: Consent | undefined): string[] {
  if (consent?.kind === 'berlin-payment') return consent.debtor === null ? [] : [consent.debtor];
  if (consent?.kind !== 'berlin-accounts') return [];
  return Object.values(consent.rights).flatMap((to) => (Array.isArray(to) ? to : []));
}

/** Accounts that the consent names, or that a payment is from, have to be the customer's own. */
export const customersAccounts = check('intent-accounts', (context) => {
  const { username } = interactionOf(context);
  const request = requestOf(context);
  const own = accountsOf(username ?? '').map(({ iban }) => iban);
  const named = accountsNamed(context.bank.store.consents.get(request.consentId ?? ''));
  if (named.some((iban) => !own.includes(iban))) {
    throw new Refusal(400, 'access_denied', 'the consent names an account of somebody else');
  }
});
