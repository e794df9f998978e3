/** Whether a submitted payment is the one the PSU approved. */
import { type Context, present } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { invalidToken } from '../http/refusal.ts';
import type { PaymentConsent } from '../store/consents.ts';
import { type Members, sameJson } from './body.ts';
import { badRequest, forbidden } from './errors.ts';
import type { PaymentOrder } from './payment-order.ts';

/** @requirement UK-OB-3.1-PIS-4 */
const userToken = check('payment-user-token', ({ access }) => {
  if (present(access, 'the access token').grant === null) throw forbidden('a token with a user behind it is needed');
});

/** The token stands for one consent, and the order names it. @requirement UK-OB-3.1-PIS-4 */
const consent = check('payment-consent', (context) => {
  const { grant } = present(context.access, 'the access token');
  const named = namedConsent(context);
  if (grant !== null && grant.consentId !== named.id) throw forbidden('the token does not stand for this consent');
  context.api.paymentConsent = named;
});

function namedConsent({ access, api, bank }: Context): PaymentConsent {
  const { consentId } = present(api.paymentOrder, 'the order');
  if (consentId === null) throw badRequest('Field.Missing', 'Data.ConsentId is missing');
  const found = bank.store.consents.get(consentId);
  if (found?.kind !== 'payment' || found.clientId !== present(access, 'the access token').client.id) {
    throw forbidden('the token does not stand for this consent');
  }
  return found;
}

/** A rule over the consent and what is ordered under it. A repeat was judged when it was new. */
function rule(name: string, judge: (agreed: PaymentConsent, order: PaymentOrder, context: Context) => void): Check {
  return check(name, (context) => {
    if (context.api.replayOf !== null) return;
    judge(present(context.api.paymentConsent, 'the consent'), present(context.api.paymentOrder, 'the order'), context);
  });
}

const notRevoked = rule('payment-consent-not-revoked', ({ revokedAt, deletedAt }) => {
  if (revokedAt !== null || deletedAt !== null) throw invalidToken('the consent is no longer in force');
});

/** @requirement UK-OB-3.1-PIS-1 */
const status = rule('payment-consent-status', (agreed) => {
  if (agreed.status !== 'Authorised') throw badRequest('Resource.InvalidConsentStatus', 'the consent cannot be used');
});

function mismatch(what: string): Error {
  return badRequest('Resource.ConsentMismatch', `${what} is not what was approved`);
}

/** @requirement RTS-5-1d UK-OB-3.1-PIS-2 */
const amountLinked = rule('payment-amount-linked', ({ amount }, order) => {
  if (amount.minor !== order.amount.minor || amount.currency !== order.amount.currency) throw mismatch('the amount');
});

/** @requirement RTS-5-1d UK-OB-3.1-PIS-2 */
const payeeLinked = rule('payment-payee-linked', (agreed, order) => {
  const creditorOf = (initiation: unknown) => [
    (initiation as Members).CreditorAccount,
    (initiation as Members).Creditor,
  ];
  if (!sameJson(creditorOf(agreed.initiation), creditorOf(order.initiation))) throw mismatch('the payee');
});

/** Everything but amount and payee, which have rules of their own. @requirement UK-OB-3.1-PIS-2 */
const bodyLinked = rule('payment-body-linked', (agreed, order) => {
  const rest = (initiation: unknown) => {
    const { InstructedAmount: _, CreditorAccount: __, Creditor: ___, ...others } = initiation as Members;
    return others;
  };
  if (!sameJson(rest(agreed.initiation), rest(order.initiation))) throw mismatch('the initiation');
  if (!sameJson(agreed.risk, order.risk)) throw mismatch('the risk block');
});

export const submissionChecks: readonly Check[] = [
  userToken,
  consent,
  notRevoked,
  status,
  amountLinked,
  payeeLinked,
  bodyLinked,
];

/** For banks that do worse. */
export const submissionAlternatives: readonly Check[] = [
  check('payment-user-token-optional', () => undefined),
  check('payment-consent-of-client', (context) => {
    context.api.paymentConsent = namedConsent(context);
  }),
  rule('payment-consent-unspent', ({ status: is }) => {
    if (is === 'Consumed') throw badRequest('Resource.InvalidConsentStatus', 'the consent cannot be used');
  }),
];
