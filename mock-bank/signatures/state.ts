/** What is known of the signature of a request to a resource. */
import type { ClientKey } from '../clients.ts';
import type { List } from './field.ts';

export interface MessageSignature {
  label: string;
  /** What it covers, and what it says of itself. */
  covered: List;
  signature: Buffer;
}

export interface SignaturesState {
  /** Those that were sent with all that belongs to them. */
  sent: readonly MessageSignature[];
  /** The one that counts. */
  chosen: MessageSignature | null;
  /** The client's key that it names. */
  key: ClientKey | null;
}

declare module '../http/context.ts' {
  interface DomainStates {
    signatures: SignaturesState;
  }
}

export const newSignaturesState = (): SignaturesState => ({ sent: [], chosen: null, key: null });
