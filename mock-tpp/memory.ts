/** What a session remembers of its own requests, as an honest client would. */
import { newSenderMemory, type SenderMemory } from './sender/memory.ts';

/** An authorization request that was pushed. */
export interface Pushed {
  clientName: string;
  redirectUri: string;
  state: string;
  nonce: string;
  verifier: string;
  responseMode: 'query' | 'jwt';
  /** Consent the request asks for, or null. */
  consent: string | null;
  /** The parameters as they were pushed, for `request.inline`. */
  parameters: [string, string][];
}

export interface Memory {
  /** By request_uri. */
  pushed: Map<string, Pushed>;
  /** By authorization code. */
  codes: Map<string, Pushed>;
  /** Client assertions sent, by step id. */
  assertions: Map<string, string>;
  /** Captured JWTs in our own hands, by `step.artefact`. */
  artefacts: Map<string, Artefact>;
  /** A payment of `payment.prime` was challenged since the last certain challenge. */
  scaAsked: boolean;
  sender: SenderMemory;
}

export interface Artefact {
  jwt: string;
  kind: 'jarm' | 'id_token';
  clientId: string;
  nonce: string | null;
}

export function newMemory(): Memory {
  return {
    pushed: new Map(),
    codes: new Map(),
    assertions: new Map(),
    artefacts: new Map(),
    scaAsked: false,
    sender: newSenderMemory(),
  };
}
