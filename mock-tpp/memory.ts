/** What a session remembers of its own requests, as an honest client would. */
import type { Json, TppExchange } from './contract.ts';
import type { Left } from './psu/way.ts';
import { newSenderMemory, type SenderMemory } from './sender/memory.ts';

/** An authorization request, from its building to the tokens. */
export interface AuthorizationRequest {
  clientName: string;
  redirectUri: string;
  state: string;
  /** Null when none was sent. */
  nonce: string | null;
  verifier: string;
  responseType: string;
  responseMode: string;
  /** Consent the request asks for, or null. */
  consent: string | null;
  /** Whether the pages showed strong authentication; null when nobody saw them. */
  sca?: boolean | null;
  /** The authorization_details it asks for, or null. */
  details: Json[] | null;
  parameters: [string, string][];
  /** Issuer and subject of the ID token in the response; null when there was none. */
  front?: { iss: Json; sub: Json } | null;
  /** What the browser brings to the authorization endpoint, and by which method: in the address, or in a form. */
  query: [string, string][];
  method: 'GET' | 'POST';
}

/** An ID token, and when the bank gave it by its own clock: milliseconds since 1970, NaN where its answer has no Date. */
export interface FirstIdToken {
  claims: { [claim: string]: Json };
  dateMs: number;
}

/** An operator hook and what it is given. */
export interface HookCall {
  hook: string;
  inputs: { [input: string]: Json };
}

export interface Memory {
  /** By the handle that oauth.request gave. */
  requests: Map<string, AuthorizationRequest>;
  /** By authorization code. */
  codes: Map<string, AuthorizationRequest>;
  /** Client assertions sent, by step id. */
  assertions: Map<string, string>;
  /** Captured JWTs in our own hands, by `step.artefact`. */
  artefacts: Map<string, Artefact>;
  /** Answers with a signature, by `step.signature`. */
  signedAnswers: Map<string, TppExchange>;
  /** A payment of `payment.prime` was challenged since the last certain challenge. */
  scaAsked: boolean;
  /** Refresh tokens for which the bank gave another one. */
  replaced: Set<string>;
  /** Scope that was granted with a refresh token, by the token. */
  scopes: Map<string, string>;
  /** The ID token that came with a refresh token, by the token. */
  idTokens: Map<string, FirstIdToken>;
  /** Consents that tokens stand for, by token. */
  consents: Map<string, string>;
  sender: SenderMemory;
  /** Pages at which the user was left, one or several browsers each, by a name of this session. */
  left: Map<string, Left[]>;
  /** How many pages the user was shown in the last authorization that was approved; null before one was, or when nobody saw them. */
  pages: number | null;
  /** Whether the pages showed strong authentication for a consent or an access token, by its id or its text. */
  authenticated: Map<string, boolean>;
  /** The last one-time code that the user was sent. */
  sentCode: string | null;
  /** Clients that this session registered and that are to be removed when it ends, by where that is done. */
  registered: Map<string, { clientName: string; token: string }>;
  /** Of clients that were registered, those that may stay when the session ends, and why: a sentence each, by what tells them apart. */
  staying: Map<string, string>;
  /** What is to be undone at the bank when the session ends, each thing once. */
  undo: Map<string, HookCall>;
}

export interface Artefact {
  jwt: string;
  kind: 'jarm' | 'id_token';
  clientId: string;
  nonce: string | null;
}

export function newMemory(): Memory {
  return {
    requests: new Map(),
    codes: new Map(),
    assertions: new Map(),
    artefacts: new Map(),
    signedAnswers: new Map(),
    scaAsked: false,
    replaced: new Set(),
    scopes: new Map(),
    idTokens: new Map(),
    consents: new Map(),
    sender: newSenderMemory(),
    left: new Map(),
    pages: null,
    authenticated: new Map(),
    sentCode: null,
    registered: new Map(),
    staying: new Map(),
    undo: new Map(),
  };
}
