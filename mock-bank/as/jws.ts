/** Compact JWS: taking one apart, checking and making signatures. Claims are judged elsewhere, rule by rule. */
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { JsonObject } from '../http/reply.ts';
import { algorithmOf, none } from './algorithms.ts';
import { reversedMembers } from './json-members.ts';

export interface Jws {
  header: Readonly<Record<string, unknown>>;
  claims: Readonly<Record<string, unknown>>;
  /** `header.payload` as sent. */
  signed: string;
  signature: Buffer;
}

const SEGMENT = /^[A-Za-z0-9_-]+$/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** How a JWT of a client is read; anything but the first of each is a fault. */
export interface JwtReading {
  /** What becomes of a JWT that names extensions in `crit`; this bank has none. */
  criticalExtensions: 'refused' | 'ignored';
  /** Which of two members with one name counts. @requirement RFC7519-4-2 RFC7515-4-1 */
  repeatedMembers: 'last' | 'first';
  /** What its JSON may be written in. @requirement RFC8725-3.7-1 */
  jwtEncodings: 'utf-8' | 'any';
}

export const strictReading: JwtReading = {
  criticalExtensions: 'refused',
  repeatedMembers: 'last',
  jwtEncodings: 'utf-8',
};

/** Takes a compact JWS apart, or answers null. An empty signature is let through: the algorithm is judged by a rule. */
export function parseJws(text: string, reading: JwtReading = strictReading): Jws | null {
  const [header, payload, signature, ...rest] = text.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return null;
  if (!SEGMENT.test(header) || !SEGMENT.test(payload) || (signature !== '' && !SEGMENT.test(signature))) return null;
  const parsedHeader = jsonObject(header, reading);
  const claims = jsonObject(payload, reading);
  // Extensions marked critical are unknown to us, so the whole JWS is unusable.
  if (!parsedHeader || !claims || (reading.criticalExtensions === 'refused' && 'crit' in parsedHeader)) return null;
  return {
    header: parsedHeader,
    claims,
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

const isUtf16 = (bytes: Buffer): boolean => bytes[0] === 0xff && bytes[1] === 0xfe;

function jsonObject(segment: string, { repeatedMembers, jwtEncodings }: JwtReading): Record<string, unknown> | null {
  try {
    const bytes = Buffer.from(segment, 'base64url');
    const text = jwtEncodings === 'any' && isUtf16(bytes) ? bytes.toString('utf16le', 2) : utf8.decode(bytes);
    const value: unknown = JSON.parse(repeatedMembers === 'first' ? reversedMembers(text) : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Whether the signature is the key's, by the header's own algorithm; unknown algorithms never verify. */
export function signatureHolds(jws: Jws, key: KeyObject): boolean {
  return algorithmOf(jws.header.alg)?.verify(Buffer.from(jws.signed), key, jws.signature) ?? false;
}

/** The key that a JWS brings in its header, or null. Nobody should verify with it but who expects a proof of possession. */
export function embeddedKey({ header: { jwk, x5c } }: Jws): KeyObject | null {
  if (Array.isArray(x5c)) return certifiedKey(x5c[0]);
  if (typeof jwk !== 'object' || jwk === null) return null;
  try {
    return createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' });
  } catch {
    return null;
  }
}

function certifiedKey(certificate: unknown): KeyObject | null {
  try {
    return new X509Certificate(Buffer.from(String(certificate), 'base64')).publicKey;
  } catch {
    return null;
  }
}

/** Throws for a header whose `alg` has no row. */
export function signJws(header: { alg: string } & JsonObject, claims: JsonObject, key: KeyObject): string {
  const algorithm = algorithmOf(header.alg);
  if (!algorithm) throw new Error(`no algorithm ${header.alg}`);
  const signed = `${segment(header)}.${segment(claims)}`;
  return `${signed}.${algorithm.sign(Buffer.from(signed), key).toString('base64url')}`;
}

/** A JWT that nobody signed, as only a faulty bank gives out. */
export function unsecuredJwt(header: JsonObject, claims: JsonObject): string {
  return `${segment({ alg: none.name, ...header })}.${segment(claims)}.`;
}

function segment(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The same JWT with one bit of its signature turned over. */
export function breakSignature(jwt: string): string {
  const dot = jwt.lastIndexOf('.');
  const signature = Buffer.from(jwt.slice(dot + 1), 'base64url');
  signature[8] = (signature[8] ?? 0) ^ 1;
  return `${jwt.slice(0, dot)}.${signature.toString('base64url')}`;
}
