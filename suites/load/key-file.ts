/** A file with a private key, as people have them: PEM, encrypted or not, PKCS#12, a JWK, or a JWK Set that holds one. */
import { createPrivateKey, createPublicKey, type KeyObject, type PrivateKeyInput, X509Certificate } from 'node:crypto';
import type { KeyFailure } from './key-failure.ts';
import { decryptLegacyKey, readPkcs12 } from './pkcs12.ts';
import type { PrivateJwk } from './target.ts';

export interface KeyFile {
  key: KeyObject;
  /** With what the file says beside the key, such as `kid` and `alg`. */
  jwk: PrivateJwk & { alg?: unknown };
  /** Certificates that came along, in the order of the file. */
  certificates: X509Certificate[];
}

/** DER begins so, and with it PKCS#12; PEM and JSON do not. */
const SEQUENCE = 0x30;
const BYTE_ORDER_MARK = /^\ufeff/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN ((?:[A-Z0-9]+ )?PRIVATE KEY)-----[\s\S]*?-----END \1-----/g;

/** Never throws, whatever the file holds, and tells nothing of its content. */
export function readKeyFile(bytes: Buffer, passphrase: string | null): KeyFile | { failure: KeyFailure } {
  if (bytes[0] === SEQUENCE) return fromDer(bytes, passphrase) ?? fromPkcs12(bytes, passphrase);
  const text = bytes.toString('utf8').replace(BYTE_ORDER_MARK, '');
  return text.includes('-----BEGIN') ? fromPem(text, passphrase) : fromJson(text);
}

/** The certificates of a PEM text, or the one of a DER file; null when one of them is broken. */
export function certificatesIn(bytes: Buffer): X509Certificate[] | null {
  try {
    if (bytes[0] === SEQUENCE) return [new X509Certificate(bytes)];
    return (bytes.toString('utf8').match(CERTIFICATE) ?? []).map((pem) => new X509Certificate(pem));
  } catch {
    return null;
  }
}

/** What a PEM key holds, without its armour; null when it is something else, or encrypted with another passphrase. */
function fromDer(key: Buffer, passphrase: string | null): KeyFile | null {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    const read = keyFrom({ key, format: 'der', type }, passphrase);
    if (!(read instanceof Error)) return { key: read, jwk: { ...read.export({ format: 'jwk' }) }, certificates: [] };
  }
  return null;
}

function keyFrom(input: PrivateKeyInput, passphrase: string | null): KeyObject | Error {
  try {
    return createPrivateKey({ ...input, ...(passphrase === null ? {} : { passphrase }) });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function fromPkcs12(bytes: Buffer, passphrase: string | null): KeyFile | { failure: KeyFailure } {
  const read = readPkcs12(bytes, passphrase);
  if ('failure' in read) return read;
  const [key, another] = read.keys;
  if (key === undefined) return { failure: 'no-key' };
  if (another !== undefined) return { failure: 'several-keys' };
  return { key, jwk: { ...key.export({ format: 'jwk' }) }, certificates: read.certificates };
}

function fromPem(text: string, passphrase: string | null): KeyFile | { failure: KeyFailure } {
  const [pem, another] = text.match(PRIVATE_KEY) ?? [];
  if (pem === undefined)
    return { failure: /-----BEGIN (?:[A-Z]+ )?PUBLIC KEY-----/.test(text) ? 'public-only' : 'no-key' };
  if (another !== undefined) return { failure: 'several-keys' };
  const key = decrypted(pem, passphrase);
  if (typeof key === 'string') return { failure: key };
  return { key, jwk: { ...key.export({ format: 'jwk' }) }, certificates: certificatesIn(Buffer.from(text)) ?? [] };
}

function decrypted(pem: string, passphrase: string | null): KeyObject | KeyFailure {
  const read = keyFrom({ key: pem, format: 'pem' }, passphrase);
  if (!(read instanceof Error)) return read;
  if (!/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(pem)) return 'no-key';
  if (passphrase === null) return 'no-passphrase';
  // Another code that says UNSUPPORTED is about what a wrong passphrase made of the content, once in some hundred times.
  const unknown = 'code' in read && /^ERR_OSSL_EVP_(?:UNSUPPORTED|UNKNOWN_PBE)/.test(String(read.code));
  return unknown ? decryptLegacyKey(pem, passphrase) : 'wrong-passphrase';
}

function fromJson(text: string): KeyFile | { failure: KeyFailure } {
  const held = parsed(text);
  const keys: unknown[] = Array.isArray(held?.keys) ? held.keys : [held];
  const read = keys.flatMap((one) => fromJwk(one) ?? []);
  const [key, another] = read;
  if (key !== undefined) return another === undefined ? key : { failure: 'several-keys' };
  return { failure: keys.some(isPublic) ? 'public-only' : 'no-key' };
}

function parsed(text: string): { keys?: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function fromJwk(jwk: unknown): KeyFile | null {
  try {
    return { key: createPrivateKey({ key: jwk as never, format: 'jwk' }), jwk: jwk as PrivateJwk, certificates: [] };
  } catch {
    return null;
  }
}

function isPublic(jwk: unknown): boolean {
  try {
    return createPublicKey({ key: jwk as never, format: 'jwk' }).type === 'public';
  } catch {
    return false;
  }
}
