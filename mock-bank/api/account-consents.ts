/** Account access consents: lodged, read and deleted by the TPP. */
import { randomUUID } from 'node:crypto';
import { type Context, present } from '../http/context.ts';
import { check, type Endpoint } from '../http/endpoint.ts';
import { empty, type Json, json, type Reply } from '../http/reply.ts';
import type { AccountConsent } from '../store/consents.ts';
import { readAccountConsent } from './account-consent.ts';
import { ACCOUNT_CONSENTS, appAccess, consentOf, iso, namedConsent } from './consent-resource.ts';
import { refuseApi } from './errors.ts';

const shared = { group: 'resource', surface: 'resource', refuse: refuseApi } as const;

/** @requirement UK-OB-3.1-AIS-4 */
const order = check('account-consent-order', (context) => {
  context.api.accountOrder = readAccountConsent(context);
});

export const accountConsentEndpoints: readonly Endpoint[] = [
  {
    ...shared,
    id: 'account-consent.create',
    methods: ['POST'],
    path: ACCOUNT_CONSENTS,
    checks: [...appAccess('accounts'), order],
    answer: create,
  },
  {
    ...shared,
    id: 'account-consent.read',
    methods: ['GET'],
    path: `${ACCOUNT_CONSENTS}/{id}`,
    checks: [...appAccess('accounts'), ...namedConsent('accounts')],
    answer: (context) => json(200, resource(context, consentOf(context) as AccountConsent)),
  },
  {
    ...shared,
    id: 'account-consent.delete',
    methods: ['DELETE'],
    path: `${ACCOUNT_CONSENTS}/{id}`,
    checks: [...appAccess('accounts'), ...namedConsent('accounts')],
    answer: remove,
  },
];

function create(context: Context): Reply {
  const { bank } = context;
  const now = bank.now();
  const consent: AccountConsent = {
    kind: 'accounts',
    id: `aac-${randomUUID()}`,
    clientId: present(context.access, 'the access token').client.id,
    status: 'AwaitingAuthorisation',
    createdAt: now,
    statusAt: now,
    revokedAt: null,
    deletedAt: null,
    username: null,
    ...present(context.api.accountOrder, 'the order'),
  };
  bank.store.consents.set(consent.id, consent);
  return json(201, resource(context, consent));
}

/** Access ends at once. @requirement UK-OB-3.1-AIS-3 */
function remove(context: Context): Reply {
  consentOf(context).deletedAt = context.bank.now();
  return empty(204);
}

function resource({ bank }: Context, consent: AccountConsent): Json {
  const dates = {
    ...(consent.expirationText === null ? {} : { ExpirationDateTime: consent.expirationText }),
    ...(consent.transactionFromText === null ? {} : { TransactionFromDateTime: consent.transactionFromText }),
    ...(consent.transactionToText === null ? {} : { TransactionToDateTime: consent.transactionToText }),
  };
  return {
    Data: {
      ConsentId: consent.id,
      CreationDateTime: iso(consent.createdAt),
      Status: consent.status,
      StatusUpdateDateTime: iso(consent.statusAt),
      Permissions: consent.permissions,
      ...dates,
    },
    Risk: {},
    Links: { Self: `${bank.issuer}${ACCOUNT_CONSENTS}/${consent.id}` },
    Meta: { TotalPages: 1 },
  };
}
