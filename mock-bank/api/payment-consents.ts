/** Consents for one domestic payment: lodged and read by the TPP. */
import { randomUUID } from 'node:crypto';
import { type Context, present } from '../http/context.ts';
import { check, type Endpoint } from '../http/endpoint.ts';
import { type Json, json, type Reply } from '../http/reply.ts';
import type { PaymentConsent } from '../store/consents.ts';
import { appAccess, consentOf, iso, namedConsent, PAYMENT_CONSENTS } from './consent-resource.ts';
import { refuseApi } from './errors.ts';
import { idempotencyKey, idempotencyReplay, remember } from './idempotency.ts';
import { readPaymentOrder } from './payment-order.ts';

const shared = { group: 'resource', surface: 'resource', refuse: refuseApi } as const;

/** Reads amount, payee and the rest. */
export const paymentOrder = check('payment-order', (context) => {
  context.api.paymentOrder = readPaymentOrder(context);
});

export const paymentConsentEndpoints: readonly Endpoint[] = [
  {
    ...shared,
    id: 'payment-consent.create',
    methods: ['POST'],
    path: PAYMENT_CONSENTS,
    checks: [...appAccess('payments'), idempotencyKey, paymentOrder, idempotencyReplay],
    answer: create,
  },
  {
    ...shared,
    id: 'payment-consent.read',
    methods: ['GET'],
    path: `${PAYMENT_CONSENTS}/{id}`,
    checks: [...appAccess('payments'), ...namedConsent('payment')],
    answer: (context) => json(200, resource(context, consentOf(context) as PaymentConsent)),
  },
];

function create(context: Context): Reply {
  const { bank, api } = context;
  const earlier = bank.store.consents.get(api.replayOf ?? '');
  if (earlier?.kind === 'payment') return json(201, resource(context, earlier));
  const now = bank.now();
  const { amount, creditor, initiation, risk } = present(api.paymentOrder, 'the order');
  const consent: PaymentConsent = {
    kind: 'payment',
    id: `pdc-${randomUUID()}`,
    clientId: present(context.access, 'the access token').client.id,
    status: 'AwaitingAuthorisation',
    createdAt: now,
    statusAt: now,
    expiresAt: null,
    revokedAt: null,
    deletedAt: null,
    username: null,
    amount,
    creditor,
    initiation,
    risk,
    scaDone: null,
  };
  bank.store.consents.set(consent.id, consent);
  remember(context, consent.id);
  return json(201, resource(context, consent));
}

function resource({ bank }: Context, consent: PaymentConsent): Json {
  return {
    Data: {
      ConsentId: consent.id,
      CreationDateTime: iso(consent.createdAt),
      Status: consent.status,
      StatusUpdateDateTime: iso(consent.statusAt),
      Initiation: consent.initiation as Json,
    },
    Risk: consent.risk as Json,
    Links: { Self: `${bank.issuer}${PAYMENT_CONSENTS}/${consent.id}` },
    Meta: { TotalPages: 1 },
  };
}
