/** Whether the user must be challenged for what is to be approved. */
import type { Bank } from '../bank.ts';
import { countersOf } from './counters.ts';
import { type Decision, lowValue } from './low-value.ts';

/** Looks only; nothing is counted here. Without a consent the user is always challenged. @requirement RTS-10-2a RTS-16-a */
export function decideSca(
  bank: Bank,
  { username, consentId }: { username: string; consentId: string | null },
): Decision {
  const consent = consentId === null ? undefined : bank.store.consents.get(consentId);
  if (consent?.kind !== 'payment') {
    const required = consent === undefined || bank.settings.challengeForAccounts;
    return { required, reason: 'no-payment' };
  }
  const counters = countersOf(bank, username, consent.creditor.identification);
  return lowValue(consent.amount.minor, counters, bank.settings);
}
