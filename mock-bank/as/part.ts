/** One member of a token or of an authorization response, and what it is made of. */
import type { Named } from '../behaviour.ts';
import type { Json } from '../http/reply.ts';
import type { ResponseTarget } from '../store/authorization.ts';
import type { AccessToken, AuthorizationCode, Grant } from '../store/grants.ts';

/** One member and where its value comes from; undefined leaves it out. */
export interface Part<Facts> extends Named {
  readonly member: string;
  value(facts: Facts): Json | undefined;
}

export interface AccessTokenFacts {
  issuer: string;
  token: AccessToken;
}

/** Of what introspection says as a JWT. */
export interface IntrospectionJwtFacts {
  issuer: string;
  clientId: string;
  now: number;
  /** What introspection says otherwise. */
  said: Json;
}

/** Of members beside the token itself. */
export interface TokenResponseFacts {
  token: AccessToken;
}

export interface IdTokenFacts {
  issuer: string;
  /** What it is given out for; at a refresh there is no code and no nonce. */
  code: Pick<AuthorizationCode, 'code' | 'clientId' | 'nonce' | 'grant'>;
  grant: Grant;
  now: number;
  lifetimeSeconds: number;
  /** What the token is given out with: a response of the authorization endpoint, or an access token, at the listener of this address. */
  beside: { state: string | null } | { accessToken: string; address: string };
  /** Whether more of the user is told than the token is for. */
  personal: boolean;
  /** Left half of a value's hash, by the algorithm the token is signed with. @requirement OIDC-CORE-3.3.2.10-1 */
  halfHash(value: string): string;
}

/** How an authorization ended. */
export type AuthorizationEnd = { code: string; idToken?: string } | { error: string; description: string };

export interface ResponseFacts {
  issuer: string;
  request: ResponseTarget;
  end: AuthorizationEnd;
}

export interface JarmFacts extends ResponseFacts {
  now: number;
  lifetimeSeconds: number;
}

export function part<Facts>(name: string, member: string, value: Part<Facts>['value']): Part<Facts> {
  return { name, member, value };
}

export const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
