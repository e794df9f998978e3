/** The typed form of a target file: the bank under test and everything the mock TPP needs to reach it. */
import type { CustomDialect } from './custom-dialect.ts';
import type { Place, Value } from './scenario.ts';
import type { Variant } from './variant.ts';

/** What a client may sign with. */
export type SigningAlg = 'PS256' | 'ES256' | 'EdDSA' | 'Ed25519' | 'RS256';

export type PrivateJwk = { readonly [member: string]: unknown };

/** A private key as it was read; `jwk` is null as long as the file cannot be there, because its bank has not been started. */
export interface TargetKey {
  /** Absolute after loading. */
  file: string;
  passphrase: string | null;
  jwk: PrivateJwk | null;
}

/** `alg` is null when neither the target nor the key has told it yet. */
export interface TargetSigningKey extends TargetKey {
  alg: SigningAlg | null;
}

export interface TargetClient {
  client_id: string;
  /** As the pages of the bank call it; null when the file does not say. */
  name: string | null;
  redirect_uri: string;
  /** How the path runs for this client, on every axis. */
  variant: Variant;
  /** The first one signs. */
  signing: TargetSigningKey[];
  decryption: TargetKey | null;
  /** Proves possession for DPoP; null for one that is made up. */
  dpop: TargetSigningKey | null;
  /** Key of `identities`: the TLS certificate this client presents; null for none. */
  identity: string | null;
  /** As whom it signs the messages of the API, under which trust anchor, or with the certificate of which identity; only where the file says so. */
  messageSignature?: { iss: string | null; tan: string | null; seal: string | null };
}

/** A TLS identity: files, or issued on demand by the operator hook `cert.issue`. */
export type TargetIdentity =
  | {
      kind: 'files';
      /** Files with the certificate and its chain, in any order; none when the file of the key holds them. */
      certificates: string[];
      key: string;
      passphrase: string | null;
      /** Path of the PKCS#11 engine when `key` is an address in a token (RFC 7512). */
      engine?: string | undefined;
      /** As it was read, leaf first and decrypted; null as long as the files cannot be there. */
      pem: { certificate: string; key: string } | null;
    }
  /** `flaw` is what the hook is told is to be wrong with it; null for a good one. `at` is its key in the file, where that is not its name. */
  | { kind: 'issued'; like: string; flaw: string | null; at?: string };

/** One page rule of the PSU agent, tried in order on each HTML page. */
export interface PageRule {
  id: string;
  /** All of these form fields must be on the page: by id, name, label or `type=`. */
  fields: string[];
  /** All of these buttons must be on the page: by id, name, `name=value`, text or `type=`. */
  buttons: string[];
  /** Field to value template (`${psu.username}`, `${psu.password}`, `${psu.otp}`). */
  fill: { [field: string]: string };
  /** Check boxes and radio buttons to set, and check boxes to clear. */
  tick: string[];
  clear: string[];
  press: string;
  /** What the page stands for. `sca` marks the challenge that proves SCA was asked; `list` and `done` stand on a dashboard. */
  means: 'login' | 'sca' | 'consent' | 'other' | 'list' | 'done';
  /** Button pressed instead of `press` when the step's decision is deny; on the first page that has one. */
  deny: string | null;
}

/** Who plays the user; `timeoutMs` is for one authorization. */
export type PsuAgent = (
  | { kind: 'http' | 'browser' | 'manual' }
  | { kind: 'command'; argv: string[]; folder: string }
) & {
  timeoutMs: number;
};

export interface Psu {
  name: string;
  username: string;
  password: string;
  /** Fixed code of a sandbox, or null when the hook `psu.otp` gives it. */
  otp: string | null;
  /** An authenticator app of the user instead (RFC 6238). */
  totp?: { secret: string; digits: number; periodS: number; algorithm: 'sha1' | 'sha256' | 'sha512' } | null;
}

/** One call to the operator; `${name}` are the action's inputs. */
export type OperatorCall =
  | { kind: 'http'; method: 'GET' | 'POST' | 'PUT' | 'DELETE'; url: string; json: { [name: string]: string } | null }
  /** A program and its arguments, and the folder it is started in: that of the target file. */
  | { kind: 'command'; argv: string[]; folder: string };

export interface OperatorHook {
  call: OperatorCall;
  /** Sent with the request. */
  headers: { [name: string]: string };
  /** Key of `operatorTokens`, or null. */
  token: string | null;
  /** Null for `limits.requestMs`. */
  timeoutMs: number | null;
  /** Output name to dotted path in the JSON answer. */
  outputs: { [name: string]: string };
  /** A call that does no harm, made with the same headers and token; null when there is none. */
  check: OperatorCall | null;
}

/** What a client is registered with, and what the bank asks of who registers one. */
export interface TargetRegistration {
  /** `${client.x}` and `${fresh}` are filled in when it is sent. */
  json: { [member: string]: Value };
  headers: { [name: string]: string };
  /** What is said beside the metadata where it is sent as a signed JWT; null for JSON. */
  signed: { iss: string; aud: string; mediaType: string } | null;
  /** It takes a certificate of a trusted authority that is not revoked. */
  certificate: boolean;
  /** It tells where and with which token a registration is read and deleted. */
  management: boolean;
  /** That takes such a certificate beside the token. */
  managementCertificate: boolean;
}

/** How an access token for hooks is had. */
export interface OperatorToken {
  token_endpoint: string;
  client_id: string;
  client_secret: string;
  auth: 'client_secret_basic' | 'client_secret_post';
  scope: string | null;
}

export interface Target {
  name: string;
  profile: string;
  /** `mock-bank` starts the bundled bank; null means the bank runs already. */
  launch: 'mock-bank' | null;
  issuer: string;
  /** `host:port` or `host`; requests and redirects go nowhere else. */
  hosts: string[];
  /** Path of a PEM file with the roots the server certificate must chain to; null = the system's. */
  trust: string | null;
  /** What the bank claims beyond its variants and its metadata. */
  /** What requests go through, instead of what the environment says; `none` for straight to the bank. */
  proxy: { url: string; except: string[]; trust: string | null } | 'none' | null;
  capabilities: string[];
  /** What its metadata shows and it does not have for us. */
  without: string[];
  dialect: string;
  /** The dialect `custom`, described; null for every other. */
  custom: CustomDialect | null;
  /** Where the bank's calendar is kept. */
  timeZone: string;
  /** Base URLs and options of the dialect, e.g. `{ accounts: url, payments: url }` or `{ resource: url }`. */
  api: { [name: string]: string };
  /** Scopes by use: `accounts`, `payments`, `plain`. */
  scopes: { [name: string]: string };
  clients: { [name: string]: TargetClient };
  identities: { [name: string]: TargetIdentity };
  psu: {
    users: Psu[];
    agent: PsuAgent;
    pages: PageRule[];
    /** Where a user sees and takes back what it has given; `${consent}` in names of its rules is the id of a consent. */
    dashboard: { url: string; pages: PageRule[] } | null;
    /** Sent with every authorization request, or null. */
    prompt: string | null;
    /** By what strong authentication is known: pages that are seen, and values in ID tokens. */
    sca: { pages: boolean; acr: string[]; amr: string[] };
    error: { fields: string[]; status: number[] };
  };
  payment: {
    currency: string;
    debtor: string | null;
    creditor: { scheme: string; identification: string; name: string };
  } | null;
  operator: { [hook: string]: OperatorHook };
  operatorTokens: { [name: string]: OperatorToken };
  /** Values of the environment that `operator` is filled in with, and that stand nowhere else in the file. */
  secrets: string[];
  /** Where request objects of our own lie for the bank to fetch: where we listen, and how the bank reaches that. */
  hosting: { listen: string; address: string } | null;
  registration: TargetRegistration | null;
  limits: {
    requestMs: number;
    bodyBytes: number;
    redirects: number;
    concurrency: number;
    /** Longest real wait when the bank has no clock hook. */
    waitMs: number;
  };
  /** Absolute path of the known-deviations file, if any. */
  deviations: string | null;
  digest: string;
  /** Where the file says something: `placeOf('clients', 'primary')`; of what is not there, the nearest above it. */
  placeOf(...keys: (string | number)[]): Place;
}

export interface KnownDeviation {
  case: string;
  verdict: string;
  reason: string;
  until: string | null;
  place: Place;
}
