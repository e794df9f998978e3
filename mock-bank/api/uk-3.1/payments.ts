/** Domestic payments: submitted under an authorised consent, executed once. */
import { isDeepStrictEqual } from 'node:util';
import { type Context, present } from '../../http/context.ts';
import { type Check, check, type Endpoint } from '../../http/endpoint.ts';
import { insufficientScope, invalidToken } from '../../http/refusal.ts';
import { type Json, type JsonObject, json, type Reply } from '../../http/reply.ts';
import { tokenScope } from '../../rs/resource-access.ts';
import { decimal } from '../../sca/money.ts';
import type { PaymentConsent } from '../../store/consents.ts';
import type { Payment } from '../../store/payments.ts';
import { apiAccess } from '../access.ts';
import { idempotencyKey, idempotencyReplay, remember, repeated } from '../idempotency.ts';
import { executePayment } from '../payment.ts';
import type { Members } from './body.ts';
import { iso } from './consent-resource.ts';
import { badRequest, refuseApi } from './errors.ts';
import { messageSignature } from './message-signature.ts';
import { paymentOrder } from './payment-consents.ts';
import type { PaymentOrder } from './state.ts';
import { addressOf, paymentStanding } from './versions.ts';

const PAYMENTS = '/open-banking/v3.1/pisp/domestic-payments';

const shared = { group: 'resource', surface: 'resource', refuse: refuseApi } as const;

/** @requirement UK-OB-3.1-PIS-4 */
const userToken = check('payment-user-token', ({ access }) => {
  if (present(access, 'the access token').grant === null)
    throw insufficientScope('a token with a user behind it is needed');
});

/** The token stands for one consent, and the order names it. @requirement UK-OB-3.1-PIS-4 */
const consent = check('payment-consent', (context) => {
  const { grant } = present(context.access, 'the access token');
  const named = namedConsent(context);
  if (grant !== null && grant.consentId !== named.id)
    throw insufficientScope('the token does not stand for this consent');
  context.uk31.paymentConsent = named;
});

function namedConsent({ access, uk31, bank }: Context): PaymentConsent {
  const { consentId } = present(uk31.paymentOrder, 'the order');
  if (consentId === null) throw badRequest('Field.Missing', 'Data.ConsentId is missing');
  const found = bank.store.consents.get(consentId);
  if (found?.kind !== 'payment' || found.clientId !== present(access, 'the access token').client.id) {
    throw insufficientScope('the token does not stand for this consent');
  }
  return found;
}

/** A rule over the consent and what is ordered under it. A repeat was judged when it was new. */
function rule(name: string, judge: (agreed: PaymentConsent, order: PaymentOrder, context: Context) => void): Check {
  return check(name, (context) => {
    if (context.api.replayOf !== null) return;
    judge(
      present(context.uk31.paymentConsent, 'the consent'),
      present(context.uk31.paymentOrder, 'the order'),
      context,
    );
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
  if (!isDeepStrictEqual(creditorOf(agreed.initiation), creditorOf(order.initiation))) throw mismatch('the payee');
});

/** Everything but amount and payee, which have rules of their own. @requirement UK-OB-3.1-PIS-2 */
const bodyLinked = rule('payment-body-linked', (agreed, order) => {
  const rest = (initiation: unknown) => {
    const { InstructedAmount: _, CreditorAccount: __, Creditor: ___, ...others } = initiation as Members;
    return others;
  };
  if (!isDeepStrictEqual(rest(agreed.initiation), rest(order.initiation))) throw mismatch('the initiation');
  if (!isDeepStrictEqual(agreed.risk, order.risk)) throw mismatch('the risk block');
});

/** Whether a submitted payment is the one the PSU approved. */
const submissionChecks: readonly Check[] = [
  userToken,
  consent,
  notRevoked,
  status,
  amountLinked,
  payeeLinked,
  bodyLinked,
];

export const paymentKnown = check('payment-known', (context) => {
  const payment = context.bank.store.payments.get(context.path.id ?? '');
  if (!payment) throw badRequest('Resource.NotFound', 'there is no such payment');
  context.uk31.payment = payment;
});

/** @requirement UK-OB-3.1-PIS-6 */
export const paymentOwner = check('payment-owner', (context) => {
  if (present(context.uk31.payment, 'the payment').clientId !== present(context.access, 'the access token').client.id) {
    throw insufficientScope('the payment is not yours');
  }
});

export const paymentEndpoints: readonly Endpoint[] = [
  {
    ...shared,
    id: 'payment.submit',
    methods: ['POST'],
    path: PAYMENTS,
    checks: [
      ...apiAccess('PSP_PI'),
      tokenScope('payments'),
      ...messageSignature,
      idempotencyKey,
      paymentOrder,
      idempotencyReplay,
      ...submissionChecks,
    ],
    answer: submit,
  },
  {
    ...shared,
    id: 'payment.read',
    methods: ['GET'],
    path: `${PAYMENTS}/{id}`,
    checks: [...apiAccess('PSP_PI'), tokenScope('payments'), paymentKnown, paymentOwner],
    answer: (context) => json(200, resource(context, present(context.uk31.payment, 'the payment'))),
  },
];

function submit(context: Context): Reply {
  const { bank, api, uk31 } = context;
  const earlier = bank.store.payments.get(api.replayOf ?? '');
  const { amount, creditor, initiation } = present(uk31.paymentOrder, 'the order');
  if (earlier) return json(201, resource(context, repeated(context, earlier, { amount })));
  const order = { amount, creditorIdentification: creditor.identification, initiation };
  const payment = executePayment(bank, present(uk31.paymentConsent, 'the consent'), order);
  remember(context, payment.id);
  return json(201, resource(context, payment, true));
}

/** What was executed. @requirement UK-OB-3.1-PIS-6 */
function told({ amount }: Payment): Json {
  return { Amount: decimal(amount.minor), Currency: amount.currency };
}

function resource(context: Context, payment: Payment, isNew = false): Json {
  return {
    Data: {
      DomesticPaymentId: payment.id,
      ConsentId: payment.consentId,
      CreationDateTime: iso(payment.createdAt),
      ...paymentStanding(context, payment, isNew),
      Initiation: { ...(payment.initiation as JsonObject), InstructedAmount: told(payment) },
    },
    Links: { Self: `${addressOf(context, PAYMENTS)}/${payment.id}` },
    Meta: { TotalPages: 1 },
  };
}

/** For banks that do worse. */
export const paymentAlternatives: readonly Check[] = [
  check('payment-user-token-optional', () => undefined),
  check('payment-consent-of-client', (context) => {
    context.uk31.paymentConsent = namedConsent(context);
  }),
  /** Takes the consent to recurring payments for one to the payment that is ordered. */
  check('payment-consent-of-any-kind', (context) => {
    const { amount, creditor, initiation, risk, consentId } = present(context.uk31.paymentOrder, 'the order');
    const found = context.bank.store.consents.get(consentId ?? '');
    if (found?.kind !== 'vrp') return consent.run(context);
    context.uk31.paymentConsent = { ...found, kind: 'payment', amount, creditor, initiation, risk };
  }),
  /** Looks before the other orders that came at once, and spends the consent after. */
  check('payment-consent-status-raced', async (context) => {
    status.run(context);
    await context.bank.underway.everybody(context.request.path);
  }),
  rule('payment-consent-unspent', ({ status: is }) => {
    if (is === 'Consumed') throw badRequest('Resource.InvalidConsentStatus', 'the consent cannot be used');
  }),
];
