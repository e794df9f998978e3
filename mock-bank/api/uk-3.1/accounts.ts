/** Accounts, balances and transactions. */
import { type Context, present } from '../../http/context.ts';
import { type Answer, type Check, check, type Endpoint } from '../../http/endpoint.ts';
import { insufficientScope } from '../../http/refusal.ts';
import { type Json, json, type Reply } from '../../http/reply.ts';
import { tokenScope } from '../../rs/resource-access.ts';
import { decimal } from '../../sca/money.ts';
import type { AccountConsent } from '../../store/consents.ts';
import { accountOwn, apiAccess, usernameOf } from '../access.ts';
import { consentInForce } from '../consent-checks.ts';
import { type Account, accountOf, accountsOf, type Transaction, transactionsOf } from '../data.ts';
import { pageOf } from '../pages.ts';
import { iso } from './consent-resource.ts';
import { refuseApi } from './errors.ts';
import { versionOf } from './versions.ts';

const BASE = '/open-banking/v3.1/aisp';

const ACCOUNTS = ['ReadAccountsBasic', 'ReadAccountsDetail'] as const;
const BALANCES = ['ReadBalances'] as const;
const TRANSACTIONS = ['ReadTransactionsBasic', 'ReadTransactionsDetail'] as const;

/** @requirement UK-OB-3.1-AIS-6 */
const userToken = check('data-user-token', ({ access }) => {
  if (present(access, 'the access token').grant === null)
    throw insufficientScope('a token with a user behind it is needed');
});

const dataConsent = check('data-consent', (context) => {
  const grant = present(context.access, 'the access token').grant;
  const consent = context.bank.store.consents.get(grant?.consentId ?? '');
  if (grant && consent?.kind !== 'accounts') throw insufficientScope('the token stands for no account access');
  context.uk31.accountConsent = consent?.kind === 'accounts' ? consent : null;
  context.api.consent = context.uk31.accountConsent;
});

/** A rule over the consent; without one an earlier check has spoken. */
function rule(name: string, judge: (consent: AccountConsent, context: Context) => void): Check {
  return check(name, (context) => {
    if (context.uk31.accountConsent) judge(context.uk31.accountConsent, context);
  });
}

/** One of these must have been granted. @requirement UK-OB-3.1-AIS-4 */
function permission(anyOf: readonly string[]): Check {
  return rule('permission-granted', ({ permissions }) => {
    if (!anyOf.some((one) => permissions.includes(one)))
      throw insufficientScope('the consent does not hold this permission');
  });
}

/** Between a good token and account data: a PSU behind it, a consent in force, the permission. */
function dataAccess(anyOf: readonly string[]): readonly Check[] {
  return [
    ...apiAccess('PSP_AI'),
    tokenScope('accounts'),
    userToken,
    dataConsent,
    ...consentInForce,
    permission(anyOf),
    accountOwn,
  ];
}

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

/** All accounts of the PSU, or the one in the path: an earlier check looks whose it is. */
function asked(context: Context): Account[] {
  const { id } = context.path;
  if (id === undefined) return accountsOf(usernameOf(context));
  const found = accountOf(id);
  if (found === null) throw insufficientScope('the account is not part of the consent');
  return [found];
}

/** A faulty bank that asks for no consent shows everything. */
function granted({ uk31 }: Context, permission: string): boolean {
  return uk31.accountConsent?.permissions.includes(permission) ?? true;
}

function envelope({ bank, request }: Context, content: Json, next: string | null = null): Reply {
  const links = { Self: bank.issuer + request.target, ...(next === null ? {} : { Next: next }) };
  return json(200, { Data: content, Links: links, Meta: {} });
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
    ...versionOf(context).accountType,
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
    Type: versionOf(context).balanceType,
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
  const { items, next } = pageOf(context, inWindow);
  const Transaction = items.map(({ id, accountId, credit, minor, bookedAt, text }) => ({
    AccountId: accountId,
    TransactionId: id,
    CreditDebitIndicator: credit ? 'Credit' : 'Debit',
    Status: versionOf(context).booked,
    BookingDateTime: bookedAt,
    Amount: money(minor),
    ...(detail ? { TransactionInformation: text } : {}),
  }));
  return envelope(context, { Transaction }, next);
}

/** Whether the consent's window takes in the moment. */
function booked({ uk31 }: Context, time: number): boolean {
  const { transactionFromText: from = null, transactionToText: to = null } = uk31.accountConsent ?? {};
  return (from === null || time >= Date.parse(from)) && (to === null || time <= Date.parse(to));
}

/** For banks that do worse. */
export const accountAlternatives: readonly Check[] = [check('data-user-token-optional', () => undefined)];
