/** Registered clients. */
import type { KeyObject } from 'node:crypto';

export type ClientAuth = 'private_key_jwt' | 'tls_client_auth';
export type SigningAlg = 'PS256' | 'ES256';

export interface ClientKey {
  kid: string | null;
  key: KeyObject;
}

export interface Client {
  id: string;
  /** Shown on the consent page. */
  name: string;
  auth: ClientAuth;
  /** What the client signs with, and what the bank signs for it with. */
  alg: SigningAlg;
  keys: readonly ClientKey[];
  redirectUris: readonly string[];
  /** Scopes it may ask for; null for any the bank has. */
  scopes: readonly string[] | null;
  /** Types of authorization_details it may ask for. @requirement RFC9396-10-1 */
  authorizationDetailsTypes: readonly string[];
  /** Certificates are the client's when they carry this organizationIdentifier ... */
  organizationIdentifier: string | null;
  /** ... or, when set, when they are exactly this one (SHA-256, hex). */
  pinnedCertificate: string | null;
  /** Subject for tls_client_auth, as node prints it, lines sorted; null for other methods. */
  tlsSubject: string | null;
}

export type Clients = ReadonlyMap<string, Client>;
