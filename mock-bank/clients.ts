/** Registered clients. */
import type { KeyObject } from 'node:crypto';
import type { Algorithm } from './as/algorithms.ts';
import type { ClientAuth } from './as/client-auth.ts';
import type { Registration } from './registration.ts';
import type { Binding } from './store/grants.ts';

export interface ClientKey {
  kid: string | null;
  key: KeyObject;
}

export const TLS_NAME_KINDS = ['subject_dn', 'san_dns', 'san_uri', 'san_ip', 'san_email'] as const;

/**
 * What the certificate of a tls_client_auth client is known by: the end of the member that registers it, and its value;
 * a subject is kept in the form of `tls/distinguished-name.ts`. @requirement RFC8705-2.1.2-1
 */
export interface TlsName {
  kind: (typeof TLS_NAME_KINDS)[number];
  value: string;
  /** The certificate it was taken from, where it was: its subject as node prints it, and its SHA-256 in hex. */
  registered?: { subject: string; sha256: string };
}

export interface Client {
  id: string;
  /** Shown on the consent page. */
  name: string;
  auth: ClientAuth;
  /** What its access tokens are bound to. */
  binding: Binding['kind'];
  /** What the client signs with, and what the bank signs for it with. */
  alg: Algorithm;
  /** Keys for signatures; each of them is good. */
  keys: readonly ClientKey[];
  redirectUris: readonly string[];
  /** Certificates are the client's when they carry this organizationIdentifier ... */
  organizationIdentifier: string | null;
  /** ... or, when set, when they are exactly this one (SHA-256, hex). */
  pinnedCertificate: string | null;
  /** The name in the certificate for tls_client_auth; null for other methods. */
  tlsName: TlsName | null;
  /** Certificates among its keys (SHA-256, hex), for self_signed_tls_client_auth. */
  certificates: readonly string[];
  /** What its requests and the answers to them are like. */
  registration: Registration;
}

export type Clients = ReadonlyMap<string, Client>;

/** The client_id of a bundled client. */
export const clientIdOf = (name: string): string => `tpp-${name}`;
