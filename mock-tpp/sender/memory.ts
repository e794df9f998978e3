/** What a session remembers in order to show that its tokens are its own. */
import type { Json } from '../contract.ts';

export type Jwk = { [member: string]: Json };

/** How a token is presented, and the token_type that says so. */
export type Scheme = 'Bearer' | 'DPoP';

/** The name of the authorization server among those that give nonces. */
export const BACK_CHANNEL = 'authorization server';

export interface SenderMemory {
  /** Private keys that proofs are made with, by the name of the client. */
  keys: Map<string, Jwk>;
  /** The last proof of each step, by step id. */
  proofs: Map<string, string>;
  /** The last signature of each step over its request, as its two fields, by step id. */
  signatures: Map<string, [string, string][]>;
  /** The newest nonce of each server. */
  nonces: Map<string, string>;
  /** By access token, for those that are presented as what they came as. */
  schemes: Map<string, Scheme>;
  /** Lifetime in seconds, by access token, of those that told it. */
  lifetimes: Map<string, number>;
}

export const newSenderMemory = (): SenderMemory => ({
  keys: new Map(),
  proofs: new Map(),
  signatures: new Map(),
  nonces: new Map(),
  schemes: new Map(),
  lifetimes: new Map(),
});
