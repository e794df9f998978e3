/** Payments: exactly the one that was approved, once. */
import { type Context, present } from '../../http/context.ts';
import { type Check, check, type Endpoint } from '../../http/endpoint.ts';
import { insufficientScope, invalidRequest, Refusal } from '../../http/refusal.ts';
import { isObject, type Json, json, type Reply } from '../../http/reply.ts';
import { readJson } from '../../http/request.ts';
import { decimal } from '../../sca/money.ts';
import type { Payment } from '../../store/payments.ts';
import { idempotencyReplay, remember, repeated } from '../idempotency.ts';
import { executePayment } from '../payment.ts';
import { detailsAccess, paymentAction } from './access.ts';
import { type PaymentElement, readOrder } from './details.ts';
import { ORDER, problemsOf } from './types.ts';

const PAYMENTS = '/rar/payments';

const order = check('details-order', (context) => {
  const body = readJson(context.request) as Json;
  if (!isObject(body)) throw invalidRequest('the body must be an object');
  const [problem] = problemsOf(body, ORDER, context.bank);
  if (problem) throw invalidRequest(`the order cannot be read: ${problem[1]} (${problem[0]})`);
  context.rar.order = readOrder(body);
});

/** A rule over what was approved and what is ordered. A repeat was judged when it was new. */
function rule(
  name: string,
  judge: (approved: PaymentElement, ordered: PaymentElement, context: Context) => void,
): Check {
  return check(name, (context) => {
    if (context.api.replayOf !== null) return;
    judge(present(context.rar.approved, 'the approval'), present(context.rar.order, 'the order'), context);
  });
}

const unspent = rule('details-payment-unspent', (_approved, _ordered, { api }) => {
  if (api.consent?.status === 'Consumed') throw insufficientScope('the payment was made already');
});

function mismatch(what: string): Refusal {
  return insufficientScope(`${what} is not what was approved`);
}

/** @requirement RTS-5-1d RFC9396-9-1 */
const amountLinked = rule('details-amount-linked', ({ amount }, ordered) => {
  if (amount.minor !== ordered.amount.minor || amount.currency !== ordered.amount.currency)
    throw mismatch('the amount');
});

/** @requirement RTS-5-1d RFC9396-9-1 */
const payeeLinked = rule('details-payee-linked', ({ iban, creditorName }, ordered) => {
  if (iban !== ordered.iban || creditorName !== ordered.creditorName) throw mismatch('the payee');
});

/** @requirement RFC9396-9-1 */
const remittanceLinked = rule('details-remittance-linked', ({ remittance }, ordered) => {
  if (remittance !== ordered.remittance) throw mismatch('the remittance information');
});

const paymentKnown = check('details-payment-known', (context) => {
  const payment = context.bank.store.payments.get(context.path.id ?? '');
  if (!payment) throw new Refusal(404, 'not_found', 'there is no such payment');
  context.rar.payment = payment;
});

const paymentOwner = check('details-payment-owner', ({ api, rar }) => {
  if (present(rar.payment, 'the payment').consentId !== present(api.consent, 'the consent').id) {
    throw insufficientScope('the payment is not part of the consent');
  }
});

/** For banks that do worse. */
export const paymentAlternatives: readonly Check[] = [
  /** Looks before the other orders that came at once, and spends the approval after. */
  check('details-payment-unspent-raced', async (context) => {
    unspent.run(context);
    await context.bank.underway.everybody(context.request.path);
  }),
];

export const paymentEndpoints: readonly Endpoint[] = [
  {
    id: 'rar.payment.submit',
    group: 'resource',
    methods: ['POST'],
    path: PAYMENTS,
    surface: 'resource',
    checks: [
      ...detailsAccess('PSP_PI'),
      paymentAction('initiate'),
      order,
      idempotencyReplay,
      unspent,
      amountLinked,
      payeeLinked,
      remittanceLinked,
    ],
    answer: submit,
  },
  {
    id: 'rar.payment.read',
    group: 'resource',
    methods: ['GET'],
    path: `${PAYMENTS}/{id}`,
    surface: 'resource',
    checks: [...detailsAccess('PSP_PI'), paymentAction('status'), paymentKnown, paymentOwner],
    answer: ({ rar }) => json(200, resource(present(rar.payment, 'the payment'))),
  },
];

function submit(context: Context): Reply {
  const { bank, api, rar } = context;
  const earlier = bank.store.payments.get(api.replayOf ?? '');
  const { amount, iban } = present(rar.order, 'the order');
  if (earlier) return json(201, resource(repeated(context, earlier, { amount })));
  const initiation = readJson(context.request);
  const booked = { amount, creditorIdentification: iban, initiation };
  const payment = executePayment(bank, present(api.consent, 'the consent'), booked);
  remember(context, payment.id);
  return json(201, resource(payment));
}

function resource({ id, status, createdAt, amount, initiation }: Payment): Json {
  const { creditorName = null, creditorAccount = null } = initiation as Record<string, Json>;
  return {
    paymentId: id,
    status,
    createdAt: new Date(createdAt).toISOString(),
    instructedAmount: { currency: amount.currency, amount: decimal(amount.minor) },
    creditorName,
    creditorAccount,
  };
}
