/** What the mock TPP takes and gives at its door: plain data, so that it can be driven by anything. */
import type { CustomDialect } from './contract-dialect.ts';
import type { TppExchange } from './contract-exchange.ts';
import type { TppAgent, TppDashboard, TppPageRule, TppPerson, TppTotp } from './contract-user.ts';
import type { Variant } from './variant.ts';

export type * from './contract-exchange.ts';
export type * from './contract-user.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A private JWK, and the JOSE name of the algorithm it is registered for. */
export interface TppKey {
  jwk: { [member: string]: Json };
  alg: string;
}

export interface TppClient {
  client_id: string;
  /** What its key files were encrypted with, or null. */
  passphrase: string | null;
  /** As the pages of the bank call it; null when nobody has said. */
  name: string | null;
  /** What signs its assertions and request objects: the first. A second is for a change of keys. Empty when it signs nothing. */
  signing: TppKey[];
  /** Private JWK that ID tokens and responses are encrypted to, or null. */
  decryption: { [member: string]: Json } | null;
  /** What it proves possession of with DPoP, or null for a key that is made up in each session. */
  dpop: TppKey | null;
  /** The TLS identity it presents, or null for a client that shows no certificate anywhere. */
  identity: string | null;
  redirect_uri: string;
  /** As whom it signs the messages of the API, under which trust anchor, or with the certificate of which identity; only where it does. */
  messageSignature?: { iss: string | null; tan: string | null; seal: string | null };
  /** How the path runs for this client. */
  variant: Variant;
}

/** PEM texts; `issued` identities are asked of the operator hook `cert.issue` once for a case and its controls. */
export type TppIdentity =
  /** With an engine, the key is the address of one in a token (RFC 7512), and the passphrase its PIN. */
  | { kind: 'pem'; certificate: string; key: string; passphrase: string | null; engine?: string }
  /** `flaw` is what is to be wrong with it, or null. */
  | { kind: 'issued'; like: string; flaw: string | null };

/** One call to the operator, with `${name}` for its inputs. */
export type TppOperatorCall =
  | { kind: 'http'; method: 'GET' | 'POST' | 'PUT' | 'DELETE'; url: string; json: { [name: string]: string } | null }
  /** A program with its arguments, started in this folder without a shell. */
  | { kind: 'command'; argv: string[]; folder: string };

export interface TppHook {
  call: TppOperatorCall;
  /** Sent as they are; their values are secret, but for those that only say what is spoken. */
  headers: { [name: string]: string };
  /** Key of `operatorTokens`, or null. */
  token: string | null;
  /** Null for `limits.requestMs`. */
  timeoutMs: number | null;
  /** Output name to dotted path in the JSON answer. */
  outputs: { [name: string]: string };
  /** A call that does no harm, or null. */
  check: TppOperatorCall | null;
}

/** A client of the operator that gets access tokens by the client credentials grant. */
export interface TppOperatorToken {
  token_endpoint: string;
  client_id: string;
  client_secret: string;
  auth: 'client_secret_basic' | 'client_secret_post';
  scope: string | null;
}

/** What could be tried of a hook without doing what it does. */
export interface HookCheck {
  /** `check`: the harmless call that it declares; else only that the address answers, or that the program is there. */
  tried: 'check' | 'address' | 'program';
  ok: boolean;
  detail: string;
}

/** The metadata of a registration request, with `${name}` where a value goes, and further headers, whose values are secret. */
export interface TppRegistration {
  json: Json;
  headers: { [name: string]: string };
  /** Who says it to whom where it is sent as a signed JWT with these as its claims; null for JSON. */
  signed: { iss: string; aud: string; mediaType: string } | null;
  /** Whether an answer is to tell where and with which token the registration is managed. */
  management: boolean;
}

/** What stands between us and the bank. */
export interface TppProxy {
  /** `http:` or `https:`, with credentials if it wants any. */
  url: string;
  /** Hosts that are asked directly. */
  except: string[];
  /** PEM text of roots that an https proxy is trusted by, or null for the system's. */
  trust: string | null;
}

/** The bank as the TPP knows it. Nothing in it is particular to one bank. */
export interface TppBank {
  issuer: string;
  hosts: string[];
  /** PEM text of trusted roots, or null for the system's. */
  trust: string | null;
  /** Null when requests go straight to the bank. */
  proxy: TppProxy | null;
  dialect: string;
  /** The dialect `custom`, described. */
  custom?: CustomDialect | null;
  /** Time zone of the bank's calendar, for dialects in which a consent ends with a day; UTC when not told. */
  timeZone?: string;
  api: { [name: string]: string };
  scopes: { [name: string]: string };
  /** Where the TPP holds request objects for the bank to fetch: `host:port` on loopback, and the address the bank sees. */
  hosting: { listen: string; address: string } | null;
  /** What a client is registered with, or null or left out where the bank registers none for us. */
  registration?: TppRegistration | null;
  clients: { [name: string]: TppClient };
  identities: { [name: string]: TppIdentity };
  psu: {
    users: { name: string; username: string; password: string; otp: string | null; totp?: TppTotp | null }[];
    agent: TppAgent;
    pages: TppPageRule[];
    /** Left out or null where the target declares none. */
    dashboard?: TppDashboard | null;
    /** Sent with every authorization request that names none of its own, or null. */
    prompt: string | null;
    /** By what strong authentication is known; left out, by the pages alone. */
    sca?: { pages: boolean; acr: string[]; amr: string[] };
    /** An error page is one with any of these fields/ids, or one of these statuses, and no rule that fits. */
    error: { fields: string[]; status: number[] };
  };
  payment: {
    currency: string;
    debtor: string | null;
    creditor: { scheme: string; identification: string; name: string };
  } | null;
  operator: { [hook: string]: TppHook };
  operatorTokens: { [name: string]: TppOperatorToken };
  /** What else must not be written: credentials that the calls to the operator hold. */
  secrets: string[];
  limits: { requestMs: number; bodyBytes: number; redirects: number; waitMs: number };
}

/** Everything that is not the bank's: injected, so that tests hold it still. */
export interface TppSurroundings {
  /** Milliseconds since 1970, the harness's clock (moved together with the bank's). */
  now(): number;
  /** The same by the clock of this machine, which certificates go by and nobody moves; `now` where it is left out. */
  machineNow?(): number;
  /** Moves the harness's clock after the bank's clock was moved. */
  advance(milliseconds: number): void;
  /** Really waits. */
  sleep(milliseconds: number): Promise<void>;
  random(bytes: number): Uint8Array;
  /** Called with every secret the moment it is made or read, before any exchange that holds it is handed over. */
  taint(value: string, kind: string): void;
  /** Shown the certificates in use, as PEM: the chain of each server that is connected to, and each of ours that is made ready. */
  certificate?(pem: string): void;
  /** Path of an installed Chromium, or null. */
  browser: string | null;
  /** Who sits in front of the screen. */
  person: TppPerson;
}

export interface TppOutcome {
  ok: boolean;
  codes: string[];
  clear: boolean;
  detail: string;
}

export interface TppMutation {
  at: string;
  do: string;
  with: { [input: string]: Json };
}

export interface StepCall {
  id: string;
  use: string;
  with: { [input: string]: Json };
  mutations: TppMutation[];
  /** Key of `clients`. */
  client: string;
  /** Key of `identities`, or null for the client's own. */
  identity: string | null;
}

/** Both sides of a comparison that failed: what the bank sent, null for nothing, and what was due. */
export interface Difference {
  seen: Json;
  due: Json;
}

export interface StepReport {
  outcome: TppOutcome;
  outputs: { [name: string]: Json };
  facts: { [name: string]: Json };
  /** By the fact that tells of the comparison. */
  differences: { [fact: string]: Difference };
  changed: string[];
  exchanges: TppExchange[];
  screenshots: { name: string; base64: string }[];
}

export interface ActionCall {
  do: string;
  with: { [input: string]: Json };
}

export interface ActionReport {
  ok: boolean;
  detail: string;
  /** Of one that was not tried: what the target would have to say for it. */
  needs?: string;
  /** Of one whose effect others may see later: until when answers given before let them take it for undone, ISO 8601; null when nobody says. */
  goodUntil?: string | null;
  outputs: { [name: string]: Json };
  exchanges: TppExchange[];
}

export interface VerifierReport {
  /** Whether our verifier refused the altered artefact; null when this artefact cannot be altered so, and nothing is shown. */
  noticed: boolean | null;
  detail: string;
}

/** Certificates issued on demand, shared by a case and its controls and by nobody else. */
export interface Controls {
  readonly id: string;
}

/**
 * One attempt's session: its own cookies and memory of what was sent, over the connections of its lane.
 * Bank behaviour never throws; only faults of the harness do.
 */
export interface Session {
  run(call: StepCall): Promise<StepReport>;
  perform(call: ActionCall): Promise<ActionReport>;
  /** Alters a captured artefact in our own hands and asks our verifier about it. Null when nothing was captured there. */
  checkVerifier(call: { at: string; do: string; with: { [input: string]: Json } }): Promise<VerifierReport | null>;
  /** Tries an operator hook without doing what it does. */
  checkHook(name: string): Promise<HookCheck>;
  /** `${client.x}`, `${bank.x}`, `${identity.x}` values: e.g. `client.client_id`, `bank.issuer`, `identity.primary.pem`. */
  value(path: string): Json | undefined;
  close(): Promise<void>;
  /** What the session may leave behind at the bank, a sentence each, once it was told to close. */
  left(): string[];
}

/** How a session lets time pass, told by whoever runs several at once. */
export interface TppWaits {
  /** Really waits. */
  sleep(milliseconds: number): Promise<void>;
  /** Answers once the moment has come: what `move` gives, called when the bank's clock may be moved there, or null when it came by itself. */
  until<T>(moment: Moment, move: () => Promise<T>): Promise<T | null>;
  /** Answers when nobody else has anything under way; until this session waits again, or its case is over, nobody goes on. */
  alone(): Promise<void>;
}

/** What a session waits for. */
export interface Moment {
  /** In milliseconds since 1970 by the harness's clock. */
  atMs: number;
  /** By how much earlier it may go on where time passes by itself, as before an edge. */
  earlyMs: number;
}

export interface Tpp {
  controls(id: string): Controls;
  /** `psu` is the index of the payment service user this lane owns. What `waits` leaves out it does as the surroundings do, and moves the clock at once. */
  session(options: { controls: Controls; psu: number; lane: string; waits?: Partial<TppWaits> | undefined }): Session;
  /** Forgets what credentials the bank gave: a run begins, and the bank may be another one. */
  forget(): void;
  close(): Promise<void>;
}

export type { CustomDialect } from './contract-dialect.ts';
