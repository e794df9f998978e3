/** The life of a consent in any dialect: whether it carries anything, and what a decision of the PSU does to it. */
import { stopGrant } from '../as/issue.ts';
import type { Bank } from '../bank.ts';
import type { Consent } from '../store/consents.ts';

/** Whether a consent still carries anything. @requirement UK-OB-3.1-AIS-1 UK-OB-3.1-AIS-2 UK-OB-3.1-AIS-3 */
export function consentLive(bank: Bank, consentId: string): boolean {
  const consent = bank.store.consents.get(consentId);
  if (!consent || consent.deletedAt !== null || consent.revokedAt !== null) return false;
  if (consent.expiresAt !== null && consent.expiresAt <= bank.now()) return false;
  return consent.status === 'Authorised' || consent.status === 'Consumed';
}

/** The consent of an id; a faulty bank finds one for any id that begins with it. */
export function consentNamed({ store, settings }: Bank, id: string): Consent | undefined {
  const found = store.consents.get(id);
  if (found || settings.consentsNamed === 'exactly') return found;
  const begins = [...store.consents.values()].find((one) => id.startsWith(one.id));
  return begins && { ...begins, id };
}

export function setStatus(bank: Bank, consent: Consent, status: Consent['status']): void {
  consent.status = status;
  consent.statusAt = bank.now();
}

/** The PSU said yes. A new decision ends what an older one gave when that had been taken back. */
export function authorise(bank: Bank, consent: Consent, username: string, scaDone: boolean): void {
  if (consent.revokedAt !== null || consent.deletedAt !== null) {
    for (const grant of bank.store.grants.values()) if (grant.consentId === consent.id) stopGrant(bank, grant);
  }
  consent.revokedAt = null;
  consent.deletedAt = null;
  consent.username = username;
  consent.scaDone = scaDone;
  setStatus(bank, consent, 'Authorised');
}

/** The PSU takes it back at the bank: in the UK its status stays, access ends. @requirement UK-OB-3.1-AIS-2 BG-1.3-AIS-2 */
export function revoke(bank: Bank, consent: Consent): void {
  consent.revokedAt ??= bank.now();
}

/** The PSU said no: final for a consent that was never authorised; one in force goes on. */
export function reject(bank: Bank, consent: Consent): void {
  if (consent.status === 'AwaitingAuthorisation') setStatus(bank, consent, 'Rejected');
}
