/** One request on its way through a table of checks. */
import type { Bank } from '../bank.ts';
import type { Client } from '../clients.ts';
import type { Settings } from '../settings.ts';
import type { AccessToken, Grant } from '../store/grants.ts';
import type { PeerCertificate } from '../tls/certificate.ts';
import type { BankRequest } from './request.ts';

/** Which listener a connection came in by: the only one, or, where clients with certificates have one of their own, that or the other. */
export type Door = 'only' | 'plain' | 'alias';

export interface Connection {
  readonly number: number;
  readonly door: Door;
  /** The address of that listener as clients know it, without a path. */
  readonly address: string;
  /** What the peer presented in its handshake, trusted or not. */
  readonly certificate: PeerCertificate | null;
  /** It came out of the session that was resumed, and not of a handshake. */
  readonly resumed: boolean;
  /** Facts that may live as long as the connection. */
  readonly memory: Map<string, unknown>;
}

/** A verified access token and what hangs off it. */
export interface Access {
  readonly token: AccessToken;
  readonly client: Client;
  /** Null for client_credentials. */
  readonly grant: Grant | null;
}

/**
 * What the checks of each domain find out about one request. A domain adds its own member here from its own state file
 * (`declare module`), and how it begins to the table in `endpoints.ts`; the mechanism knows none of them.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the domains.
export interface DomainStates {}

/** How each domain's state begins, for every request afresh. */
export type NewStates = { readonly [Domain in keyof DomainStates]: () => DomainStates[Domain] };

export interface Context extends Readonly<DomainStates> {
  readonly bank: Bank;
  /** Policy at the time the request came in. */
  readonly settings: Settings;
  readonly request: BankRequest;
  readonly connection: Connection;
  /** Captured path segments, e.g. `id`. */
  readonly path: Readonly<Record<string, string>>;
  /** The certificate the checks go by. */
  certificate: PeerCertificate | null;
  /** The client that authenticated (or, in the browser, the one named). */
  client: Client | null;
  access: Access | null;
  /** Put on the answer by checks, whether the request is served or refused. */
  readonly answerHeaders: [string, string][];
  /** Shown in the ledger only. */
  error: string | null;
}

/** A value an earlier check of the table must have set; its absence is a fault of the bank's own code. */
export function present<T>(value: T | null | undefined, name: string): T {
  if (value === null || value === undefined) throw new Error(`a check ran before ${name} was established`);
  return value;
}
