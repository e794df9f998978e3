/** How a configured client authenticates and what its tokens are bound to, by the names of dynamic client registration. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { algorithmOf } from './as/algorithms.ts';
import { CLIENT_AUTH_METHODS } from './as/client-auth.ts';
import { senderConstraints } from './as/sender-constraint.ts';
import { type Client, type ClientKey, TLS_NAME_KINDS, type TlsName } from './clients.ts';
import { type ConfigReader, flag, type RegisteredKey, word } from './read-registration.ts';
import type { Binding } from './store/grants.ts';
import { canonical, nameFrom } from './tls/distinguished-name.ts';

type Members = Readonly<Record<string, unknown>>;
type Authentication = Pick<
  Client,
  'auth' | 'binding' | 'keys' | 'organizationIdentifier' | 'pinnedCertificate' | 'tlsName' | 'certificates'
>;

const nameMember = (kind: TlsName['kind']) => `tls_client_auth_${kind}`;
const BINDINGS = Object.keys(senderConstraints) as Binding['kind'][];
const bindingMembers = BINDINGS.flatMap((kind) => senderConstraints[kind].member ?? []);

/** All keys a client may have here. */
export const AUTHENTICATION_KEYS: readonly string[] = [
  'token_endpoint_auth_method',
  ...TLS_NAME_KINDS.map(nameMember),
  ...bindingMembers,
  'organization_identifier',
  'certificate',
];

/**
 * Reads the members of one client at the place `at`; `jwks` are all its keys. A mistake is reported with `reader.fail`.
 * @requirement RFC8705-2.1.2-1 RFC8705-3.4-1 RFC9449-5.2-1
 */
export function readAuthentication(
  client: Members,
  at: string,
  jwks: readonly RegisteredKey[],
  reader: ConfigReader,
): Authentication {
  const method = client.token_endpoint_auth_method ?? 'private_key_jwt';
  const auth = word(method, CLIENT_AUTH_METHODS, `${at}.token_endpoint_auth_method`, reader);
  const keys = jwks.filter(isForSignatures);
  const certificates = jwks.flatMap(({ certificate }) => certificate ?? []);
  const tlsName = readName(client, at, reader);
  const pinned = client.certificate === undefined ? null : readPinned(client.certificate, `${at}.certificate`, reader);
  if (auth === 'private_key_jwt' && keys.length === 0) {
    reader.fail(`${at}.jwks: a private_key_jwt client needs a key for signatures`);
  }
  if (auth === 'tls_client_auth' && tlsName === null && pinned === null) {
    reader.fail(`${at}: a tls_client_auth client needs ${TLS_NAME_KINDS.map(nameMember).join(', ')} or certificate`);
  }
  if (auth === 'self_signed_tls_client_auth' && certificates.length === 0) {
    reader.fail(`${at}.jwks: a self_signed_tls_client_auth client needs a key with its certificate in "x5c"`);
  }
  const identifier = client.organization_identifier;
  return {
    auth,
    binding: readBinding(client, at, reader),
    keys,
    organizationIdentifier: identifier === undefined ? null : reader.text(identifier, `${at}.organization_identifier`),
    pinnedCertificate: pinned,
    tlsName,
    certificates,
  };
}

/** A key for encryption never verifies a signature. */
function isForSignatures({ use, alg }: RegisteredKey): boolean {
  return use !== 'enc' && (alg === null || algorithmOf(alg) !== undefined);
}

function readBinding(client: Members, at: string, reader: ConfigReader): Binding['kind'] {
  const asked = BINDINGS.filter((kind) => {
    const { member } = senderConstraints[kind];
    return member !== null && client[member] !== undefined && flag(client[member], `${at}.${member}`, reader);
  });
  return asked.length > 1 ? 'both' : (asked[0] ?? 'none');
}

function readName(client: Members, at: string, reader: ConfigReader): TlsName | null {
  const [kind, ...others] = TLS_NAME_KINDS.filter((one) => client[nameMember(one)] !== undefined);
  if (kind === undefined) return null;
  if (others.length > 0) reader.fail(`${at}: only one of ${[kind, ...others].map(nameMember).join(', ')}`);
  const member = `${at}.${nameMember(kind)}`;
  const value = reader.text(client[nameMember(kind)], member);
  if (kind === 'san_ip' && isIP(value) === 0) reader.fail(`${member}: an IP address is needed`);
  if (kind === 'san_dns' && value.startsWith('.')) reader.fail(`${member}: a host name is needed`);
  return { kind, value: kind === 'subject_dn' ? subject(value, member, reader) : value };
}

/** In the text form of RFC 4514. */
function subject(dn: string, at: string, reader: ConfigReader): string {
  return canonical(nameFrom(dn) ?? reader.fail(`${at}: not a distinguished name`));
}

function readPinned(value: unknown, at: string, reader: ConfigReader): string {
  return sha256(reader.text(value, at)) ?? reader.fail(`${at}: not a PEM certificate`);
}

/** Lower-case hex; null for what is not a certificate. */
export function sha256(certificate: string | Buffer): string | null {
  try {
    return new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase();
  } catch {
    return null;
  }
}

/** One public JWK at the place `at`, with the certificate it may carry. @requirement RFC8705-2.2.2-1 */
export function readKey(jwk: Members, at: string, reader: ConfigReader): RegisteredKey {
  if ('d' in jwk) reader.fail(`${at}: this is a private key; register the public one`);
  const text = (name: string) => (typeof jwk[name] === 'string' ? jwk[name] : null);
  let key: ClientKey['key'];
  try {
    key = createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' });
  } catch {
    return reader.fail(`${at}: not a usable JWK`);
  }
  return { kid: text('kid'), use: text('use'), alg: text('alg'), key, certificate: readX5c(jwk.x5c, key, at, reader) };
}

function readX5c(value: unknown, key: ClientKey['key'], at: string, reader: ConfigReader): string | null {
  if (value === undefined) return null;
  const der = Buffer.from(reader.text(reader.array(value, `${at}.x5c`)[0], `${at}.x5c[0]`), 'base64');
  const digest = sha256(der) ?? reader.fail(`${at}.x5c[0]: not a certificate in base64`);
  if (!new X509Certificate(der).publicKey.equals(key)) reader.fail(`${at}.x5c[0]: this certificate has another key`);
  return digest;
}
