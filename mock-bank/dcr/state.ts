/** What is known of a registration that is under way, or of one that is managed. */
import type { Jws } from '../as/jws.ts';
import type { Client } from '../clients.ts';
import type { Members } from '../read-members.ts';
import type { RegisteredClient } from './registered-clients.ts';

export interface DcrState {
  /** The JWT that a registration came as; null for JSON. */
  jwt: Jws | null;
  /** The client metadata as they were sent. */
  metadata: Members | null;
  /** The client that they describe. */
  described: Client | null;
  /** The client that a registration access token is for. */
  registered: RegisteredClient | null;
}

declare module '../http/context.ts' {
  interface DomainStates {
    dcr: DcrState;
  }
}

export const newDcrState = (): DcrState => ({ jwt: null, metadata: null, described: null, registered: null });
