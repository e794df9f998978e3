/** Whether a consent still carries anything. */
import type { Bank } from '../bank.ts';

/** @requirement UK-OB-3.1-AIS-1 UK-OB-3.1-AIS-2 UK-OB-3.1-AIS-3 */
export function consentLive(bank: Bank, consentId: string): boolean {
  const consent = bank.store.consents.get(consentId);
  if (!consent || consent.deletedAt !== null || consent.revokedAt !== null) return false;
  if (consent.expiresAt !== null && consent.expiresAt <= bank.now()) return false;
  return consent.status === 'Authorised' || consent.status === 'Consumed';
}
