/** The permissions an account consent can hold, and which of them go together. */
import { badRequest } from './errors.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'ReadAccountsBasic',
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadBeneficiariesBasic',
  'ReadBeneficiariesDetail',
  'ReadDirectDebits',
  'ReadOffers',
  'ReadPAN',
  'ReadParty',
  'ReadPartyPSU',
  'ReadProducts',
  'ReadScheduledPaymentsBasic',
  'ReadScheduledPaymentsDetail',
  'ReadStandingOrdersBasic',
  'ReadStandingOrdersDetail',
  'ReadStatementsBasic',
  'ReadStatementsDetail',
  'ReadTransactionsBasic',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
  'ReadTransactionsDetail',
]);

/** @requirement UK-OB-3.1-AIS-4 */
export function readPermissions(value: unknown): string[] {
  if (value === undefined) throw badRequest('Field.Missing', 'Data.Permissions is missing');
  if (!Array.isArray(value) || value.length === 0 || !value.every((one): one is string => KNOWN.has(one as string))) {
    throw badRequest('Field.Invalid', 'Data.Permissions must list known permissions');
  }
  const has = (...names: string[]) => names.some((name) => value.includes(name));
  const depth = has('ReadTransactionsBasic', 'ReadTransactionsDetail');
  const direction = has('ReadTransactionsCredits', 'ReadTransactionsDebits');
  if (depth !== direction) throw badRequest('Field.Invalid', 'transactions need depth and direction');
  if (!has('ReadAccountsBasic', 'ReadAccountsDetail'))
    throw badRequest('Field.Invalid', 'an accounts permission is needed');
  return [...new Set(value)];
}
