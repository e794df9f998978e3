/** Berlin Group NextGenPSD2 1.3: consents created with the certificate alone, and named in the scope and in a header. */
import type { Json } from '../../contract.ts';
import { isObject } from '../../json.ts';
import { dayIn, endOfDay } from './day.ts';
import type { AccountsRequest, Carriage, ConsentState, Consents, DataSet, Dialect } from './dialect.ts';
import { type JsonObject, listAt, objectAt, textAt } from './members.ts';

const SETS: readonly DataSet[] = ['accounts', 'balances', 'transactions'];
/** The TPP asks for the longest time that the bank has. */
const LONGEST = '9999-12-31';
const DAY_MS = 86_400_000;
/** Older transactions may need another authentication. */
const READABLE_DAYS = 89;

const STATES: ReadonlyMap<string, ConsentState> = new Map([
  ['received', 'awaiting'],
  ['partiallyAuthorised', 'awaiting'],
  ['valid', 'authorised'],
  ['rejected', 'rejected'],
  ['revokedByPsu', 'revoked'],
  ['terminatedByTpp', 'revoked'],
  ['expired', 'expired'],
]);

/** What is asked for, in the shape of each model of consent. */
const ACCESS: { readonly [model in AccountsRequest['model']]: (request: AccountsRequest) => JsonObject } = {
  'bank-offered': ({ data }) => Object.fromEntries(data.map((set) => [set, []])),
  global: () => ({ allPsd2: 'allAccounts' }),
  available: () => ({ availableAccounts: 'allAccounts' }),
  dedicated: ({ data, accounts }) => {
    const named = accounts.map((iban) => ({ iban }));
    return Object.fromEntries(data.map((set) => [set, named]));
  },
};

const consents: Consents = {
  asks: (staged) => {
    const access = objectAt(staged, 'access') ?? {};
    const wide = Object.keys(access).some((name) => name === 'allPsd2');
    const sets = wide ? SETS : SETS.filter((set) => access[set] !== undefined);
    return { data: sets.map((set) => set.replace(/s$/u, '')), amount: null, payee: [] };
  },
  authorisations: {
    path: 'authorisations',
    ids: (body) => (listAt(objectAt(body), 'authorisationIds') ?? []).map(String),
    status: (body) => textAt(objectAt(body), 'scaStatus'),
  },
  models: ['bank-offered', 'global', 'available', 'dedicated'],
  frequency: true,
  needsToken: false,
  collection: (_kind, api) => `${api.xs2a ?? ''}/v1/consents`,
  headers: ({ redirectUri }) => [
    ['tpp-redirect-preferred', 'true'],
    ['tpp-redirect-uri', redirectUri],
  ],
  forAccounts: (request, zone) => ({
    access: ACCESS[request.model](request),
    recurringIndicator: request.recurring,
    validUntil: request.expiresAt === null ? LONGEST : dayIn(zone, request.expiresAt),
    frequencyPerDay: request.frequency ?? (request.recurring ? 4 : 1),
    combinedServiceIndicator: false,
  }),
  // There is no payment in this dialect's consents: a payment is a resource of its own.
  forPayment: () => null,
  idempotent: [],
  read: (body, zone, known) => {
    const id = textAt(objectAt(body), 'consentId') ?? known?.id ?? null;
    const status = textAt(objectAt(body), 'consentStatus');
    if (id === null || status === null) return null;
    // What creates a consent does not tell its end: it is the one asked for, until the consent is read.
    const day = textAt(objectAt(body), 'validUntil') ?? textAt(objectAt(known?.asked ?? null), 'validUntil');
    const expiresAt = day === null || day === LONGEST ? null : endOfDay(zone, day);
    return { id, status, state: STATES.get(status) ?? 'other', expiresAt };
  },
};

const carriage: Carriage = {
  by: 'scope',
  parameters: () => [],
  namedIn: () => null,
  details: null,
};

const errorCode = (message: Json): string[] => {
  const code = isObject(message) ? textAt(message, 'code') : null;
  return code === null ? [] : [code];
};

const named =
  (member: string) =>
  (body: Json): string[] =>
    (listAt(objectAt(body), 'accounts') ?? []).flatMap((account) => textAt(objectAt(account), member) ?? []);

const items = (set: DataSet, body: Json): number | null => {
  if (set !== 'transactions') return listAt(objectAt(body), set)?.length ?? null;
  return listAt(objectAt(body, 'transactions'), 'booked')?.length ?? null;
};

export const berlinGroup: Dialect = {
  name: 'berlin-group',
  bases: [{ name: 'xs2a', capability: null }],
  carriage,
  headers: {
    interaction: 'x-request-id',
    idempotency: null,
    consent: 'consent-id',
    user: ['psu-ip-address', '192.0.2.1'],
  },
  consents,
  payments: null,
  data: (set, api, account, now) => {
    const accounts = `${api.xs2a ?? ''}/v1/accounts`;
    if (set === 'accounts') return accounts;
    const from = dayIn('UTC', now - READABLE_DAYS * DAY_MS);
    const query = set === 'transactions' ? `?bookingStatus=booked&dateFrom=${from}` : '';
    return `${accounts}/${encodeURIComponent(account)}/${set}${query}`;
  },
  account: {
    sets: ['balances', 'transactions'],
    ids: named('resourceId'),
    references: named('iban'),
  },
  countItems: items,
  errorCodes: (body) => (listAt(objectAt(body), 'tppMessages') ?? []).flatMap(errorCode),
  decisive: ['ACCESS_EXCEEDED'],
};
