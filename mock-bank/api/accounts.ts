/** Accounts, balances and transactions. */
import type { Context } from '../http/context.ts';
import type { Answer, Endpoint } from '../http/endpoint.ts';
import { type Json, json, type Reply } from '../http/reply.ts';
import { decimal } from '../sca/money.ts';
import { iso } from './consent-resource.ts';
import { type Account, accountsOf, type Transaction, transactionsOf } from './data.ts';
import { dataAccess, usernameOf } from './data-access.ts';
import { forbidden, refuseApi } from './errors.ts';

const BASE = '/open-banking/v3.1/aisp';

const ACCOUNTS = ['ReadAccountsBasic', 'ReadAccountsDetail'] as const;
const BALANCES = ['ReadBalances'] as const;
const TRANSACTIONS = ['ReadTransactionsBasic', 'ReadTransactionsDetail'] as const;

function data(id: string, path: string, anyOf: readonly string[], answer: Answer): Endpoint {
  return {
    id,
    group: 'resource',
    methods: ['GET'],
    path: BASE + path,
    surface: 'resource',
    refuse: refuseApi,
    checks: dataAccess(anyOf),
    answer,
  };
}

export const accountEndpoints: readonly Endpoint[] = [
  data('accounts', '/accounts', ACCOUNTS, tellAccounts),
  data('account', '/accounts/{id}', ACCOUNTS, tellAccounts),
  data('balances', '/balances', BALANCES, tellBalances),
  data('account-balances', '/accounts/{id}/balances', BALANCES, tellBalances),
  data('transactions', '/transactions', TRANSACTIONS, tellTransactions),
  data('account-transactions', '/accounts/{id}/transactions', TRANSACTIONS, tellTransactions),
];

/** All accounts of the PSU, or the one in the path. */
function asked(context: Context): Account[] {
  const all = accountsOf(usernameOf(context));
  const { id } = context.path;
  const some = id === undefined ? all : all.filter((account) => account.id === id);
  if (some.length === 0) throw forbidden('the account is not part of the consent');
  return some;
}

/** A faulty bank that asks for no consent shows everything. */
function granted({ api }: Context, permission: string): boolean {
  return api.accountConsent?.permissions.includes(permission) ?? true;
}

function envelope({ bank, request }: Context, content: Json): Reply {
  return json(200, { Data: content, Links: { Self: bank.issuer + request.path }, Meta: { TotalPages: 1 } });
}

function money(minor: number): Json {
  return { Amount: decimal(minor), Currency: 'EUR' };
}

/** Identification and holder are details. @requirement UK-OB-3.1-AIS-4 */
function tellAccounts(context: Context): Reply {
  const detail = granted(context, 'ReadAccountsDetail');
  const Account = asked(context).map(({ id, nickname, iban, name }) => ({
    AccountId: id,
    Currency: 'EUR',
    AccountType: 'Personal',
    AccountSubType: 'CurrentAccount',
    Nickname: nickname,
    ...(detail ? { Account: [{ SchemeName: 'UK.OBIE.IBAN', Identification: iban, Name: name }] } : {}),
  }));
  return envelope(context, { Account });
}

function tellBalances(context: Context): Reply {
  const Balance = asked(context).map(({ id, balanceMinor }) => ({
    AccountId: id,
    Amount: money(balanceMinor),
    CreditDebitIndicator: 'Credit',
    Type: 'InterimAvailable',
    DateTime: iso(context.bank.now()),
  }));
  return envelope(context, { Balance });
}

/** Only the directions granted, and texts only with the details. @requirement UK-OB-3.1-AIS-4 */
function tellTransactions(context: Context): Reply {
  const detail = granted(context, 'ReadTransactionsDetail');
  const direction = ({ credit }: Transaction) => {
    return granted(context, credit ? 'ReadTransactionsCredits' : 'ReadTransactionsDebits');
  };
  const all = asked(context).flatMap(({ id }) => transactionsOf(id));
  const inWindow = all.filter(direction).filter(({ bookedAt }) => booked(context, Date.parse(bookedAt)));
  const Transaction = inWindow.map(({ id, accountId, credit, minor, bookedAt, text }) => ({
    AccountId: accountId,
    TransactionId: id,
    CreditDebitIndicator: credit ? 'Credit' : 'Debit',
    Status: 'Booked',
    BookingDateTime: bookedAt,
    Amount: money(minor),
    ...(detail ? { TransactionInformation: text } : {}),
  }));
  return envelope(context, { Transaction });
}

/** Whether the consent's window takes in the moment. */
function booked({ api }: Context, time: number): boolean {
  const { transactionFromText: from = null, transactionToText: to = null } = api.accountConsent ?? {};
  return (from === null || time >= Date.parse(from)) && (to === null || time <= Date.parse(to));
}
