/** Compact JWS made by hand, so that each part of one can be wrong on purpose. */
import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { isObject, readLeniently } from '../json.ts';
import { textOf } from '../json-text.ts';
import { type Algorithm, algorithmNamed, fits, publicPem as pemOf } from './algorithm.ts';

/** Longer than any that a client could carry. */
export const LONGEST_JWT = 1024 * 1024;

type Jwk = { [member: string]: Json };

/** How the text of header and claims becomes bytes: as it has to, or as no JWT may. @requirement RFC8725-3.7-1 */
export type JwtEncoding = 'utf-8' | 'utf-16';

const encode = (value: Jwk, encoding: JwtEncoding = 'utf-8'): string => {
  const text = textOf(value);
  return (encoding === 'utf-8' ? Buffer.from(text) : Buffer.from(`\ufeff${text}`, 'utf16le')).toString('base64url');
};

const keys = new Map<string, KeyObject>();

function privateKey(jwk: Jwk): KeyObject {
  const id = `${String(jwk.kty)}.${String(jwk.crv)}.${String(jwk.n ?? jwk.x)}`;
  const known = keys.get(id);
  if (known) return known;
  const made = createPrivateKey({ key: jwk as never, format: 'jwk' });
  keys.set(id, made);
  return made;
}

/** Signs with the algorithm that the header names; `none` (any spelling) leaves the signature empty. */
export async function signJws(
  header: { [name: string]: Json },
  payload: { [claim: string]: Json },
  jwk: Jwk,
  encoding: JwtEncoding = 'utf-8',
): Promise<string> {
  const algorithm = algorithmNamed(header.alg);
  if (!algorithm) throw new TppFault(`this client does not sign with ${String(header.alg)}`);
  if (!fits(algorithm, jwk))
    throw new TppFault(
      `a key of type ${[jwk.kty, jwk.crv].filter(Boolean).join(' ')} cannot sign with ${algorithm.name}`,
    );
  const input = `${encode(header)}.${encode(payload, encoding)}`;
  return `${input}.${(await signBytes(algorithm, Buffer.from(input), jwk)).toString('base64url')}`;
}

/** A bare signature, of a key that fits the algorithm. */
export const signBytes = async (algorithm: Algorithm, bytes: Buffer, jwk: Jwk): Promise<Buffer> =>
  algorithm.sign(bytes, privateKey(jwk));

/** Signs with HMAC over any bytes, such as a public key that is no secret at all. */
export function hmacJws(
  header: { [name: string]: Json },
  payload: { [claim: string]: Json },
  secret: string | Buffer,
): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** PEM of the public half of a private JWK: what a careless server hands to HMAC when the header says so. */
export const publicPem = (jwk: Jwk): string => pemOf(privateKey(jwk));

/** The same JWS with one bit of its signature turned. */
export function flipSignature(jwt: string): string {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  return `${header}.${payload}.${flipped(Buffer.from(signature, 'base64url')).toString('base64url')}`;
}

/** The same bytes with one bit turned. */
export function flipped(signature: Buffer): Buffer {
  const bytes = Buffer.from(signature);
  const middle = Math.floor(bytes.length / 2);
  if (bytes.length === 0) throw new TppFault('there is no signature to alter');
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return bytes;
}

export interface Parts {
  header: { [name: string]: Json };
  payload: { [claim: string]: Json };
  /** What no JWT should be like, in words, though it can be read; or null. */
  flaw: string | null;
}

/** Header and payload without any check, or null when it is no compact JWS of two JSON objects. */
export function readJws(jwt: string): Parts | null {
  const parts = jwt.split('.');
  if (parts.length !== 3) return null;
  const [header, payload] = [objectIn(parts[0]), objectIn(parts[1])];
  if (!header || !payload) return null;
  const flaw = header.flaw ?? payload.flaw;
  return { header: header.object, payload: payload.object, flaw: flaw === null ? null : `it ${flaw}` };
}

/** Why a JWT is more than is read here, though it may be a good one; null when it is not. */
export function jwtPastLimit(jwt: string): string | null {
  if (jwt.length > LONGEST_JWT) return `it is longer than the ${LONGEST_JWT} characters that are read`;
  const [header = '', payload = ''] = jwt.split('.', 2);
  const problems = [header, payload].map((part) => readLeniently(Buffer.from(part, 'base64url').toString('utf8')));
  const deep = problems.find((read) => 'problem' in read && read.limit === true);
  return deep !== undefined && 'problem' in deep ? `it ${deep.problem}` : null;
}

function objectIn(part = ''): { object: { [member: string]: Json }; flaw: string | null } | null {
  const read = readLeniently(Buffer.from(part, 'base64url').toString('utf8'));
  return 'value' in read && isObject(read.value) ? { object: read.value, flaw: read.flaw } : null;
}

const strangers = new Map<string, Jwk>();

/** A key that no bank knows and that signs with an algorithm; made once for each kind, for RSA takes its time. */
export function strangerKey({ kty, crv }: Pick<Algorithm, 'kty' | 'crv'> = { kty: 'EC', crv: 'P-256' }): Jwk {
  const kind = `${kty} ${crv}`;
  const known = strangers.get(kind);
  if (known) return known;
  const made = { ...(MAKERS[String(kty)] ?? ecKey)(crv ?? 'P-256').export({ format: 'jwk' }), kid: 'stranger' } as Jwk;
  strangers.set(kind, made);
  return made;
}

const ecKey = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;

const MAKERS: { [kty: string]: (crv: string) => KeyObject } = {
  RSA: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  OKP: () => generateKeyPairSync('ed25519').privateKey,
};
