/** What checks of every dialect find out about one request to the API. */
import type { Consent } from '../store/consents.ts';

export interface ApiState {
  /** Resource made earlier under the same idempotency key and body. */
  replayOf: string | null;
  /** The consent the resource is used under; null without one (only a faulty bank goes on then). */
  consent: Consent | null;
}

declare module '../http/context.ts' {
  interface DomainStates {
    api: ApiState;
  }
}

export function newApiState(): ApiState {
  return { replayOf: null, consent: null };
}
