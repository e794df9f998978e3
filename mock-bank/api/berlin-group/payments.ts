/** Payments: initiated, read and cancelled by the TPP, and executed once the PSU approved them. */
import { randomUUID } from 'node:crypto';
import type { Bank } from '../../bank.ts';
import { type Context, present } from '../../http/context.ts';
import { check, type Endpoint } from '../../http/endpoint.ts';
import { empty, type Json, json, type Reply } from '../../http/reply.ts';
import { decimal } from '../../sca/money.ts';
import { type BerlinPayment, begunConsent } from '../../store/consents.ts';
import type { Payment } from '../../store/payments.ts';
import { authorise, reject } from '../consent.ts';
import { executePayment } from '../payment.ts';
import { BASE, namedPayment, paymentOf, requesterAccess } from './access.ts';
import { authorisationEndpoints, finish, firstAuthorisations, linksOf } from './authorisations.ts';
import { formatError, refuseBerlin, refused } from './errors.ts';
import { readBatchOrder, readPaymentOrder } from './payment-order.ts';
import { sealChecks } from './seal.ts';

const PRODUCTS = ['sepa-credit-transfers', 'instant-sepa-credit-transfers'];

const shared = { group: 'resource', surface: 'resource', refuse: refuseBerlin } as const;

/** One payment, or a batch of them that is approved as one. */
type Service = 'payments' | 'bulk-payments';

const collectionOf =
  (service: Service) =>
  ({ path }: Context): string =>
    `${BASE}/${service}/${path.product}`;

/** @requirement BG-1.3-PIS-11 */
const product = check('payment-product', ({ path, settings }) => {
  if (settings.paymentProducts === 'known' && !PRODUCTS.includes(path.product ?? ''))
    throw refused(404, 'PRODUCT_UNKNOWN', 'there is no such product');
});

/** @requirement BG-1.3-PIS-5 */
const address = check('psu-ip-address', ({ request }) => {
  if (typeof request.headers['psu-ip-address'] !== 'string') throw formatError('PSU-IP-Address is missing');
});

const order = (service: Service) =>
  check('payment-order', (context) => {
    context.berlin.paymentOrder = service === 'payments' ? readPaymentOrder(context) : readBatchOrder(context);
  });

/** @requirement BG-1.3-PIS-6 */
const amount = check('payment-amount', ({ berlin }) => {
  if (present(berlin.paymentOrder, 'the order').amount.minor === 0) {
    throw formatError('instructedAmount.amount must be an amount above zero such as 12.34');
  }
});

/** What was executed is not taken back. @requirement BG-1.3-PIS-7 */
const cancellable = check('payment-cancellable', (context) => {
  const { executed, status } = paymentOf(context);
  if (executed !== null || status === 'Rejected') {
    throw refused(400, 'RESOURCE_BLOCKED', 'the payment can no longer be cancelled');
  }
});

function endpointsOf(service: Service): Endpoint[] {
  const collection = collectionOf(service);
  const prefix = service === 'payments' ? 'berlin.payment' : 'berlin.batch';
  const path = `${BASE}/${service}/{product}`;
  const named = (
    id: string,
    method: string,
    below: string,
    answer: Endpoint['answer'],
    further: Endpoint['checks'] = [],
  ): Endpoint => ({
    ...shared,
    id: `${prefix}.${id}`,
    methods: [method],
    path: `${path}/{id}${below}`,
    checks: [...requesterAccess, ...namedPayment, ...further],
    answer,
  });
  return [
    {
      ...shared,
      id: `${prefix}.create`,
      methods: ['POST'],
      path,
      checks: [...requesterAccess, ...sealChecks, product, address, order(service), amount],
      answer: (context) => create(context, collection(context)),
    },
    named('read', 'GET', '', (context) => json(200, resource(context))),
    named('status', 'GET', '/status', (context) => json(200, { transactionStatus: statusOf(context) })),
    named('cancel', 'DELETE', '', cancel, [cancellable]),
    ...authorisationEndpoints('', named, collection, paymentOf),
  ];
}

export const paymentEndpoints: readonly Endpoint[] = [...endpointsOf('payments'), ...endpointsOf('bulk-payments')];

/** As ISO 20022 spells it. @requirement BG-1.3-PIS-1 BG-1.3-PIS-2 */
function statusOf(context: Context): string {
  const { executed, cancelled, status } = paymentOf(context);
  if (cancelled) return 'CANC';
  if (executed !== null) {
    const declined = paid(context, executed).filter((one) => one.status === 'Rejected').length;
    if (declined === 0) return 'ACSC';
    return declined === executed.length ? 'RJCT' : 'PART';
  }
  return status === 'Rejected' ? 'RJCT' : 'RCVD';
}

const paid = ({ bank }: Context, executed: readonly string[]): Payment[] =>
  executed.flatMap((id) => bank.store.payments.get(id) ?? []);

function create(context: Context, collection: string): Reply {
  const { bank } = context;
  const client = present(context.client, 'the TPP');
  const payment: BerlinPayment = {
    kind: 'berlin-payment',
    id: earlierOf(context) ?? `bgp-${randomUUID()}`,
    product: context.path.product ?? '',
    expiresAt: null,
    ...begunConsent(client.id, bank.now()),
    requestId: String(context.request.headers['x-request-id']),
    cancelled: false,
    executed: null,
    authorisations: firstAuthorisations(context),
    ...present(context.berlin.paymentOrder, 'the order'),
  };
  bank.store.consents.set(payment.id, payment);
  context.berlin.payment = payment;
  if (context.settings.paymentExecutes === 'created') executeUnasked(bank, payment);
  const self = `${collection}/${payment.id}`;
  const body = {
    transactionStatus: statusOf(context),
    paymentId: payment.id,
    _links: linksOf(context, self, payment),
  };
  return json(201, body, [
    ['location', self],
    ['aspsp-sca-approach', 'REDIRECT'],
  ]);
}

/** The payment that a bank overwrites which takes a repeated X-Request-ID for the same one. @requirement BG-1.3-PIS-8 */
function earlierOf({ bank, request, settings }: Context): string | null {
  if (settings.repeatedRequestId !== 'overwrites') return null;
  const all = [...bank.store.consents.values()];
  const earlier = all.find((one) => one.kind === 'berlin-payment' && one.requestId === request.headers['x-request-id']);
  return earlier?.id ?? null;
}

/** Once it is executed, what was executed. @requirement BG-1.3-PIS-1 */
function resource(context: Context): Json {
  const { initiation, executed, batch } = paymentOf(context);
  const amounts = paid(context, executed ?? []).map(({ amount: { currency, minor } }) => {
    return { instructedAmount: { currency, amount: decimal(minor) } };
  });
  const done = batch?.map((line, index) => ({ ...line.initiation, ...amounts[index] }));
  return { ...initiation, ...(done ? { payments: done } : amounts[0]), transactionStatus: statusOf(context) };
}

/** @requirement BG-1.3-PIS-7 */
function cancel(context: Context): Reply {
  const payment = paymentOf(context);
  payment.cancelled = true;
  payment.deletedAt ??= context.bank.now();
  return empty(204);
}

function execute(bank: Bank, payment: BerlinPayment): void {
  if (payment.executed !== null) return;
  const lines = payment.batch ?? [payment];
  payment.executed = lines.map(({ amount: approved, creditor, initiation }) => {
    const order = { amount: approved, creditorIdentification: creditor.iban, initiation };
    return executePayment(bank, payment, order).id;
  });
}

/** For a bank that waits for nobody, and takes no strong authentication for one. */
function executeUnasked(bank: Bank, payment: BerlinPayment): void {
  const { status } = payment;
  payment.scaDone = true;
  execute(bank, payment);
  payment.status = status;
}

/** The PSU said yes, which is the order as well. @requirement BG-1.3-PIS-1 */
export function approvePayment(bank: Bank, payment: BerlinPayment, username: string, scaDone: boolean): void {
  // A bank that never asks for a batch has nothing to hold against one later.
  const exempt = payment.batch !== null && bank.settings.batches === 'exempt';
  authorise(bank, payment, username, scaDone || exempt);
  execute(bank, payment);
  finish(payment, scaDone ? 'finalised' : 'exempted');
}

/** The PSU said no: nothing is paid. @requirement BG-1.3-PIS-2 */
export function denyPayment(bank: Bank, payment: BerlinPayment): void {
  reject(bank, payment);
  finish(payment, 'failed');
  if (bank.settings.paymentExecutes === 'decided') executeUnasked(bank, payment);
}
