/** What the authorization server's checks find out about one request. */
import type { KeyObject } from 'node:crypto';
import type { AuthorizationRequest, Interaction, PushedRequest } from '../store/authorization.ts';
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
  /** Parameters the request goes by: the form, or the request object's claims. */
  parameters: Readonly<Record<string, unknown>> | null;
  assertion: Jws | null;
  requestObject: Jws | null;
  /** The proof of possession that came with the request, when it says something about the client's tokens. */
  proof: Proof | null;
  /** Being gathered at PAR. */
  draft: Partial<AuthorizationRequest>;
  pushed: PushedRequest | null;
  request: AuthorizationRequest | null;
  interaction: Interaction | null;
  code: AuthorizationCode | null;
  refresh: RefreshToken | null;
  scopes: readonly string[] | null;
}

export function newAsState(): AsState {
  return {
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
  };
}
