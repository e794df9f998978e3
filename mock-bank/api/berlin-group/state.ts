/** What the checks of Berlin Group NextGenPSD2 find out about one request. */
import type { BerlinAccountConsent, BerlinPayment } from '../../store/consents.ts';
import type { AccountOrder } from './consent-order.ts';
import type { PaymentOrder } from './payment-order.ts';
import type { Seal } from './seal.ts';

export interface BerlinState {
  /** The consent in the path, or the one in the header Consent-ID. */
  consent: BerlinAccountConsent | null;
  order: AccountOrder | null;
  /** The payment in the path. */
  payment: BerlinPayment | null;
  paymentOrder: PaymentOrder | null;
  seal: Seal | null;
}

declare module '../../http/context.ts' {
  interface DomainStates {
    berlin: BerlinState;
  }
}

export function newBerlinState(): BerlinState {
  return { consent: null, order: null, payment: null, paymentOrder: null, seal: null };
}
