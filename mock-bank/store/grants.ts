/** What the authorization server has given out: grants, codes, tokens. */
import type { JsonObject } from '../http/reply.ts';

/** A PSU's decision for one client; every token of it dies with it. */
export interface Grant {
  id: string;
  clientId: string;
  username: string;
  /** The `sub` of tokens. */
  subject: string;
  scopes: readonly string[];
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
  expiresAt: number;
  redeemedAt: number | null;
}

export interface RefreshToken {
  token: string;
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
  /** The certificate it is bound to. */
  binding: { x5t: string; subject: string; keySha256: string };
}
