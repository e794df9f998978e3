/** Accounts, balances and transactions. */
import type { Context } from '../../http/context.ts';
import { type Answer, type Check, check, type Endpoint } from '../../http/endpoint.ts';
import { type Json, json, type Reply } from '../../http/reply.ts';
import { decimal } from '../../sca/money.ts';
import { usernameOf } from '../access.ts';
import { type Account, accountOf, accountsOf, type Transaction, transactionsOf } from '../data.ts';
import { isDay } from '../day.ts';
import { pageOf } from '../pages.ts';
import { accountsIn, BASE, consentOf, type DataSet, dataAccess } from './access.ts';
import { formatError, refuseBerlin, refused } from './errors.ts';

function data(id: string, path: string, set: DataSet, answer: Answer, further: readonly Check[] = []): Endpoint {
  return {
    id: `berlin.${id}`,
    group: 'resource',
    methods: ['GET'],
    path: `${BASE}/accounts${path}`,
    surface: 'resource',
    refuse: refuseBerlin,
    checks: [...dataAccess(set), ...further],
    answer,
  };
}

const STATUSES = ['booked', 'pending', 'both'];

/** @requirement BG-1.3-AIS-11 */
const period = check('period', ({ request: { query } }) => {
  if (!STATUSES.includes(query.first('bookingStatus') ?? '')) throw formatError('bookingStatus is missing or unknown');
  const [from, to] = ['dateFrom', 'dateTo'].map((name) => query.first(name) ?? null);
  if ([from, to].some((one) => typeof one === 'string' && !isDay(one))) throw formatError('a date cannot be read');
  if (from && to && from > to) throw refused(400, 'PERIOD_INVALID', 'dateFrom is after dateTo');
});

export const accountEndpoints: readonly Endpoint[] = [
  data('accounts', '', 'accounts', tellAccounts),
  data('account', '/{id}', 'accounts', (context) => json(200, { account: told(context, asked(context)) })),
  data('balances', '/{id}/balances', 'balances', tellBalances),
  data('transactions', '/{id}/transactions', 'transactions', tellTransactions, [period]),
];

/** Only a faulty bank comes here with an account that there is not; it then shows the PSU's first. */
function asked(context: Context): Account {
  return accountOf(context.path.id ?? '') ?? (accountsOf(usernameOf(context))[0] as Account);
}

const money = (minor: number): Json => ({ currency: 'EUR', amount: decimal(minor) });

function told(context: Context, { id, iban, nickname, name }: Account): Json {
  const { rights } = consentOf(context);
  const sets = (['balances', 'transactions'] as const).filter((set) => {
    return accountsIn(context, rights[set]).some((account) => account.id === id);
  });
  const links = sets.map((set) => [set, { href: `${BASE}/accounts/${id}/${set}` }] as const);
  return {
    resourceId: id,
    iban,
    currency: 'EUR',
    name: nickname,
    ownerName: name,
    ...(links.length === 0 ? {} : { _links: Object.fromEntries(links) }),
  };
}

function tellAccounts(context: Context): Reply {
  const open = accountsIn(context, consentOf(context).rights.accounts);
  return json(200, { accounts: open.map((account) => told(context, account)) });
}

function tellBalances(context: Context): Reply {
  const { iban, balanceMinor } = asked(context);
  const lastChangeDateTime = new Date(context.bank.now()).toISOString();
  const balances = [{ balanceType: 'interimAvailable', balanceAmount: money(balanceMinor), lastChangeDateTime }];
  return json(200, { account: { iban }, balances });
}

const DAY_MS = 24 * 3600 * 1000;

/** Booked in the days before, for a TPP asks for those that need no other authentication. */
function lately({ bank }: Context, id: string): Transaction[] {
  return transactionsOf(id).map((transaction, index) => {
    return { ...transaction, bookedAt: new Date(bank.now() - (3 * index + 1) * DAY_MS).toISOString() };
  });
}

function tellTransactions(context: Context): Reply {
  const { id, iban } = asked(context);
  const { query } = context.request;
  const [from = '', to = '9999-12-31'] = ['dateFrom', 'dateTo'].map((name) => query.first(name));
  const day = (bookedAt: string) => bookedAt.slice(0, 10);
  const inPeriod = lately(context, id).filter(({ bookedAt }) => day(bookedAt) >= from && day(bookedAt) <= to);
  const { items, next } = pageOf(context, inPeriod);
  const booked = items.map(({ id: transactionId, credit, minor, bookedAt, text }) => ({
    transactionId,
    bookingDate: day(bookedAt),
    transactionAmount: { currency: 'EUR', amount: `${credit ? '' : '-'}${decimal(minor)}` },
    remittanceInformationUnstructured: text,
  }));
  const links = {
    account: { href: `${BASE}/accounts/${id}` },
    ...(next === null ? {} : { next: { href: next } }),
  };
  const status = query.first('bookingStatus');
  const parts = { ...(status === 'pending' ? {} : { booked }), ...(status === 'booked' ? {} : { pending: [] }) };
  return json(200, { account: { iban }, transactions: { ...parts, _links: links } });
}
