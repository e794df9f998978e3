/** `client` and `mtls` of a suite's configuration: a client of ours, with its keys and certificates as files. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Collected } from './collected.ts';
import { listIn, type Members, membersIn, textIn } from './configuration.ts';

export interface ImportedClient {
  client_id: string;
  signing?: string | string[];
  decryption?: string;
  identity?: string;
  redirect_uri: string;
}

/** The value that lint tells by line. */
export const FILL_IN = 'FILL-IN';
const ALGS = ['PS256', 'ES256', 'EdDSA', 'Ed25519', 'RS256'];
const CARRIED = new Set(['client_id', 'jwks', 'scope', 'redirect_uri']);
const CIBA = 'it belongs to CIBA, which is not tested here';

/** Why members that are there have no place in a target file. */
const REASONS = new Map([
  ['client_secret', 'no client here authenticates with a secret'],
  ['dpop_signing_alg', 'the key for DPoP is made up; name one under `dpop` for another algorithm'],
  ['hint_type', CIBA],
  ['hint_value', CIBA],
  ['acr_value', 'the cases ask for no acr of their own'],
  ['acr_values', 'the cases ask for no acr of their own'],
]);

/** `member` is `client` or `client2`; `name` is ours. */
export function importClient(root: Members, member: string, name: string, collected: Collected): ImportedClient {
  const client = membersIn(root[member]);
  for (const key of Object.keys(client).slice(0, 100))
    if (!CARRIED.has(key))
      collected.drop([member, key], REASONS.get(key) ?? 'a client of a target file has no such key');
  const { signing, decryption } = keysOf(client.jwks, member, name, collected);
  return {
    client_id: collected.plain([member, 'client_id'], textIn(client.client_id)) ?? FILL_IN,
    ...(signing.length === 0 ? {} : { signing: signing.length === 1 ? (signing[0] ?? '') : signing }),
    ...(decryption === null ? {} : { decryption }),
    redirect_uri: FILL_IN,
  };
}

interface Keys {
  signing: string[];
  decryption: string | null;
}

function keysOf(jwks: unknown, member: string, name: string, collected: Collected): Keys {
  const signing: string[] = [];
  let decryption: string | null = null;
  if (jwks !== undefined && !Array.isArray(membersIn(jwks).keys)) collected.drop([member, 'jwks'], 'it is no key set');
  for (const [at, held] of listIn(membersIn(jwks).keys, 20).entries()) {
    const jwk = membersIn(held);
    const path = [member, 'jwks', 'keys', at];
    if (!isPrivate(jwk)) collected.drop(path, 'it is no private key');
    else if (jwk.use === 'enc' && decryption === null)
      decryption = collected.keep(`keys/${name}-decryption.jwk`, json(jwk), true);
    else if (jwk.use === 'enc') collected.drop(path, 'a client has one key to decrypt with');
    else if (typeof jwk.alg === 'string' && !ALGS.includes(jwk.alg))
      collected.drop(path, `a client signs with one of ${ALGS.join(', ')}`);
    else if (signing.length === 2) collected.drop(path, 'a client has two keys at most');
    else signing.push(collected.keep(`keys/${name}-signing${signing.length === 0 ? '' : '-2'}.jwk`, json(jwk), true));
  }
  return { signing, decryption };
}

const json = (jwk: Members): string => `${JSON.stringify(jwk, null, 2)}\n`;

function isPrivate(jwk: Members): boolean {
  try {
    return createPrivateKey({ key: jwk as never, format: 'jwk' }).type === 'private';
  } catch {
    return false;
  }
}

export interface ImportedIdentity {
  certificate: string | string[];
  key: string;
}

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
const KEY = /-----BEGIN ((?:[A-Z0-9]+ )?PRIVATE KEY)-----[^-]*-----END \1-----/;
const BASE64 = /^[A-Za-z0-9+/=\s]+$/;

/** `member` is `mtls` or `mtls2`: PEM text, or base64 alone, for the suite takes both. Null when there is none of use. */
export function importIdentity(
  root: Members,
  member: string,
  name: string,
  collected: Collected,
): ImportedIdentity | null {
  const mtls = membersIn(root[member]);
  const [cert, key, ca] = [textIn(mtls.cert), textIn(mtls.key), textIn(mtls.ca)];
  if (cert === null && key === null) return null;
  const leaf = certificatesIn(cert);
  const pem = keyIn(key);
  if (leaf === null || pem === null) {
    if (leaf === null) collected.drop([member, 'cert'], 'it is no certificate in PEM');
    else collected.drop([member, 'key'], 'it is no private key in PEM, or an encrypted one');
    return null;
  }
  const chain = certificatesIn(ca);
  if (ca !== null && chain === null) collected.drop([member, 'ca'], 'it is no certificate in PEM');
  const first = collected.keep(`keys/${name}-transport.pem`, leaf);
  return {
    certificate: chain === null ? first : [first, collected.keep(`keys/${name}-transport-ca.pem`, chain)],
    key: collected.keep(`keys/${name}-transport.key`, pem, true),
  };
}

const wrapped = (kind: string, body: string): string =>
  `-----BEGIN ${kind}-----\n${body.replace(/\s+/g, '').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END ${kind}-----`;

function certificatesIn(text: string | null): string | null {
  if (text === null) return null;
  const found = text.match(CERTIFICATES) ?? (BASE64.test(text) ? [wrapped('CERTIFICATE', text)] : []);
  try {
    for (const pem of found) new X509Certificate(pem);
    return found.length === 0 ? null : `${found.join('\n')}\n`;
  } catch {
    return null;
  }
}

function keyIn(text: string | null): string | null {
  if (text === null) return null;
  const pem = KEY.exec(text)?.[0] ?? (BASE64.test(text) ? wrapped('PRIVATE KEY', text) : '');
  try {
    return createPrivateKey(pem).type === 'private' ? `${pem}\n` : null;
  } catch {
    return null;
  }
}
