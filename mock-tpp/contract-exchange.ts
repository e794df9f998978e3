/** One exchange with the bank, as evidence has it. */

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

export interface TppTlsFacts {
  version: string | null;
  cipher: string | null;
  peerChain: { subject: string; issuer: string; serial: string; sha256: string; notAfter: string }[];
  identity: string | null;
  clientSha256: string | null;
  alert: string | null;
  connection: number;
  /** The connection went on with the session of one before it. */
  resumed?: true;
}

/** A signature over a message: what it was made of, and who made or verified it. */
export interface TppSignature {
  of: 'request' | 'response';
  label: string;
  /** The signature base of RFC 9421; empty when there is none. */
  base: string;
  /** Which key made it, or what came of verifying it. */
  told: string;
}

export interface TppExchange {
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
  tls: TppTlsFacts | null;
  failure: { class: FailureClass; message: string } | null;
  /** Those of the request and of its answer, where they are signed. */
  signatures?: TppSignature[];
}
