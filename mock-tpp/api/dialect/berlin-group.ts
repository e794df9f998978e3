/** Berlin Group NextGenPSD2 1.3: consents created with the certificate alone, and named in the scope and in a header. */
import type { Json } from '../../contract.ts';
import { isObject } from '../../json.ts';
import { dayIn, endOfDay } from './day.ts';
import type {
  AccountsRequest,
  ApiBases,
  Carriage,
  ConsentState,
  Consents,
  DataSet,
  Dialect,
  PaymentRequest,
  Payments,
} from './dialect.ts';
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

interface Transaction {
  state: ConsentState;
  /** Whether the bank executes it or has done so. */
  executed: boolean;
}

/** transactionStatus, in the codes of ISO 20022: how far a payment has come, and so what became of the consent that it is. */
const TRANSACTIONS: ReadonlyMap<string, Transaction> = new Map<string, Transaction>([
  ['RCVD', { state: 'awaiting', executed: false }],
  ['PATC', { state: 'awaiting', executed: false }],
  ['PDNG', { state: 'awaiting', executed: false }],
  ['ACTC', { state: 'awaiting', executed: false }],
  ['ACCP', { state: 'awaiting', executed: false }],
  ['ACFC', { state: 'awaiting', executed: false }],
  ['ACSP', { state: 'consumed', executed: true }],
  ['ACWC', { state: 'consumed', executed: true }],
  ['ACSC', { state: 'consumed', executed: true }],
  ['ACWP', { state: 'consumed', executed: true }],
  ['ACCC', { state: 'consumed', executed: true }],
  ['RJCT', { state: 'rejected', executed: false }],
  ['CANC', { state: 'revoked', executed: false }],
]);

const PRODUCT = 'sepa-credit-transfers';
const paymentsAt = (api: ApiBases): string => `${api.xs2a ?? ''}/v1/payments/${PRODUCT}`;
const batchesAt = (api: ApiBases): string => `${api.xs2a ?? ''}/v1/bulk-payments/${PRODUCT}`;

const COLLECTIONS: { readonly [kind: string]: (api: ApiBases) => string } = { payment: paymentsAt, batch: batchesAt };

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

const payments: Payments = {
  stages: ['consent', 'grant', 'order'],
  debtor: true,
  collection: paymentsAt,
  order: null,
  address: (id, api) => `${paymentsAt(api)}/${encodeURIComponent(id)}`,
  statusPath: '/status',
  read: (body, known) => {
    const id = textAt(objectAt(body), 'paymentId') ?? known ?? null;
    const status = textAt(objectAt(body), 'transactionStatus');
    return id === null || status === null ? null : { id, status };
  },
  declined: (status) => status === 'RJCT' || status === 'CANC',
  executed: (status) => TRANSACTIONS.get(status)?.executed ?? null,
  details: (body) => lineOf(body),
};

/** In the currency of all of them, exactly. */
const total = (lines: readonly { amount: string }[]): string => {
  const minor = lines.reduce((sum, { amount }) => sum + BigInt(amount.replace('.', '')), 0n);
  return `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
};

const fromAccount = ({ debtor }: PaymentRequest): JsonObject =>
  debtor === null ? {} : { debtorAccount: { iban: debtor } };

const toPayee = ({ reference, amount, currency, creditor }: PaymentRequest): JsonObject => ({
  endToEndIdentification: reference,
  instructedAmount: { currency, amount },
  creditorAccount: { iban: creditor.identification },
  creditorName: creditor.name,
});

const lineOf = (one: Json | undefined): ReturnType<Payments['details']> => ({
  amount: textAt(objectAt(one, 'instructedAmount'), 'amount'),
  payee: textAt(objectAt(one, 'creditorAccount'), 'iban'),
});

const payeeIn = (one: Json): string[] =>
  [textAt(objectAt(one), 'creditorName'), textAt(objectAt(one, 'creditorAccount'), 'iban')].filter(
    (word) => word !== null,
  );

const batches: Payments = {
  ...payments,
  collection: batchesAt,
  address: (id, api) => `${batchesAt(api)}/${encodeURIComponent(id)}`,
  lines: (body) => listAt(objectAt(body), 'payments')?.map(lineOf) ?? null,
};

const consents: Consents = {
  asks: (staged) => {
    const access = objectAt(staged, 'access') ?? {};
    const wide = Object.keys(access).some((name) => name === 'allPsd2');
    const sets = wide ? SETS : SETS.filter((set) => access[set] !== undefined);
    const lines = (listAt(objectAt(staged), 'payments') ?? []).map((one) => ({
      amount: lineOf(one).amount ?? '',
      payee: payeeIn(one),
    }));
    if (lines.length > 0) return { data: [], amount: total(lines), payee: [], lines };
    return {
      data: sets.map((set) => set.replace(/s$/u, '')),
      amount: textAt(objectAt(staged, 'instructedAmount'), 'amount'),
      payee: payeeIn(staged),
    };
  },
  authorisations: {
    path: 'authorisations',
    ids: (body) => (listAt(objectAt(body), 'authorisationIds') ?? []).map(String),
    status: (body) => textAt(objectAt(body), 'scaStatus'),
  },
  models: ['bank-offered', 'global', 'available', 'dedicated'],
  frequency: true,
  needsToken: false,
  collection: (kind, api) => COLLECTIONS[kind]?.(api) ?? `${api.xs2a ?? ''}/v1/consents`,
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
  forFunds: null,
  forRecurring: null,
  // What the PSU consents to is the payment itself.
  forPayment: (payment) => ({ ...fromAccount(payment), ...toPayee(payment) }),
  forBatch: (all) => ({ ...(all[0] ? fromAccount(all[0]) : {}), payments: all.map(toPayee) }),
  idempotent: [],
  read: (body, zone, known) => {
    const payment = payments.read(body, known?.id);
    if (payment !== null) {
      return { ...payment, state: TRANSACTIONS.get(payment.status)?.state ?? 'other', expiresAt: null };
    }
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
  messageSignatures: { detached: null, at: () => true },
  bases: [{ name: 'xs2a', capability: null }],
  carriage,
  headers: {
    interaction: 'x-request-id',
    idempotency: null,
    consent: 'consent-id',
    user: ['psu-ip-address', '192.0.2.1'],
  },
  consents,
  payments,
  funds: null,
  recurring: null,
  batches,
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
  nextPage: (set, body) => textAt(objectAt(body, set, '_links', 'next') ?? objectAt(body, '_links', 'next'), 'href'),
  errorCodes: (body) => (listAt(objectAt(body), 'tppMessages') ?? []).flatMap(errorCode),
  decisive: ['ACCESS_EXCEEDED'],
};
