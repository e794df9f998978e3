/** What the API's checks find out about one request. */
import type { Consent } from '../store/consents.ts';

export interface ApiState {
  consent: Consent | null;
}

export function newApiState(): ApiState {
  return { consent: null };
}
