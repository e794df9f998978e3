/** Compact JWS made by hand, so that each part of one can be wrong on purpose. */
import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  type SignKeyObjectInput,
  sign,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { isObject, readJson } from '../json.ts';

type Jwk = { [member: string]: Json };
interface Signer {
  kty: string;
  options: Omit<SignKeyObjectInput, 'key'>;
}

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const SIGNERS: ReadonlyMap<string, Signer> = new Map([
  ['PS256', { kty: 'RSA', options: PSS }],
  ['RS256', { kty: 'RSA', options: { padding: constants.RSA_PKCS1_PADDING } }],
  ['ES256', { kty: 'EC', options: { dsaEncoding: 'ieee-p1363' as const } }],
]);

/** In Node's thread pool: RSA takes a millisecond, in which the other lanes go on. */
const signed: (algorithm: string, data: Buffer, key: SignKeyObjectInput) => Promise<Buffer> = promisify(sign);

const encode = (value: Json | Buffer): string =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url');

const keys = new Map<string, KeyObject>();

function privateKey(jwk: Jwk): KeyObject {
  const id = `${String(jwk.kty)}.${String(jwk.n ?? jwk.x)}`;
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
): Promise<string> {
  const alg = String(header.alg);
  const input = `${encode(header)}.${encode(payload)}`;
  if (alg.toLowerCase() === 'none') return `${input}.`;
  const signer = SIGNERS.get(alg);
  if (!signer) throw new TppFault(`this client signs no ${alg}`);
  if (signer.kty !== jwk.kty) throw new TppFault(`a key of type ${String(jwk.kty)} signs no ${alg}`);
  const signature = await signed('sha256', Buffer.from(input), { key: privateKey(jwk), ...signer.options });
  return `${input}.${encode(signature)}`;
}

/** Signs with HMAC over any bytes, such as a public key that is no secret at all. */
export function hmacJws(
  header: { [name: string]: Json },
  payload: { [claim: string]: Json },
  secret: string | Buffer,
): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** PEM of the public half of a private JWK: what a careless server hands to HMAC when the header says HS256. */
export function publicPem(jwk: Jwk): string {
  return createPublicKey(privateKey(jwk)).export({ type: 'spki', format: 'pem' }).toString();
}

/** The same JWS with one bit of its signature turned. */
export function flipSignature(jwt: string): string {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const middle = Math.floor(bytes.length / 2);
  if (bytes.length === 0) throw new TppFault('there is no signature to alter');
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}

export interface Parts {
  header: { [name: string]: Json };
  payload: { [claim: string]: Json };
}

/** Header and payload without any check, or null when it is no compact JWS of two JSON objects. */
export function readJws(jwt: string): Parts | null {
  const parts = jwt.split('.');
  if (parts.length !== 3) return null;
  const [header, payload] = [objectIn(parts[0]), objectIn(parts[1])];
  return header && payload ? { header, payload } : null;
}

function objectIn(part = ''): { [member: string]: Json } | null {
  const read = readJson(Buffer.from(part, 'base64url').toString('utf8'));
  return 'value' in read && isObject(read.value) ? read.value : null;
}

let stranger: Jwk | null = null;

/** A key that no bank knows, made once; P-256 because it costs nothing. */
export function strangerKey(): Jwk {
  stranger ??= {
    ...(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as Jwk),
    kid: 'stranger',
  };
  return stranger;
}
