/** What the checks of the rar dialect find out about one request. */
import type { Payment } from '../../store/payments.ts';
import type { PaymentElement } from './details.ts';

export interface RarState {
  /** The payment in the body of an order. */
  order: PaymentElement | null;
  /** The payment the token stands for. */
  approved: PaymentElement | null;
  /** The payment named in the path. */
  payment: Payment | null;
}

declare module '../../http/context.ts' {
  interface DomainStates {
    rar: RarState;
  }
}

export function newRarState(): RarState {
  return { order: null, approved: null, payment: null };
}
