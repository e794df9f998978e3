/** Registered clients. */
import type { KeyObject } from 'node:crypto';
import type { Registration, SigningAlg } from './registration.ts';

export type ClientAuth = 'private_key_jwt' | 'tls_client_auth';

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
  /** Certificates are the client's when they carry this organizationIdentifier ... */
  organizationIdentifier: string | null;
  /** ... or, when set, when they are exactly this one (SHA-256, hex). */
  pinnedCertificate: string | null;
  /** Subject for tls_client_auth, as node prints it, lines sorted; null for other methods. */
  tlsSubject: string | null;
  /** What its requests and the answers to them are like. */
  registration: Registration;
}

export type Clients = ReadonlyMap<string, Client>;
