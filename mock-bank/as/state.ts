/** What the authorization server's checks find out about one request. */
import type { JsonObject } from '../http/reply.ts';
import type { AuthorizationRequest, Interaction, PushedRequest } from '../store/authorization.ts';
import type { AuthorizationCode, RefreshToken } from '../store/grants.ts';
import type { Jws } from './jws.ts';

export interface AsState {
  /** Parameters the request goes by: the form, or the request object's claims. */
  parameters: Readonly<Record<string, unknown>> | null;
  assertion: Jws | null;
  requestObject: Jws | null;
  /** Being gathered at PAR. */
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
    parameters: null,
    assertion: null,
    requestObject: null,
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
