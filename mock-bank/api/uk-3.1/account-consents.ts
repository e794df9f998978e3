/** Account access consents: lodged, read and deleted by the TPP. */
import { randomUUID } from 'node:crypto';
import { type Context, present } from '../../http/context.ts';
import { check, type Endpoint } from '../../http/endpoint.ts';
import { empty, type Json, json, type Reply } from '../../http/reply.ts';
import type { AccountConsent } from '../../store/consents.ts';
import type { ApiSettings } from '../settings.ts';
import { dateTime, object, readBody } from './body.ts';
import { ACCOUNT_CONSENTS, appAccess, consentOf, iso, lodged, namedConsent } from './consent-resource.ts';
import { badRequest, refuseApi } from './errors.ts';
import type { AccountConsentOrder } from './state.ts';
import { addressOf, standingMembers } from './versions.ts';

const shared = { group: 'resource', surface: 'resource', refuse: refuseApi } as const;

/** The permissions an account consent can hold. */
const KNOWN: ReadonlySet<string> = new Set([
  'ReadAccountsBasic',
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadBeneficiariesBasic',
  'ReadBeneficiariesDetail',
  'ReadDirectDebits',
  'ReadOffers',
  'ReadPAN',
  'ReadParty',
  'ReadPartyPSU',
  'ReadProducts',
  'ReadScheduledPaymentsBasic',
  'ReadScheduledPaymentsDetail',
  'ReadStandingOrdersBasic',
  'ReadStandingOrdersDetail',
  'ReadStatementsBasic',
  'ReadStatementsDetail',
  'ReadTransactionsBasic',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
  'ReadTransactionsDetail',
]);

/** Known ones that go together. @requirement UK-OB-3.1-AIS-10 */
function readPermissions({ consentPermissions }: ApiSettings, value: unknown): string[] {
  if (consentPermissions === 'any' && Array.isArray(value)) return value.map(String);
  if (value === undefined) throw badRequest('Field.Missing', 'Data.Permissions is missing');
  if (!Array.isArray(value) || value.length === 0 || !value.every((one): one is string => KNOWN.has(one as string))) {
    throw badRequest('Field.Invalid', 'Data.Permissions must list known permissions');
  }
  const has = (...names: string[]) => names.some((name) => value.includes(name));
  const depth = has('ReadTransactionsBasic', 'ReadTransactionsDetail');
  const direction = has('ReadTransactionsCredits', 'ReadTransactionsDebits');
  if (depth !== direction) throw badRequest('Field.Invalid', 'transactions need depth and direction');
  if (!has('ReadAccountsBasic', 'ReadAccountsDetail'))
    throw badRequest('Field.Invalid', 'an accounts permission is needed');
  return [...new Set(value)];
}

function readAccountConsent(context: Context): AccountConsentOrder {
  const body = readBody(context);
  const data = object(body.Data, 'Data');
  object(body.Risk, 'Risk');
  const expiration = dateTime(data.ExpirationDateTime, 'Data.ExpirationDateTime');
  const { consentEnds } = context.settings;
  if (consentEnds === 'in-future' && expiration && expiration.time <= context.bank.now()) {
    throw badRequest('Field.InvalidDate', 'Data.ExpirationDateTime has passed');
  }
  const { consentLongestSeconds: longest } = context.settings;
  if (expiration && longest !== null && expiration.time > context.bank.now() + longest * 1000) {
    throw badRequest('Field.InvalidDate', 'Data.ExpirationDateTime is too far ahead');
  }
  return {
    permissions: readPermissions(context.settings, data.Permissions),
    expiresAt: expiration?.time ?? null,
    expirationText: expiration?.text ?? null,
    transactionFromText: dateTime(data.TransactionFromDateTime, 'Data.TransactionFromDateTime')?.text ?? null,
    transactionToText: dateTime(data.TransactionToDateTime, 'Data.TransactionToDateTime')?.text ?? null,
  };
}

/** @requirement UK-OB-3.1-AIS-4 */
const order = check('account-consent-order', (context) => {
  context.uk31.accountOrder = readAccountConsent(context);
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
  const consent: AccountConsent = {
    kind: 'accounts',
    id: `aac-${randomUUID()}`,
    ...lodged(context),
    ...present(context.uk31.accountOrder, 'the order'),
  };
  bank.store.consents.set(consent.id, consent);
  return json(201, resource(context, consent));
}

/** Access ends at once. @requirement UK-OB-3.1-AIS-3 */
function remove(context: Context): Reply {
  consentOf(context).deletedAt = context.bank.now();
  return empty(204);
}

function resource(context: Context, consent: AccountConsent): Json {
  const dates = {
    ...(consent.expirationText === null ? {} : { ExpirationDateTime: consent.expirationText }),
    ...(consent.transactionFromText === null ? {} : { TransactionFromDateTime: consent.transactionFromText }),
    ...(consent.transactionToText === null ? {} : { TransactionToDateTime: consent.transactionToText }),
  };
  return {
    Data: {
      ConsentId: consent.id,
      CreationDateTime: iso(consent.createdAt),
      ...standingMembers(context, consent),
      Permissions: consent.permissions,
      ...dates,
    },
    Risk: {},
    Links: { Self: `${addressOf(context, ACCOUNT_CONSENTS)}/${consent.id}` },
    Meta: { TotalPages: 1 },
  };
}
