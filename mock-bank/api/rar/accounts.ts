/** Accounts, balances and transactions, each by the action that was granted. */
import type { Context } from '../../http/context.ts';
import type { Answer, Endpoint } from '../../http/endpoint.ts';
import { insufficientScope } from '../../http/refusal.ts';
import { type Json, json, type Reply } from '../../http/reply.ts';
import { decimal } from '../../sca/money.ts';
import { accountOwn, usernameOf } from '../access.ts';
import { type Account, accountOf, accountsOf, transactionsOf } from '../data.ts';
import { pageOf } from '../pages.ts';
import { accountAction, detailsAccess } from './access.ts';

function data(id: string, path: string, action: string, answer: Answer): Endpoint {
  return {
    id: `rar.${id}`,
    group: 'resource',
    methods: ['GET'],
    path: `/rar/accounts${path}`,
    surface: 'resource',
    checks: [...detailsAccess('PSP_AI'), accountAction(action), accountOwn],
    answer,
  };
}

export const accountEndpoints: readonly Endpoint[] = [
  data('accounts', '', 'list_accounts', tellAccounts),
  data('balances', '/{id}/balances', 'read_balances', tellBalances),
  data('transactions', '/{id}/transactions', 'read_transactions', tellTransactions),
];

/** An earlier check looks whose it is. */
function asked(context: Context): Account {
  const found = accountOf(context.path.id ?? '');
  if (!found) throw insufficientScope('the account is not part of the consent');
  return found;
}

function money(minor: number): Json {
  return { currency: 'EUR', amount: decimal(minor) };
}

function tellAccounts(context: Context): Reply {
  const accounts = accountsOf(usernameOf(context)).map(({ id, nickname, iban, name }) => {
    return { accountId: id, iban, currency: 'EUR', name: nickname, ownerName: name };
  });
  return json(200, { accounts });
}

function tellBalances(context: Context): Reply {
  const { id, balanceMinor } = asked(context);
  const at = new Date(context.bank.now()).toISOString();
  const balances = [{ balanceType: 'interimAvailable', balanceAmount: money(balanceMinor), referenceDateTime: at }];
  return json(200, { accountId: id, balances });
}

function tellTransactions(context: Context): Reply {
  const { id } = asked(context);
  const { items, next } = pageOf(context, transactionsOf(id));
  const transactions = items.map(({ id: transactionId, credit, minor, bookedAt, text }) => ({
    transactionId,
    creditDebitIndicator: credit ? 'credit' : 'debit',
    transactionAmount: money(minor),
    bookingDateTime: bookedAt,
    remittanceInformationUnstructured: text,
  }));
  return json(200, { accountId: id, transactions, ...(next === null ? {} : { next }) });
}
