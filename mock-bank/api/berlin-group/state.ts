/** What the checks of Berlin Group NextGenPSD2 find out about one request. */
import type { BerlinAccountConsent } from '../../store/consents.ts';
import type { AccountOrder } from './consent-order.ts';

export interface BerlinState {
  /** The consent in the path, or the one in the header Consent-ID. */
  consent: BerlinAccountConsent | null;
  order: AccountOrder | null;
}

declare module '../../http/context.ts' {
  interface DomainStates {
    berlin: BerlinState;
  }
}

export function newBerlinState(): BerlinState {
  return { consent: null, order: null };
}
