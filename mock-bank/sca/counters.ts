/** The counters of the low-value exemption: moved when a payment is executed, never when one is only looked at. */
import type { Bank } from '../bank.ts';
import type { Counters } from './low-value.ts';

const books = new WeakMap<object, Map<string, Counters>>();

function book(bank: Bank): Map<string, Counters> {
  const known = books.get(bank.store) ?? new Map<string, Counters>();
  books.set(bank.store, known);
  return known;
}

function keyOf(bank: Bank, username: string, payee: string): string {
  return bank.settings.countersBelongTo === 'payer' ? username : `${username}\n${payee}`;
}

export function countersOf(bank: Bank, username: string, payee: string): Counters {
  return book(bank).get(keyOf(bank, username, payee)) ?? { sumMinor: 0, count: 0 };
}

export interface Executed {
  username: string;
  amountMinor: number;
  /** Account of the payee. */
  payee: string;
  withSca: boolean;
}

/** Call it once for each executed payment, in the same tick as the payment is booked. A challenge puts both counters at zero. */
export function commitPayment(bank: Bank, { username, amountMinor, payee, withSca }: Executed): void {
  const held = book(bank);
  if (withSca) {
    resetCounters(bank, username);
    return;
  }
  const { sumMinor, count } = countersOf(bank, username, payee);
  held.set(keyOf(bank, username, payee), { sumMinor: sumMinor + amountMinor, count: count + 1 });
}

export function resetCounters(bank: Bank, username: string): void {
  const held = book(bank);
  for (const key of [...held.keys()]) if (key === username || key.startsWith(`${username}\n`)) held.delete(key);
}
