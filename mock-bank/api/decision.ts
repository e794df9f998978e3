/** What the PSU is shown of a consent, and what the decision does to it. */
import { stopGrant } from '../as/issue.ts';
import type { Bank } from '../bank.ts';
import { decimal } from '../sca/money.ts';
import type { Consent } from '../store/consents.ts';
import { accountsOf } from './data.ts';

export type ConsentFacts =
  | { kind: 'accounts'; permissions: string[]; accounts: { id: string; label: string }[]; expires: string | null }
  | { kind: 'payment'; amount: string; currency: string; payee: string; payeeAccount: string };

/** @requirement RTS-5-1a FAPI2-SP-5.3.2.2-13 */
export function consentFacts(bank: Bank, consentId: string, username: string | null = null): ConsentFacts {
  const consent = bank.store.consents.get(consentId);
  if (consent?.kind === 'payment') {
    const { amount, creditor } = consent;
    return {
      kind: 'payment',
      amount: decimal(amount.minor),
      currency: amount.currency,
      payee: creditor.name,
      payeeAccount: creditor.identification,
    };
  }
  const accounts = username === null ? [] : accountsOf(username);
  return {
    kind: 'accounts',
    permissions: consent?.permissions ?? [],
    accounts: accounts.map(({ id, nickname, iban }) => ({ id, label: `${nickname}, ${iban}` })),
    expires: consent?.expirationText ?? null,
  };
}

/** A new decision ends what an older one gave when that had been taken back. */
export function approveConsent(bank: Bank, consentId: string, username: string, scaDone: boolean): void {
  const consent = bank.store.consents.get(consentId);
  if (!consent) return;
  if (consent.revokedAt !== null || consent.deletedAt !== null) {
    for (const grant of bank.store.grants.values()) if (grant.consentId === consentId) stopGrant(bank, grant);
  }
  consent.revokedAt = null;
  consent.deletedAt = null;
  consent.username = username;
  if (consent.kind === 'payment') consent.scaDone = scaDone;
  setStatus(bank, consent, 'Authorised');
}

/** A refusal is final for a consent that was never authorised; one in force goes on. */
export function denyConsent(bank: Bank, consentId: string): void {
  const consent = bank.store.consents.get(consentId);
  if (consent?.status === 'AwaitingAuthorisation') setStatus(bank, consent, 'Rejected');
}

export function setStatus(bank: Bank, consent: Consent, status: Consent['status']): void {
  consent.status = status;
  consent.statusAt = bank.now();
}
