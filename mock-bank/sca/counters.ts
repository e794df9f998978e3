/** What counts towards the low-value limits of a payer: written when a payment is executed, never when one is only weighed. */
import type { Bank } from '../bank.ts';
import { ofMinor, ZERO } from './decimal.ts';
import type { PastEvent } from './situation.ts';

const books = new WeakMap<object, Map<string, readonly PastEvent[]>>();

function book(bank: Bank): Map<string, readonly PastEvent[]> {
  const known = books.get(bank.store) ?? new Map<string, readonly PastEvent[]>();
  books.set(bank.store, known);
  return known;
}

/** Remote payments that were executed since the last one with strong authentication, that one among them. */
export function paymentsSince(bank: Bank, username: string): readonly PastEvent[] {
  return book(bank).get(username) ?? [];
}

export interface Executed {
  username: string;
  amountMinor: number;
  /** Account of the payee. */
  payee: string;
  withSca: boolean;
  /** The article that it was exempted under, or null. */
  exemption: string | null;
}

/** Call it once for each executed payment, in the same tick as the payment is booked. A challenge puts the counters at zero. */
export function commitPayment(bank: Bank, { username, amountMinor, payee, withSca, exemption }: Executed): void {
  const event: PastEvent = {
    what: 'payment',
    outcome: 'executed',
    amount: ofMinor(amountMinor),
    sca: withSca,
    channel: 'remote',
    exemption: exemption ?? '',
    payee,
    instrument: '',
    outsideUnion: false,
  };
  const before = paymentsSince(bank, username);
  // What lies before an authentication is of no more interest, unless a faulty bank goes on counting.
  const kept = withSca && bank.settings.countersReset === 'by-authentication' ? [] : before;
  book(bank).set(username, [...kept, event]);
}

/** As if the payer had just been strongly authenticated for a payment. */
export function resetCounters(bank: Bank, username: string): void {
  book(bank).delete(username);
}

export const noCounters = { sum: ZERO, count: 0 };
