/** A dialect that is described as data in the target file: requests, where answers hold what, and what a status means. */
import type { CustomDialect, Json } from '../../contract.ts';
import { dayIn, endOfDay } from './day.ts';
import type {
  AccountsRequest,
  ApiBases,
  Asked,
  ConsentRead,
  ConsentState,
  Consents,
  DataSet,
  Dialect,
  PaymentRequest,
  Payments,
} from './dialect.ts';
import { CONSENT_STATES } from './dialect.ts';
import { allAt, changedAt, fillJson, fillText, type Names, textIn } from './template.ts';

type ConsentPart = NonNullable<CustomDialect['consent']>;
type PaymentPart = NonNullable<CustomDialect['payment']>;

const SETS: readonly DataSet[] = ['accounts', 'balances', 'transactions'];

const basesAs = (api: ApiBases): Names =>
  Object.fromEntries(Object.entries(api).map(([name, address]) => [`api.${name}`, address]));

const address = (template: string, api: ApiBases, names: { [name: string]: string } = {}): string => {
  const encoded = Object.entries(names).map(([name, value]) => [name, encodeURIComponent(value)]);
  return fillText(template, { ...basesAs(api), ...Object.fromEntries(encoded) });
};

/** Whole seconds in UTC. */
const instant = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/u, 'Z');

const stateOf = ({ states }: ConsentPart, status: string): ConsentState => {
  const meant = Object.hasOwn(states, status) ? states[status] : undefined;
  return CONSENT_STATES.find((state) => state === meant) ?? 'other';
};

const endIn = (part: ConsentPart, body: Json, zone: string): number | null => {
  const text = textIn(body, part.ends);
  if (text === null) return null;
  const end = part.endsWith === 'day' ? endOfDay(zone, text) : Date.parse(text);
  return end === null || Number.isNaN(end) ? null : end;
};

const namesOfAccounts = (part: ConsentPart, request: AccountsRequest, zone: string): Names => {
  const { data, permissions, expiresAt, accounts, recurring, frequency } = request;
  const words = data.flatMap((set) => part.data[set] ?? []);
  const end = expiresAt === null ? undefined : part.endsWith === 'day' ? dayIn(zone, expiresAt) : instant(expiresAt);
  return {
    permissions: permissions ?? [...new Set(words)],
    end,
    accounts: [...accounts],
    recurring,
    frequency: frequency ?? undefined,
  };
};

const namesOfPayment = ({ reference, amount, currency, creditor, debtor }: PaymentRequest): Names => ({
  reference,
  amount,
  currency,
  payee: creditor.identification,
  'payee.name': creditor.name,
  'payee.scheme': creditor.scheme,
  debtor: debtor ?? undefined,
});

const asks = (part: ConsentPart, payment: PaymentPart | null, staged: Json): Asked => {
  const codes = allAt(staged, part.permissions).flat().map(String);
  const sets = SETS.filter((set) => part.data[set]?.every((word) => codes.includes(word)) ?? false);
  const payee = payment === null ? [] : [payment.payee, payment.payeeName].map((path) => textIn(staged, path));
  return {
    data: sets.map((set) => part.shown[set] ?? set.replace(/s$/u, '')),
    amount: textIn(staged, payment?.amount ?? null),
    payee: payee.filter((one) => one !== null),
  };
};

const consentsOf = (described: CustomDialect, part: ConsentPart): Consents => ({
  authorisations: null,
  models: ['bank-offered'],
  frequency: false,
  needsToken: part.token,
  collection: (kind, api) =>
    address((kind === 'payment' ? described.payment?.consent : part.accounts)?.post ?? '', api),
  headers: ({ redirectUri }) =>
    Object.entries(part.accounts.headers).map(([name, value]) => [
      name,
      fillText(value, { redirect_uri: redirectUri }),
    ]),
  forAccounts: (request, zone) => fillJson(part.accounts.json, namesOfAccounts(part, request, zone)) ?? null,
  forBatch: null,
  forFunds: null,
  forRecurring: null,
  forPayment: (request) => fillJson(described.payment?.consent.json ?? null, namesOfPayment(request)) ?? null,
  idempotent: described.headers.idempotency === null ? [] : ['payment'],
  read: (body, zone, known): ConsentRead | null => {
    const id = textIn(body, part.id) ?? known?.id ?? null;
    const status = textIn(body, part.status);
    if (id === null || status === null) return null;
    const end = endIn(part, body, zone) ?? endIn(part, known?.asked ?? null, zone);
    return { id, status, state: stateOf(part, status), expiresAt: end };
  },
  asks: (staged) => asks(part, described.payment, staged),
});

const paymentsOf = (payment: PaymentPart): Payments => ({
  stages: ['consent', 'grant', 'order'],
  debtor: JSON.stringify(payment.consent.json).includes('{debtor}'),
  collection: (api) => address(payment.order.post, api),
  order: (consent, staged, { amount, payee }) => {
    const priced = changedAt(staged, payment.amount, amount);
    const asked = payee === null ? priced : changedAt(priced, payment.payee, payee);
    const parts = payment.order.of.flatMap((path) => allAt(asked, path).map((value) => [`asked.${path}`, value]));
    return fillJson(payment.order.json, { consent: consent ?? undefined, asked, ...Object.fromEntries(parts) }) ?? null;
  },
  address: payment.read === null ? null : (id, api) => address(payment.read ?? '', api, { payment: id }),
  statusPath: '',
  read: (body, known) => {
    const id = textIn(body, payment.id) ?? known ?? null;
    const status = textIn(body, payment.status);
    return id === null || status === null ? null : { id, status };
  },
  declined: (status) => payment.declined.includes(status),
  executed: (status) => (payment.declined.includes(status) ? false : null),
  details: (body) => ({ amount: textIn(body, payment.amount), payee: textIn(body, payment.payee) }),
});

const built = new WeakMap<CustomDialect, Dialect>();

/** The dialect of a description; the same one for the same description. */
export const customDialect = (described: CustomDialect): Dialect => {
  const known = built.get(described);
  if (known !== undefined) return known;
  const { headers, consent, payment, data, errors } = described;
  const perAccount = SETS.filter((set) => data[set]?.get.includes('{account}') ?? false);
  const listed = (path: string | null) => (body: Json) =>
    allAt(body, `${data.accounts.items}.*`).flatMap((one) => textIn(one, path) ?? []);
  const dialect: Dialect = {
    name: 'custom',
    messageSignatures: null,
    bases: [],
    carriage: {
      by: consent !== null && Object.keys(consent.request).length > 0 ? 'intent' : 'scope',
      parameters: (id) =>
        Object.entries(consent?.request ?? {}).map(([name, template]) => {
          const value = fillJson(template, { consent: id }) ?? '';
          return [name, typeof value === 'string' ? value : JSON.stringify(value)];
        }),
      namedIn: (claims, id) => (consent?.idTokenClaim ? claims[consent.idTokenClaim] === id : null),
      details: null,
    },
    headers: {
      interaction: headers.interaction,
      idempotency: headers.idempotency,
      consent: headers.consent,
      user: headers.user === null ? null : [headers.user.name, headers.user.value],
    },
    consents: consent === null ? null : consentsOf(described, consent),
    funds: null,
    recurring: null,
    payments: payment === null ? null : paymentsOf(payment),
    data: (set, api, account) => address(data[set]?.get ?? '', api, { account }),
    account:
      perAccount.length === 0
        ? null
        : { sets: perAccount, ids: listed(data.accounts.id), references: listed(data.accounts.number) },
    batches: null,
    countItems: (set, body) => {
      const [items] = allAt(body, data[set]?.items ?? '');
      return Array.isArray(items) ? items.length : null;
    },
    nextPage: (set, body) => textIn(body, data[set]?.next ?? null),
    errorCodes: (body) =>
      errors === null ? [] : allAt(body, errors).flatMap((code) => textIn({ code }, 'code') ?? []),
    decisive: [],
  };
  built.set(described, dialect);
  return dialect;
};
