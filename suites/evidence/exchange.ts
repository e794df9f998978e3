/** One exchange with the bank as a record keeps it, and what it was made of. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What a client saw of TLS on one connection. Never holds key material. */
export interface TlsFacts {
  version: string | null;
  cipher: string | null;
  /** Server chain, leaf first: subject, issuer, serial (hex), SHA-256 (hex), notAfter (ISO). */
  peerChain: { subject: string; issuer: string; serial: string; sha256: string; notAfter: string }[];
  /** Name of the identity whose client certificate was configured, or null. */
  identity: string | null;
  /** SHA-256 (hex) of the client certificate that was configured, or null. */
  clientSha256: string | null;
  /** Alert the peer sent, such as `certificate_revoked`, or null. */
  alert: string | null;
  /** A number that is the same for exchanges on one connection of a session. */
  connection: number;
  /** The connection went on with the session of one before it, without a full handshake. */
  resumed?: true;
}

export type FailureClass =
  | 'tls-alert'
  | 'tls-closed'
  | 'tls-server-untrusted'
  | 'timeout'
  | 'unreachable'
  | 'oversized'
  | 'redirect-loop'
  | 'host-not-allowed'
  | 'proxy'
  | 'malformed';

/** A signature over a message (RFC 9421): what it was made of, and who made or verified it. */
export interface MessageSignature {
  of: 'request' | 'response';
  label: string;
  /** The signature base; empty when there is none. */
  base: string;
  /** Which key made it, or what came of verifying it. */
  told: string;
}

/** One HTTP exchange, redacted when captured. Bodies are text, capped; times are ISO 8601 and milliseconds. */
export interface Exchange {
  id: number;
  label: string;
  startedAt: string;
  durationMs: number;
  request: { method: string; url: string; headers: [string, string][]; body: string | null };
  response: {
    status: number;
    headers: [string, string][];
    body: string | null;
    bytes: number;
    truncated: boolean;
  } | null;
  tls: TlsFacts | null;
  failure: { class: FailureClass; message: string } | null;
  /** Those of the request and of its answer; absent where none is signed. */
  signatures?: MessageSignature[];
}
