/** Whether the user must be challenged for what is to be approved. */
import type { Bank } from '../bank.ts';
import type { Money } from '../store/money.ts';
import { countersOf } from './counters.ts';
import { type Decision, lowValue } from './low-value.ts';

/** What is to be approved, as far as it matters here. */
interface Approved {
  accounts: object | null;
  payment: { amount: Money; payeeAccount: string } | null;
}

/**
 * Looks only; nothing is counted here. Account access beside a payment takes the payment's exemption away.
 * Null (no consent at all): always challenged.
 * @requirement RTS-10-2a RTS-16-a
 */
export function decideSca(bank: Bank, username: string, approved: Approved | null): Decision {
  const challenged = approved === null || (approved.accounts !== null && bank.settings.challengeForAccounts);
  const payment = approved?.payment ?? null;
  if (payment === null || challenged) return { required: challenged, reason: 'no-payment' };
  return lowValue(payment.amount.minor, countersOf(bank, username, payment.payeeAccount), bank.settings);
}
