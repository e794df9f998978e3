/** What became of a payer's tries to sign in, and whether the payer is blocked: one book for all pages and factors. */
import type { Bank } from '../bank.ts';
import { isBlocked, type Try } from './authentication.ts';

const books = new WeakMap<object, Map<string, readonly Try[]>>();

/** Names that were typed and belong to nobody are kept as well, so that they are answered like others; the oldest go. */
const MOST_NAMES = 1000;

function book(bank: Bank): Map<string, readonly Try[]> {
  const known = books.get(bank.store) ?? new Map<string, readonly Try[]>();
  books.set(bank.store, known);
  return known;
}

/** Until the operator lifts it. @requirement RTS-4-3b */
export const isBlockedPayer = (bank: Bank, username: string): boolean =>
  isBlocked(book(bank).get(username) ?? [], bank.settings);

/** Only an authentication that is complete counts as a success; half of one neither counts nor clears. */
export function recordTry(bank: Bank, username: string, factor: Try['factor'], right: boolean): void {
  const names = book(bank);
  const before = right ? [] : (names.get(username) ?? []);
  names.delete(username);
  names.set(username, right ? [] : [...before, { factor, channel: 'third-party', right }]);
  const [oldest] = names.keys();
  if (names.size > MOST_NAMES && oldest !== undefined) names.delete(oldest);
}

/** As if the payer had proved at the bank who it is. */
export function unblock(bank: Bank, username: string): void {
  book(bank).delete(username);
}
