/** Domestic payments: submitted under an authorised consent, executed once. */
import { randomUUID } from 'node:crypto';
import { type Context, present } from '../http/context.ts';
import { check, type Endpoint } from '../http/endpoint.ts';
import { type Json, json, type Reply } from '../http/reply.ts';
import { tokenScope } from '../rs/resource-access.ts';
import { commitPayment } from '../sca/counters.ts';
import type { Payment } from '../store/payments.ts';
import { apiAccess } from './access.ts';
import { iso } from './consent-resource.ts';
import { setStatus } from './decision.ts';
import { badRequest, forbidden, refuseApi } from './errors.ts';
import { idempotencyKey, idempotencyReplay, remember } from './idempotency.ts';
import { paymentOrder } from './payment-consents.ts';
import { submissionChecks } from './submission.ts';

const PAYMENTS = '/open-banking/v3.1/pisp/domestic-payments';
/** Payees whose payments the bank declines. */
const DECLINED_SUFFIX = '0000';

const shared = { group: 'resource', surface: 'resource', refuse: refuseApi } as const;

const paymentKnown = check('payment-known', (context) => {
  const payment = context.bank.store.payments.get(context.path.id ?? '');
  if (!payment) throw badRequest('Resource.NotFound', 'there is no such payment');
  context.api.payment = payment;
});

const paymentOwner = check('payment-owner', (context) => {
  if (present(context.api.payment, 'the payment').clientId !== present(context.access, 'the access token').client.id) {
    throw forbidden('the payment is not yours');
  }
});

export const paymentEndpoints: readonly Endpoint[] = [
  {
    ...shared,
    id: 'payment.submit',
    methods: ['POST'],
    path: PAYMENTS,
    checks: [
      ...apiAccess,
      tokenScope('payments'),
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
    checks: [...apiAccess, tokenScope('payments'), paymentKnown, paymentOwner],
    answer: (context) => json(200, resource(context, present(context.api.payment, 'the payment'))),
  },
];

/** Consent, payment, counters and key change in one go. @requirement UK-OB-3.1-PIS-1 */
function submit(context: Context): Reply {
  const { bank, api } = context;
  const earlier = bank.store.payments.get(api.replayOf ?? '');
  if (earlier) return json(201, resource(context, earlier));
  const consent = present(api.paymentConsent, 'the consent');
  const { amount, creditor, initiation } = present(api.paymentOrder, 'the order');
  const declined = creditor.identification.endsWith(DECLINED_SUFFIX);
  const payment: Payment = {
    id: `pmt-${randomUUID()}`,
    consentId: consent.id,
    clientId: consent.clientId,
    username: consent.username ?? '',
    status: declined ? 'Rejected' : 'AcceptedSettlementCompleted',
    createdAt: bank.now(),
    amount,
    creditorIdentification: creditor.identification,
    initiation,
  };
  bank.store.payments.set(payment.id, payment);
  setStatus(bank, consent, 'Consumed');
  remember(context, payment.id);
  if (!declined) {
    const { username } = payment;
    const withSca = consent.scaDone === true;
    commitPayment(bank, { username, amountMinor: amount.minor, payee: creditor.identification, withSca });
  }
  return json(201, resource(context, payment));
}

function resource({ bank }: Context, payment: Payment): Json {
  return {
    Data: {
      DomesticPaymentId: payment.id,
      ConsentId: payment.consentId,
      CreationDateTime: iso(payment.createdAt),
      Status: payment.status,
      StatusUpdateDateTime: iso(payment.createdAt),
      Initiation: payment.initiation as Json,
    },
    Links: { Self: `${bank.issuer}${PAYMENTS}/${payment.id}` },
    Meta: { TotalPages: 1 },
  };
}
