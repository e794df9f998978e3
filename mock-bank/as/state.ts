/** What the authorization server's checks find out about one request. */
import type { KeyObject } from 'node:crypto';
import type { JsonObject } from '../http/reply.ts';
import type { Pairs } from '../http/request.ts';
import type { AuthorizationRequest, Interaction, PushedRequest, ResponseTarget } from '../store/authorization.ts';
import type { AuthorizationCode, RefreshToken } from '../store/grants.ts';
import type { Jws } from './jws.ts';

/** A proof of possession as it was sent. */
export interface Proof {
  jws: Jws;
  /** The key in its header, and that key's thumbprint; null until it was read. */
  key: KeyObject | null;
  jkt: string | null;
}

export interface AsState {
  /** Parameters of an authorization request as they arrived. */
  sent: Pairs | null;
  /** Whether they are being pushed. */
  pushing: boolean;
  /** The request object that a request_uri led to. */
  fetched: string | null;
  /** Where errors may go, once that is certain. */
  target: ResponseTarget | null;
  /** Parameters the request goes by: the form, or the request object's claims. */
  parameters: Readonly<Record<string, unknown>> | null;
  assertion: Jws | null;
  requestObject: Jws | null;
  /** The proof of possession that came with the request, when it says something about the client's tokens. */
  proof: Proof | null;
  /** Being gathered, rule by rule. */
  draft: Partial<AuthorizationRequest>;
  pushed: PushedRequest | null;
  request: AuthorizationRequest | null;
  interaction: Interaction | null;
  code: AuthorizationCode | null;
  refresh: RefreshToken | null;
  scopes: readonly string[] | null;
  /** What a new access token carries beyond its scopes. */
  authorizationDetails: readonly JsonObject[];
}

declare module '../http/context.ts' {
  interface DomainStates {
    as: AsState;
  }
}

export function newAsState(): AsState {
  return {
    sent: null,
    pushing: false,
    fetched: null,
    target: null,
    parameters: null,
    assertion: null,
    requestObject: null,
    proof: null,
    draft: {},
    pushed: null,
    request: null,
    interaction: null,
    code: null,
    refresh: null,
    scopes: null,
    authorizationDetails: [],
  };
}
