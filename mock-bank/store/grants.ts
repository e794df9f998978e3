/** What the authorization server has given out: grants, codes, tokens. */
import type { Json, JsonObject } from '../http/reply.ts';

/** A PSU's decision for one client; every token of it dies with it. */
export interface Grant {
  id: string;
  clientId: string;
  username: string;
  /** The `sub` of tokens. */
  subject: string;
  scopes: readonly string[];
  /** Whether they are a default, so that nobody knows them who is not told. */
  scopesByDefault: boolean;
  /** Consent the grant stands for, or null (plain scopes). */
  consentId: string | null;
  /** What was granted beyond scopes (RFC 9396). */
  authorizationDetails: readonly JsonObject[];
  scaDone: boolean;
  authenticatedAt: number;
  createdAt: number;
  expiresAt: number;
  revokedAt: number | null;
}

export interface AuthorizationCode {
  code: string;
  grant: Grant;
  clientId: string;
  redirectUri: string;
  /** Null only when the bank is told to do without PKCE. */
  challenge: string | null;
  challengeMethod: 'S256' | 'plain';
  nonce: string | null;
  /** Thumbprint of the only key that redeems it, or null. @requirement RFC9449-10-1 */
  dpopJkt: string | null;
  expiresAt: number;
  redeemedAt: number | null;
}

export interface RefreshToken {
  token: string;
  /** Thumbprint of the key shown when it was issued, or null. */
  dpopJkt: string | null;
  grant: Grant;
  clientId: string;
  expiresAt: number;
  revokedAt: number | null;
}

/** An access token as issued; the JWT itself is not kept. */
export interface AccessToken {
  jti: string;
  clientId: string;
  subject: string;
  scopes: readonly string[];
  /** Those of the grant, or less when less was asked for. */
  authorizationDetails: readonly JsonObject[];
  /** Null for client_credentials. */
  grant: Grant | null;
  issuedAt: number;
  expiresAt: number;
  revokedAt: number | null;
  binding: Binding;
}

/** `x5t#S256`, `jkt`, or both for a client that asked for both; what management has issued may hold anything (`as/odd-token.ts`). */
export type Confirmation = { readonly [member in 'x5t#S256' | 'jkt']?: Json };

/** What an access token is bound to; `cnf` is what the token says of it. @requirement RFC8705-3.1-1 RFC9449-6.1-1 */
export type Binding =
  | { kind: 'certificate' | 'both'; cnf: Confirmation; subject: string; keySha256: string }
  | { kind: 'key'; cnf: Confirmation }
  | { kind: 'none'; cnf: null };
