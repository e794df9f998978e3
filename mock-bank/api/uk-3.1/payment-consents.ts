/** Consents for one domestic payment: lodged and read by the TPP. */
import { randomUUID } from 'node:crypto';
import { type Context, present } from '../../http/context.ts';
import { check, type Endpoint } from '../../http/endpoint.ts';
import { type Json, json, type Reply } from '../../http/reply.ts';
import { minorUnits } from '../../sca/money.ts';
import type { PaymentConsent } from '../../store/consents.ts';
import type { Money } from '../../store/money.ts';
import { idempotencyKey, idempotencyReplay, remember } from '../idempotency.ts';
import { type Members, object, readBody, text } from './body.ts';
import { appAccess, consentOf, iso, lodged, namedConsent, PAYMENT_CONSENTS } from './consent-resource.ts';
import { creditorAt } from './creditor.ts';
import { badRequest, refuseApi } from './errors.ts';
import { messageSignature } from './message-signature.ts';
import type { PaymentOrder } from './state.ts';
import { addressOf, standingMembers } from './versions.ts';

const shared = { group: 'resource', surface: 'resource', refuse: refuseApi } as const;

function readPaymentOrder(context: Context): PaymentOrder {
  const body = readBody(context);
  const data = object(body.Data, 'Data');
  const initiation = object(data.Initiation, 'Data.Initiation');
  const instructed = object(initiation.InstructedAmount, 'Data.Initiation.InstructedAmount');
  return {
    consentId: data.ConsentId === undefined ? null : text(data.ConsentId, 'Data.ConsentId', 128),
    amount: readMoney(instructed),
    creditor: creditorAt(initiation.CreditorAccount, 'Data.Initiation.CreditorAccount'),
    initiation,
    risk: object(body.Risk, 'Risk'),
  };
}

function readMoney({ Amount, Currency }: Members): Money {
  const minor = minorUnits(text(Amount, 'InstructedAmount.Amount', 16));
  if (minor === null) throw badRequest('Field.Invalid', 'InstructedAmount.Amount must be an amount such as 12.34');
  if (Currency !== 'EUR') throw badRequest('Field.Invalid', 'InstructedAmount.Currency must be EUR');
  return { minor, currency: 'EUR' };
}

/** Reads amount, payee and the rest. */
export const paymentOrder = check('payment-order', (context) => {
  context.uk31.paymentOrder = readPaymentOrder(context);
});

export const paymentConsentEndpoints: readonly Endpoint[] = [
  {
    ...shared,
    id: 'payment-consent.create',
    methods: ['POST'],
    path: PAYMENT_CONSENTS,
    checks: [...appAccess('payments'), ...messageSignature, idempotencyKey, paymentOrder, idempotencyReplay],
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
  const { bank, api, uk31 } = context;
  const earlier = bank.store.consents.get(api.replayOf ?? '');
  if (earlier?.kind === 'payment') return json(201, resource(context, earlier));
  const { amount, creditor, initiation, risk } = present(uk31.paymentOrder, 'the order');
  const consent: PaymentConsent = {
    kind: 'payment',
    id: `pdc-${randomUUID()}`,
    ...lodged(context),
    expiresAt: null,
    amount,
    creditor,
    initiation,
    risk,
  };
  bank.store.consents.set(consent.id, consent);
  remember(context, consent.id);
  return json(201, resource(context, consent));
}

function resource(context: Context, consent: PaymentConsent): Json {
  return {
    Data: {
      ConsentId: consent.id,
      CreationDateTime: iso(consent.createdAt),
      ...standingMembers(context, consent),
      Initiation: consent.initiation as Json,
    },
    Risk: consent.risk as Json,
    Links: { Self: `${addressOf(context, PAYMENT_CONSENTS)}/${consent.id}` },
    Meta: { TotalPages: 1 },
  };
}
