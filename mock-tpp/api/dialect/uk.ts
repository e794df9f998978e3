/** UK Open Banking: account access, single and recurring domestic payments, confirmation of funds. */
import type { Json } from '../../contract.ts';
import { isObject } from '../../json.ts';
import type { ApiBases, Carriage, ConsentKind, DataSet, Dialect } from './dialect.ts';
import { type JsonObject, listAt, objectAt, textAt } from './members.ts';
import { boundsIn, recurringConsent, recurringFunds, recurringPayments } from './uk-recurring.ts';
import { DECLINED as declined, type UkVersion } from './uk-versions.ts';

const COLLECTIONS: { [kind in ConsentKind]: (api: ApiBases) => string } = {
  accounts: (api) => `${api.accounts ?? ''}/account-access-consents`,
  payment: (api) => `${api.payments ?? ''}/domestic-payment-consents`,
  funds: (api) => `${api.funds ?? ''}/funds-confirmation-consents`,
  vrp: (api) => `${api.payments ?? ''}/domestic-vrp-consents`,
  // There are none.
  batch: (api) => api.payments ?? '',
};

/** The codes for each kind of data; accounts are part of any. */
const PERMISSIONS: { [set in DataSet]: readonly string[] } = {
  accounts: ['ReadAccountsBasic', 'ReadAccountsDetail'],
  balances: ['ReadBalances'],
  transactions: [
    'ReadTransactionsBasic',
    'ReadTransactionsDetail',
    'ReadTransactionsCredits',
    'ReadTransactionsDebits',
  ],
};

const permissionsFor = (data: readonly DataSet[]): string[] => [
  ...new Set((['accounts', ...data] as const).flatMap((set) => PERMISSIONS[set])),
];

const DATA: { [set in DataSet]: { path: string; list: string } } = {
  accounts: { path: 'accounts', list: 'Account' },
  balances: { path: 'balances', list: 'Balance' },
  transactions: { path: 'transactions', list: 'Transaction' },
};

/** Whole seconds in UTC, as the standard's examples spell them. */
const dateTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/u, '+00:00');

/** `ReadTransactionsDebits` as a person reads it: transaction. */
const stem = (code: string): string =>
  code
    .replace(/^Read/u, '')
    .replace(/(Basic|Detail|Credits|Debits)$/u, '')
    .replace(/s$/u, '')
    .toLowerCase();

const INTENT = 'openbanking_intent_id';

/** The consent is created first, and the authorization request names its id. */
const carriage: Carriage = {
  by: 'intent',
  parameters: (consent) => {
    const claim = { [INTENT]: { value: consent, essential: true } };
    return [['claims', JSON.stringify({ userinfo: claim, id_token: claim })]];
  },
  namedIn: (claims, consent) => claims[INTENT] === consent,
  details: null,
};

/** The dialect in one of its versions, which differ in their words alone. */
export const ukDialect = ({ name, states, executed, errorCode }: UkVersion): Dialect => ({
  name,
  errorCode,
  ukBodies: true,
  messageSignatures: {
    detached: 'x-jws-signature',
    // Payments and their consents are signed, account information is not.
    at: (url, { payments = '' }) => payments !== '' && url.startsWith(`${payments}/`),
  },
  bases: [
    { name: 'accounts', capability: null },
    { name: 'payments', capability: 'pis' },
    { name: 'funds', capability: 'cbpii' },
  ],
  carriage,
  headers: { interaction: 'x-fapi-interaction-id', idempotency: 'x-idempotency-key', consent: null, user: null },
  consents: {
    collection: (kind, api) => COLLECTIONS[kind](api),
    authorisations: null,
    models: ['bank-offered'],
    frequency: false,
    needsToken: true,
    headers: () => [],
    forAccounts: ({ data, permissions, expiresAt }) => ({
      Data: {
        Permissions: permissions ?? permissionsFor(data),
        ...(expiresAt === null ? {} : { ExpirationDateTime: dateTime(expiresAt) }),
      },
      Risk: {},
    }),
    forPayment: ({ reference, amount, currency, creditor, debtor }) => ({
      Data: {
        Initiation: {
          InstructionIdentification: reference,
          EndToEndIdentification: reference,
          InstructedAmount: { Amount: amount, Currency: currency },
          ...(debtor === null ? {} : { DebtorAccount: { SchemeName: creditor.scheme, Identification: debtor } }),
          CreditorAccount: {
            SchemeName: creditor.scheme,
            Identification: creditor.identification,
            Name: creditor.name,
          },
        },
      },
      Risk: {},
    }),
    forBatch: null,
    forFunds: ({ scheme, identification }, expiresAt) => ({
      Data: {
        DebtorAccount: { SchemeName: scheme, Identification: identification },
        ...(expiresAt === null ? {} : { ExpirationDateTime: dateTime(expiresAt) }),
      },
    }),
    forRecurring: recurringConsent,
    idempotent: ['payment', 'vrp'],
    read: (body) => {
      const data = objectAt(body, 'Data');
      const id = textAt(data, 'ConsentId');
      const status = textAt(data, 'Status');
      const end = Date.parse(textAt(data, 'ExpirationDateTime') ?? '');
      if (id === null || status === null) return null;
      return {
        id,
        status,
        state: states.get(status) ?? 'other',
        expiresAt: Number.isNaN(end) ? null : end,
        reasons: reasonsIn(data),
      };
    },
    asks: (staged) => {
      const creditor = objectAt(staged, 'Data', 'Initiation', 'CreditorAccount');
      const codes = listAt(objectAt(staged, 'Data'), 'Permissions') ?? [];
      const amount =
        objectAt(staged, 'Data', 'Initiation', 'InstructedAmount') ??
        objectAt(staged, 'Data', 'ControlParameters', 'MaximumIndividualAmount');
      return {
        data: [...new Set(codes.map((code) => stem(String(code))))],
        amount: textAt(amount, 'Amount'),
        ...boundsIn(staged),
        payee: [textAt(creditor, 'Name'), textAt(creditor, 'Identification')].filter((one) => one !== null),
      };
    },
  },
  payments: {
    stages: ['consent', 'grant', 'order'],
    debtor: true,
    collection: (api) => `${api.payments ?? ''}/domestic-payments`,
    order: (consentId, staged, { amount, payee }) => {
      const initiation = objectAt(staged, 'Data', 'Initiation') ?? {};
      const creditor = objectAt(initiation, 'CreditorAccount') ?? {};
      const money = objectAt(initiation, 'InstructedAmount') ?? {};
      return {
        Data: {
          ConsentId: consentId,
          Initiation: {
            ...initiation,
            InstructedAmount: { ...money, Amount: amount },
            CreditorAccount: payee === null ? creditor : { ...creditor, Identification: payee },
          },
        },
        Risk: objectAt(staged, 'Risk') ?? {},
      };
    },
    address: (id, api) => `${api.payments ?? ''}/domestic-payments/${encodeURIComponent(id)}`,
    statusPath: '',
    read: (body) => {
      const data = objectAt(body, 'Data');
      const id = textAt(data, 'DomesticPaymentId');
      const status = textAt(data, 'Status');
      return id === null || status === null || textAt(data, 'ConsentId') === null ? null : { id, status };
    },
    declined: (status) => declined.has(status),
    executed: (status) => executed.get(status) ?? null,
    details: (body) => {
      const initiation = objectAt(body, 'Data', 'Initiation');
      return {
        amount: textAt(objectAt(initiation ?? undefined, 'InstructedAmount'), 'Amount'),
        payee: textAt(objectAt(initiation ?? undefined, 'CreditorAccount'), 'Identification'),
      };
    },
  },
  batches: null,
  data: (set, api, account) => {
    const base = api.accounts ?? '';
    return account === ''
      ? `${base}/${DATA[set].path}`
      : `${base}/accounts/${encodeURIComponent(account)}/${DATA[set].path}`;
  },
  funds: {
    collection: (api) => `${api.funds ?? ''}/funds-confirmations`,
    question: (consent, { reference, amount, currency }) => ({
      Data: {
        ConsentId: consent,
        Reference: reference,
        InstructedAmount: { Amount: amount, Currency: currency },
      },
    }),
    available: (body) => {
      const told = objectAt(body, 'Data', 'FundsAvailableResult')?.FundsAvailable;
      return typeof told === 'boolean' ? told : null;
    },
  },
  recurring: { payments: recurringPayments(executed), funds: recurringFunds },
  // Data are read for all accounts at once; a consent to ask for funds names one of them.
  account: {
    sets: [],
    ids: (body) => accountsIn(body).flatMap((account) => textAt(objectAt(account), 'AccountId') ?? []),
    references: (body) =>
      accountsIn(body)
        .flatMap((account) => listAt(objectAt(account), 'Account') ?? [])
        .flatMap((one) => textAt(objectAt(one), 'Identification') ?? []),
  },
  countItems: (set, body) => listAt(objectAt(body, 'Data'), DATA[set].list)?.length ?? null,
  errorCodes: (body) => (listAt(objectAt(body), 'Errors') ?? []).flatMap(codeOf),
  nextPage: (_, body) => textAt(objectAt(body, 'Links'), 'Next'),
  decisive: [],
});

const accountsIn = (body: Json): Json[] => listAt(objectAt(body, 'Data'), 'Account') ?? [];

const codeOf = (error: Json): string[] => {
  const code = isObject(error) ? textAt(error, 'ErrorCode') : null;
  return code === null ? [] : [code];
};

/** The standard says a list, and its examples show one without. */
const reasonsIn = (data: JsonObject | null): string[] => {
  const told = data?.StatusReason;
  return [told ?? []].flat().flatMap((one) => textAt(objectAt(one), 'StatusReasonCode') ?? []);
};
