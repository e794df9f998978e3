/** Consents to ask whether the money for a payment is there: lodged, read and deleted by the TPP that issues the card. */
import { randomUUID } from 'node:crypto';
import { type Context, present } from '../../http/context.ts';
import { check, type Endpoint } from '../../http/endpoint.ts';
import { empty, type Json, json, type Reply } from '../../http/reply.ts';
import type { FundsConsent } from '../../store/consents.ts';
import { dateTime, object, readBody, text } from './body.ts';
import { appAccess, consentOf, FUNDS_CONSENTS, iso, lodged, namedConsent } from './consent-resource.ts';
import { badRequest, refuseApi } from './errors.ts';
import { addressOf, standingMembers } from './versions.ts';

export type FundsOrder = Pick<FundsConsent, 'account' | 'expiresAt' | 'expirationText'>;

const shared = { group: 'resource', surface: 'resource', refuse: refuseApi } as const;

const order = check('funds-consent-order', (context) => {
  const data = object(readBody(context).Data, 'Data');
  const debtor = object(data.DebtorAccount, 'Data.DebtorAccount');
  const expiration = dateTime(data.ExpirationDateTime, 'Data.ExpirationDateTime');
  if (expiration && expiration.time <= context.bank.now()) {
    throw badRequest('Field.InvalidDate', 'Data.ExpirationDateTime has passed');
  }
  context.uk31.fundsOrder = {
    account: {
      scheme: text(debtor.SchemeName, 'DebtorAccount.SchemeName', 40),
      identification: text(debtor.Identification, 'DebtorAccount.Identification', 256),
    },
    expiresAt: expiration?.time ?? null,
    expirationText: expiration?.text ?? null,
  };
});

const held = [...appAccess('fundsconfirmations'), ...namedConsent('funds')];

export const fundsConsentEndpoints: readonly Endpoint[] = [
  {
    ...shared,
    id: 'funds-consent.create',
    methods: ['POST'],
    path: FUNDS_CONSENTS,
    checks: [...appAccess('fundsconfirmations'), order],
    answer: create,
  },
  {
    ...shared,
    id: 'funds-consent.read',
    methods: ['GET'],
    path: `${FUNDS_CONSENTS}/{id}`,
    checks: held,
    answer: (context) => json(200, resource(context, consentOf(context) as FundsConsent)),
  },
  {
    ...shared,
    id: 'funds-consent.delete',
    methods: ['DELETE'],
    path: `${FUNDS_CONSENTS}/{id}`,
    checks: held,
    answer: remove,
  },
];

function create(context: Context): Reply {
  const { bank } = context;
  const consent: FundsConsent = {
    kind: 'funds',
    id: `fcc-${randomUUID()}`,
    ...lodged(context),
    references: new Set(),
    ...present(context.uk31.fundsOrder, 'the order'),
  };
  bank.store.consents.set(consent.id, consent);
  return json(201, resource(context, consent));
}

/** @requirement UK-OB-3.1-CBPII-1 */
function remove(context: Context): Reply {
  consentOf(context).deletedAt = context.bank.now();
  return empty(204);
}

/** The one consent of this version whose status tells that the customer took it back. */
function resource(context: Context, consent: FundsConsent): Json {
  const { scheme, identification } = consent.account;
  return {
    Data: {
      ConsentId: consent.id,
      CreationDateTime: iso(consent.createdAt),
      ...standingMembers(context, consent),
      ...(consent.expirationText === null ? {} : { ExpirationDateTime: consent.expirationText }),
      DebtorAccount: { SchemeName: scheme, Identification: identification },
    },
    Links: { Self: `${addressOf(context, FUNDS_CONSENTS)}/${consent.id}` },
    Meta: { TotalPages: 1 },
  };
}
