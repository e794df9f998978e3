/** The registration of a configured client, by the names of dynamic client registration. */
import { authorizationDetailsTypes } from './api/index.ts';
import { type Algorithm, algorithmOf, allowedAlgorithms } from './as/algorithms.ts';
import { fitsEncryption } from './as/jwe.ts';
import type { ClientKey } from './clients.ts';
import { readUrl } from './http/url.ts';
import {
  CONTENT_ENCRYPTIONS,
  type Encryption,
  KEY_ENCRYPTIONS,
  type ProfileName,
  RESPONSE_MODES,
  RESPONSE_TYPES,
  type Registration,
  registrations,
} from './registration.ts';

/** A public key as registered; `use` and `alg` tell keys for encryption from those for signatures. */
export interface RegisteredKey extends ClientKey {
  use: string | null;
  alg: string | null;
  /** The certificate that came with it (SHA-256, hex), or null. */
  certificate: string | null;
}

/** What readers of parts of the file need; each names the place for the problem's message. */
export interface ConfigReader {
  array(value: unknown, at: string): unknown[];
  text(value: unknown, at: string): string;
  fail(problem: string): never;
}

type Members = Readonly<Record<string, unknown>>;

const PROFILES = Object.keys(registrations) as ProfileName[];
const MODES = [...RESPONSE_MODES, 'jwt'] as const;

/** One of a list of words, or the operator's mistake. */
export function word<T extends string>(value: unknown, words: readonly T[], at: string, reader: ConfigReader): T {
  const found = words.find((one) => one === value);
  return found ?? reader.fail(`${at}: one of ${words.join(', ')}`);
}

/** How each member is read; those left out keep what the profile has. */
const readers: Readonly<Record<string, (value: unknown, at: string, reader: ConfigReader) => Partial<Registration>>> = {
  response_types: (value, at, reader) => ({
    responseTypes: reader.array(value, at).map((one, index) => word(one, RESPONSE_TYPES, `${at}[${index}]`, reader)),
  }),
  response_modes: (value, at, reader) => {
    const modes = reader.array(value, at).map((one, index) => word(one, MODES, `${at}[${index}]`, reader));
    // `jwt` stands for the default of either response type.
    return { responseModes: modes.flatMap((mode) => (mode === 'jwt' ? ['query.jwt', 'fragment.jwt'] : [mode])) };
  },
  require_pushed_authorization_requests: (value, at, reader) => ({
    requirePushedAuthorizationRequests: flag(value, at, reader),
  }),
  require_signed_request_object: (value, at, reader) => ({ requireSignedRequestObject: flag(value, at, reader) }),
  request_object_signing_alg: (value, at, reader) => ({
    requestObjectSigningAlg: signingAlgorithm(value, at, reader),
  }),
  request_uris: (value, at, reader) => ({
    requestUris: reader.array(value, at).map((one, index) => requestUri(one, `${at}[${index}]`, reader)),
  }),
  authorization_signed_response_alg: (value, at, reader) => ({
    authorizationSignedResponseAlg: signingAlgorithm(value, at, reader),
  }),
  id_token_signed_response_alg: (value, at, reader) => ({
    idTokenSignedResponseAlg: signingAlgorithm(value, at, reader),
  }),
  scope: (value, at, reader) => ({ scopes: reader.text(value, at).split(' ') }),
  authorization_details_types: (value, at, reader) => ({
    authorizationDetailsTypes: reader.array(value, at).map((one, index) => {
      return word(one, authorizationDetailsTypes, `${at}[${index}]`, reader);
    }),
  }),
  http_signatures: (value, at, reader) => ({ httpSignatures: flag(value, at, reader) }),
  message_signatures: (value, at, reader) => ({ messageSignatures: flag(value, at, reader) }),
  endpoint_audience: (value, at, reader) => ({ endpointAudience: flag(value, at, reader) }),
};

/** All keys a client may have here. */
export const REGISTRATION_KEYS: readonly string[] = [
  'profile',
  ...Object.keys(readers),
  'id_token_encrypted_response_alg',
  'id_token_encrypted_response_enc',
];

/**
 * Reads the members of one client at the place `at`; `keys` are all of its jwks.
 * A mistake is reported with `reader.fail`.
 */
export function readRegistration(
  client: Members,
  at: string,
  keys: readonly RegisteredKey[],
  reader: ConfigReader,
): Registration {
  const profile = word(client.profile ?? 'fapi2', PROFILES, `${at}.profile`, reader);
  const members = Object.entries(readers).map(([name, read]) => {
    return client[name] === undefined ? {} : read(client[name], `${at}.${name}`, reader);
  });
  const idTokenEncryption = readEncryption(client, at, keys, reader);
  const own: Partial<Registration> = { requestUris: [], idTokenEncryption };
  return Object.assign({}, registrations[profile], own, ...members) as Registration;
}

/** An algorithm by its name, or the operator's mistake. */
export function signingAlgorithm(value: unknown, at: string, reader: ConfigReader): Algorithm {
  const found = algorithmOf(value);
  if (found?.standing === 'allowed') return found;
  return reader.fail(`${at}: one of ${allowedAlgorithms.map(({ name }) => name).join(', ')}`);
}

export function flag(value: unknown, at: string, reader: ConfigReader): boolean {
  return typeof value === 'boolean' ? value : reader.fail(`${at}: true or false`);
}

/** @requirement RFC9101-5.2-2 */
function requestUri(value: unknown, at: string, reader: ConfigReader): string {
  const uri = reader.text(value, at);
  const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/]/.test(uri);
  if (readUrl(uri) === null || !(uri.startsWith('https://') || loopback)) {
    return reader.fail(`${at}: ${JSON.stringify(uri)} must be an https address`);
  }
  return uri;
}

/** Both members or neither: the standard's default for the content is none that this bank makes. */
function readEncryption(
  client: Members,
  at: string,
  keys: readonly RegisteredKey[],
  reader: ConfigReader,
): Encryption | null {
  const { id_token_encrypted_response_alg: asked, id_token_encrypted_response_enc: content } = client;
  if (asked === undefined && content === undefined) return null;
  const alg = word(asked, KEY_ENCRYPTIONS, `${at}.id_token_encrypted_response_alg`, reader);
  const enc = word(content, CONTENT_ENCRYPTIONS, `${at}.id_token_encrypted_response_enc`, reader);
  const found = keys.find(({ use, key }) => use === 'enc' && fitsEncryption(alg, key));
  if (!found) return reader.fail(`${at}.jwks: no key with "use": "enc" that fits ${alg}`);
  return { alg, enc, kid: found.kid, key: found.key };
}
