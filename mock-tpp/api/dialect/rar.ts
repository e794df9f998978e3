/** Consent by authorization_details (RFC 9396) and nothing else: no consent is created before, the request itself says what it is for. */
import type { Json } from '../../contract.ts';
import { isObject } from '../../json.ts';
import type { Carriage, DataSet, Details, Dialect, PaymentRequest, Wanted } from './dialect.ts';
import { type JsonObject, listAt, objectAt, textAt } from './members.ts';
import { widened } from './widened.ts';

/** RFC 9396 leaves types and their fields to each API; these are the words of this one. */
const ACCOUNTS = 'account_information';
const PAYMENT = 'payment_initiation';
const ACTIONS: { readonly [set in DataSet]: string } = {
  accounts: 'list_accounts',
  balances: 'read_balances',
  transactions: 'read_transactions',
};
/** What only an element of authorization_details has; the rest of it is the payment itself. */
const NOT_IN_ORDER = ['type', 'actions', 'locations'];

const ALL: readonly DataSet[] = ['accounts', 'balances', 'transactions'];

const access = (actions: readonly string[], until: number | null): JsonObject => ({
  type: ACCOUNTS,
  actions: [...actions],
  ...(until === null ? {} : { valid_until: new Date(until).toISOString() }),
});

const payment = ({ amount, currency, creditor }: PaymentRequest): JsonObject => ({
  type: PAYMENT,
  instructedAmount: { currency, amount },
  creditorName: creditor.name,
  creditorAccount: { iban: creditor.identification },
});

const elementsOf = (details: Json, type: string): JsonObject[] =>
  (Array.isArray(details) ? details : []).filter(isObject).filter((element) => element.type === type);

const paymentIn = (details: Json): JsonObject | null => elementsOf(details, PAYMENT)[0] ?? null;

/** `read_balances` as a person reads it: balance. */
const stem = (action: string): string => action.replace(/^[a-z]+_/u, '').replace(/s$/u, '');

const details: Details = {
  of: ({ data, expiresAt, payment: one }: Wanted) =>
    one === null
      ? [
          access(
            (data ?? ALL).map((set) => ACTIONS[set]),
            expiresAt,
          ),
        ]
      : [payment(one)],
  asks: (asked) => {
    const element = paymentIn(asked);
    const actions = elementsOf(asked, ACCOUNTS).flatMap((one) => listAt(one, 'actions') ?? []);
    const payee = [textAt(element, 'creditorName'), textAt(objectAt(element ?? {}, 'creditorAccount'), 'iban')];
    return {
      data: [...new Set(actions.map((action) => stem(String(action))))],
      amount: textAt(objectAt(element ?? {}, 'instructedAmount'), 'amount'),
      payee: payee.filter((one) => one !== null),
    };
  },
  wider: widened,
  beyond: (asked) => {
    const element = paymentIn([...asked]);
    const money = objectAt(element ?? {}, 'instructedAmount');
    return money === null
      ? [access(Object.values(ACTIONS), null)]
      : [{ ...element, instructedAmount: { ...money, amount: `9${textAt(money, 'amount') ?? '0.00'}` } }];
  },
};

const carriage: Carriage = {
  by: 'authorization_details',
  parameters: () => [],
  namedIn: () => null,
  details,
};

export const rar: Dialect = {
  name: 'rar',
  messageSignatures: null,
  bases: [
    { name: 'accounts', capability: null },
    { name: 'payments', capability: 'pis' },
  ],
  carriage,
  headers: { interaction: 'x-fapi-interaction-id', idempotency: 'x-idempotency-key', consent: null, user: null },
  consents: null,
  funds: null,
  recurring: null,
  payments: {
    stages: ['grant', 'order'],
    debtor: false,
    collection: (api) => `${api.payments ?? ''}/payments`,
    order: (_consent, asked, { amount, payee }) => {
      const approved = paymentIn(asked) ?? {};
      const order = Object.fromEntries(Object.entries(approved).filter(([name]) => !NOT_IN_ORDER.includes(name)));
      const money = objectAt(approved, 'instructedAmount') ?? {};
      const account = objectAt(approved, 'creditorAccount') ?? {};
      return {
        ...order,
        instructedAmount: { ...money, amount },
        creditorAccount: payee === null ? account : { ...account, iban: payee },
      };
    },
    read: (body) => {
      const id = textAt(objectAt(body), 'paymentId');
      const status = textAt(objectAt(body), 'status');
      return id === null || status === null ? null : { id, status };
    },
    address: (id, api) => `${api.payments ?? ''}/payments/${encodeURIComponent(id)}`,
    statusPath: '',
    declined: (status) => status === 'Rejected',
    executed: (status) => (status === 'Rejected' ? false : null),
    details: (body) => ({
      amount: textAt(objectAt(body, 'instructedAmount'), 'amount'),
      payee: textAt(objectAt(body, 'creditorAccount'), 'iban'),
    }),
  },
  data: (set, api, account) =>
    set === 'accounts'
      ? `${api.accounts ?? ''}/accounts`
      : `${api.accounts ?? ''}/accounts/${encodeURIComponent(account)}/${set}`,
  account: {
    sets: ['balances', 'transactions'],
    ids: (body) =>
      (listAt(objectAt(body), 'accounts') ?? []).flatMap((one) => textAt(objectAt(one), 'accountId') ?? []),
    references: (body) =>
      (listAt(objectAt(body), 'accounts') ?? []).flatMap((one) => textAt(objectAt(one), 'iban') ?? []),
  },
  batches: null,
  countItems: (set, body) => listAt(objectAt(body), set)?.length ?? null,
  nextPage: (_, body) => textAt(objectAt(body), 'next'),
  errorCodes: () => [],
  decisive: [],
};
