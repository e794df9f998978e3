/** What the checks of UK 3.1 find out about one request. */

import type { JsonObject } from '../../http/reply.ts';
import type { AccountConsent, Consent, PaymentConsent, VrpConsent } from '../../store/consents.ts';
import type { Money } from '../../store/money.ts';
import type { Payment } from '../../store/payments.ts';
import type { Creditor } from './creditor.ts';
import type { FundsQuestion } from './funds-confirmations.ts';
import type { FundsOrder } from './funds-consents.ts';
import type { MessageSignature } from './message-signature.ts';
import type { VrpConsentOrder } from './vrp-consents.ts';

/** What a TPP orders when it asks for access to accounts. */
export interface AccountConsentOrder {
  permissions: string[];
  expiresAt: number | null;
  expirationText: string | null;
  transactionFromText: string | null;
  transactionToText: string | null;
}

/** What a TPP orders when it lodges or submits a payment. */
export interface PaymentOrder {
  /** Named at submission only. */
  consentId: string | null;
  amount: Money;
  creditor: { scheme: string; identification: string; name: string };
  /** `Data.Initiation` and `Risk` as they were sent. */
  initiation: Readonly<Record<string, unknown>>;
  risk: Readonly<Record<string, unknown>>;
}

/** What a TPP orders under a consent to recurring payments. */
export interface VrpOrder {
  consentId: string;
  amount: Money;
  creditor: Creditor;
  type: string;
  authenticationMethod: string;
  /** As they were sent. */
  initiation: JsonObject;
  instruction: JsonObject;
  risk: unknown;
}

export interface Uk31State {
  /** The consent named in the path. */
  consent: Consent | null;
  /** The consent data is read under; null without one (only a faulty bank goes on then). */
  accountConsent: AccountConsent | null;
  /** The consent a payment is submitted under. */
  paymentConsent: PaymentConsent | null;
  accountOrder: AccountConsentOrder | null;
  paymentOrder: PaymentOrder | null;
  payment: Payment | null;
  fundsOrder: FundsOrder | null;
  fundsQuestion: FundsQuestion | null;
  vrpConsentOrder: VrpConsentOrder | null;
  /** The consent that a recurring payment is ordered under; null without one (only a faulty bank goes on then). */
  vrpConsent: VrpConsent | null;
  vrpOrder: VrpOrder | null;
  /** Over the body of the request; null without one. */
  signature: MessageSignature | null;
}

declare module '../../http/context.ts' {
  interface DomainStates {
    uk31: Uk31State;
  }
}

export function newUk31State(): Uk31State {
  return {
    consent: null,
    accountConsent: null,
    paymentConsent: null,
    accountOrder: null,
    paymentOrder: null,
    payment: null,
    fundsOrder: null,
    fundsQuestion: null,
    vrpConsentOrder: null,
    vrpConsent: null,
    vrpOrder: null,
    signature: null,
  };
}
