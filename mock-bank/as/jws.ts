/** Compact JWS: taking one apart, checking and making signatures. Claims are judged elsewhere, rule by rule. */
import { constants, type KeyObject, sign, verify } from 'node:crypto';
import type { JsonObject } from '../http/reply.ts';

/** RS256 is known only so that a faulty bank can use it. */
export type JwsAlg = 'PS256' | 'ES256' | 'RS256';

export interface Jws {
  header: Readonly<Record<string, unknown>>;
  claims: Readonly<Record<string, unknown>>;
  /** `header.payload` as sent. */
  signed: string;
  signature: Buffer;
}

interface AlgFacts {
  fits(key: KeyObject): boolean;
  options: { padding?: number; saltLength?: number; dsaEncoding?: 'ieee-p1363' };
}

const MIN_RSA_BITS = 2048;

const isRsa = (key: KeyObject) => {
  return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;
};

/** All facts about an algorithm. @requirement FAPI2-SP-5.4.1-2 */
const algs: Readonly<Record<JwsAlg, AlgFacts>> = {
  PS256: { fits: isRsa, options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } },
  RS256: { fits: isRsa, options: { padding: constants.RSA_PKCS1_PADDING } },
  ES256: {
    fits: (key) => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
    options: { dsaEncoding: 'ieee-p1363' },
  },
};

const SEGMENT = /^[A-Za-z0-9_-]+$/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Takes a compact JWS apart, or answers null. An empty signature is let through: the algorithm is judged by a rule. */
export function parseJws(text: string): Jws | null {
  const [header, payload, signature, ...rest] = text.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return null;
  if (!SEGMENT.test(header) || !SEGMENT.test(payload) || (signature !== '' && !SEGMENT.test(signature))) return null;
  const parsedHeader = jsonObject(header);
  const claims = jsonObject(payload);
  // Extensions marked critical are unknown to us, so the whole JWS is unusable.
  if (!parsedHeader || !claims || 'crit' in parsedHeader) return null;
  return {
    header: parsedHeader,
    claims,
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function jsonObject(segment: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(utf8.decode(Buffer.from(segment, 'base64url')));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Whether the signature is the key's, by the header's own algorithm; other algorithms never verify. */
export function signatureHolds(jws: Jws, key: KeyObject): boolean {
  const { alg } = jws.header;
  const facts = typeof alg === 'string' && Object.hasOwn(algs, alg) ? algs[alg as JwsAlg] : undefined;
  if (!facts?.fits(key)) return false;
  return verify('sha256', Buffer.from(jws.signed), { key, ...facts.options }, jws.signature);
}

export function signJws(header: { alg: JwsAlg; kid: string } & JsonObject, claims: JsonObject, key: KeyObject): string {
  const signed = `${segment(header)}.${segment(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, ...algs[header.alg].options });
  return `${signed}.${signature.toString('base64url')}`;
}

/** A JWT that nobody signed, as only a faulty bank gives out. */
export function unsecuredJwt(header: JsonObject, claims: JsonObject): string {
  return `${segment({ alg: 'none', ...header })}.${segment(claims)}.`;
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
