/** Decodes the description of a bank's own API: how it is asked, where its answers hold what, and what they mean. */
import type { CustomDialect } from './custom-dialect.ts';
import { bool, type Decoder, list, map, needed, object, oneOf, optional, record, text } from './decoder.ts';
import type { Value } from './scenario.ts';
import { value } from './value-decoder.ts';

const HEADER = /^(?!(?:host|content-length|connection|transfer-encoding)$)[A-Za-z][A-Za-z0-9-]*$/i;
const header = text({ pattern: HEADER, code: 'bad-header', wanted: 'the name of a header' });
const path = text({ pattern: /^[\w*-]+(?:\.[\w*-]+)*$/, code: 'bad-path', wanted: 'a path such as Data.ConsentId' });
const address = text({
  pattern: /^\{api\.[\w-]+\}\S*$/,
  code: 'bad-url',
  wanted: 'an address such as {api.accounts}/consents',
});

/** As `mock-tpp` has them. */
const STATES = ['awaiting', 'authorised', 'rejected', 'revoked', 'expired', 'consumed', 'other'] as const;

const post = object({
  post: needed(address, 'where it is posted to', { example: '{api.accounts}/consents' }),
  headers: optional(record(text(), HEADER), 'further headers; `{redirect_uri}` is filled in', {
    example: { 'tpp-redirect-uri': '{redirect_uri}' },
  }),
  json: needed(value, 'the body, with `{name}` where a value goes', {
    example: { Data: { Permissions: '{permissions}', ExpirationDateTime: '{end}' } },
  }),
});

const set = object({
  get: needed(address, 'its address; `{account}` where it is read one account at a time', {
    example: '{api.accounts}/accounts/{account}/balances',
  }),
  items: needed(path, 'where the answer has the list', { example: 'Data.Balance' }),
  id: optional(path, 'for accounts: where an item has its id', { example: 'AccountId' }),
  number: optional(path, 'for accounts: where an item has the number by which consents name it', {
    example: 'Account.Identification',
  }),
  next: optional(path, 'where the answer has the address of the next page', { example: 'Links.Next' }),
});

const consent = object({
  token: optional(bool, 'whether it is asked with a token of the client itself; else its certificate says who asks', {
    default: true,
  }),
  accounts: needed(
    post,
    'creating one for accounts; `{permissions}`, `{end}`, `{recurring}`, `{frequency}` and `{accounts}` are filled in',
  ),
  request: optional(
    record(value),
    'parameters of the authorization request that name it, with `{consent}`; without them a scope does',
    { example: { consent_id: '{consent}' } },
  ),
  'id-token-claim': optional(text(), 'the claim of the ID token that names it'),
  id: needed(path, 'where an answer has its id', { example: 'Data.ConsentId' }),
  status: needed(path, 'where an answer has its status', { example: 'Data.Status' }),
  states: needed(record(oneOf(...STATES)), 'what each status means', {
    example: { AwaitingAuthorisation: 'awaiting', Authorised: 'authorised' },
  }),
  ends: optional(path, 'where body and answer have its end'),
  'ends-with': optional(oneOf('instant', 'day'), 'whether that is a date with time, or a day that is part of it', {
    default: 'instant',
  }),
  permissions: needed(path, 'where the body that creates it lists what is asked for', { example: 'Data.Permissions' }),
  data: needed(record(list(text()), /^(?:accounts|balances|transactions)$/), 'the words for each kind of data', {
    example: { balances: ['ReadBalances'] },
  }),
  shown: optional(
    record(text(), /^(?:accounts|balances|transactions)$/),
    'what the page of the bank calls each kind of data',
    { example: { balances: 'Your balances' } },
  ),
});

const payment = object({
  consent: needed(
    post,
    'creating a consent for a payment; `{amount}`, `{currency}`, `{payee}`, `{payee.name}`, `{payee.scheme}`, `{reference}` and `{debtor}` are filled in',
  ),
  amount: needed(path, 'where that body has the amount'),
  payee: needed(path, 'where it has the account of the payee'),
  'payee-name': optional(path, 'where it has the name of the payee'),
  order: needed(
    object({
      post: needed(address, 'where it is posted to'),
      json: needed(value, 'the body; `{consent}`, and `{asked.x}` for what the consent has at the path x', {
        example: { Data: { ConsentId: '{consent}', Initiation: '{asked.Data.Initiation}' } },
      }),
      of: optional(list(path), 'those paths'),
    }),
    'ordering the payment once it is approved',
  ),
  read: optional(address, 'where a payment is read, with `{payment}` for its id', {
    example: '{api.payments}/domestic-payments/{payment}',
  }),
  id: needed(path, 'where an answer has the id of the payment'),
  status: needed(path, 'where an answer has its status'),
  declined: optional(list(text()), 'each status that says that no money will move'),
});

type Post = { post: string; headers?: { [name: string]: string } | undefined; json: Value };
const posting = ({ post: to, headers = {}, json }: Post) => ({ post: to, headers, json });

type Listed = { get: string; items: string } & { [name in 'id' | 'number' | 'next']?: string | undefined };
const listed = ({ get, items, id, number, next }: Listed) => ({
  get,
  items,
  id: id ?? null,
  number: number ?? null,
  next: next ?? null,
});

export const customDialect: Decoder<CustomDialect> = map(
  object({
    headers: optional(
      object({
        interaction: optional(header, 'an id of each request, which comes back'),
        idempotency: optional(header, 'the key by which a repeated order is known'),
        consent: optional(header, 'the consent that a token stands for', { example: 'consent-id' }),
        user: optional(
          object({
            name: needed(header, 'its name', { example: 'psu-ip-address' }),
            value: needed(text(), 'its value', { example: '192.0.2.1' }),
          }),
          'that the user is there',
        ),
      }),
      'names of headers',
    ),
    consent: optional(consent, 'its consent API; without it scopes say what is asked for'),
    payment: optional(payment, 'payments, which need a consent API'),
    data: needed(
      object({
        accounts: needed(set, 'the list of accounts'),
        balances: needed(set, 'balances'),
        transactions: needed(set, 'transactions'),
      }),
      'account data',
    ),
    errors: optional(path, 'where a refusal has its codes', { example: 'Errors.*.ErrorCode' }),
  }),
  ({ headers, consent: agreed, payment: paid, data, errors }): CustomDialect => ({
    headers: {
      interaction: headers?.interaction?.toLowerCase() ?? null,
      idempotency: headers?.idempotency?.toLowerCase() ?? null,
      consent: headers?.consent?.toLowerCase() ?? null,
      user: headers?.user === undefined ? null : { name: headers.user.name.toLowerCase(), value: headers.user.value },
    },
    consent:
      agreed === undefined
        ? null
        : {
            token: agreed.token ?? true,
            accounts: posting(agreed.accounts),
            request: agreed.request ?? {},
            idTokenClaim: agreed['id-token-claim'] ?? null,
            ...{ id: agreed.id, status: agreed.status, states: agreed.states, ends: agreed.ends ?? null },
            endsWith: agreed['ends-with'] ?? 'instant',
            ...{ permissions: agreed.permissions, data: agreed.data, shown: agreed.shown ?? {} },
          },
    payment:
      paid === undefined
        ? null
        : {
            ...{ consent: posting(paid.consent), amount: paid.amount, payee: paid.payee },
            payeeName: paid['payee-name'] ?? null,
            read: paid.read ?? null,
            order: { post: paid.order.post, json: paid.order.json, of: paid.order.of ?? [] },
            ...{ id: paid.id, status: paid.status, declined: paid.declined ?? [] },
          },
    data: { accounts: listed(data.accounts), balances: listed(data.balances), transactions: listed(data.transactions) },
    errors: errors ?? null,
  }),
);
