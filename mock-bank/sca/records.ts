/** What the bank has on record for its exemptions: whom a customer trusts, and how much fraud there is among payments of a type. */
import type { Bank } from '../bank.ts';
import type { Decimal } from './decimal.ts';
import { type FraudHistory, ofPercent } from './fraud-rate.ts';
import type { PaymentType } from './limits.ts';
import type { TrustedPayee } from './situation.ts';

interface Records {
  trusted: Map<string, readonly TrustedPayee[]>;
  fraud: Map<PaymentType, FraudHistory>;
}

const records = new WeakMap<object, Records>();

function recordsOf(bank: Bank): Records {
  const known = records.get(bank.store) ?? { trusted: new Map(), fraud: new Map() };
  records.set(bank.store, known);
  return known;
}

export const trustedPayees = (bank: Bank, username: string): readonly TrustedPayee[] =>
  recordsOf(bank).trusted.get(username) ?? [];

/** As if the customer had changed the list at the bank, with two factors. @requirement RTS-13-1 */
export function trust(bank: Bank, username: string, account: string, listed: boolean): void {
  const others = trustedPayees(bank, username).filter((one) => one.account !== account);
  const now: readonly TrustedPayee[] = listed ? [...others, { account, name: '', keptBy: 'bank' }] : others;
  recordsOf(bank).trusted.set(username, now);
}

export const fraudOnRecord = (bank: Bank): readonly FraudHistory[] => [...recordsOf(bank).fraud.values()];

/** @param rate in percent; null for a bank without a history, which is the one that starts */
export function setFraudRate(bank: Bank, type: PaymentType, rate: Decimal | null): void {
  const share = rate === null ? null : ofPercent(rate);
  recordsOf(bank).fraud.set(type, { type, share, quarters: [], notified: false });
}
