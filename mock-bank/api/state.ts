/** What the API's checks find out about one request. */
import type { AccountConsent, Consent, PaymentConsent } from '../store/consents.ts';
import type { Payment } from '../store/payments.ts';
import type { AccountConsentOrder } from './account-consent.ts';
import type { PaymentOrder } from './payment-order.ts';

export interface ApiState {
  /** The consent named in the path. */
  consent: Consent | null;
  /** The consent data is read under; null without one (only a faulty bank goes on then). */
  accountConsent: AccountConsent | null;
  /** The consent a payment is submitted under. */
  paymentConsent: PaymentConsent | null;
  accountOrder: AccountConsentOrder | null;
  paymentOrder: PaymentOrder | null;
  payment: Payment | null;
  /** Resource made earlier under the same idempotency key and body. */
  replayOf: string | null;
}

declare module '../http/context.ts' {
  interface DomainStates {
    api: ApiState;
  }
}

export function newApiState(): ApiState {
  return {
    consent: null,
    accountConsent: null,
    paymentConsent: null,
    accountOrder: null,
    paymentOrder: null,
    payment: null,
    replayOf: null,
  };
}
