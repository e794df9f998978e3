/** The bank's signing keys and those of its bundled clients, made at each start. */
import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Json } from '../http/reply.ts';
import type { Encryption } from '../registration.ts';
import { type Algorithm, allowedAlgorithms, es256, type KeyPair, ps256 } from './algorithms.ts';
import type { AsSettings } from './settings.ts';

const newKeyPair = promisify(generateKeyPair);

export interface SigningKey {
  kid: string;
  algorithm: Algorithm;
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** Public members only. */
  jwk: { readonly [member: string]: Json };
}

export interface SigningKeys {
  /** One for each allowed algorithm, in the order of the table. */
  own: readonly SigningKey[];
  /** Signs nothing; some banks publish the key they will use next. */
  spare: SigningKey;
  /** Signs nothing, and no bank should have one so short. */
  weak: SigningKey;
}

const WEAK_BITS = 1024;
/** A point of a curve of 192 bits, which no key may have any more. @requirement FAPI2-SP-5.4.1-3 */
const SHORT_CURVE = { crv: 'P-192', x: 'GI2oDrAwkPZ8vyDrQ_gfR_ggr_xGUiPJ', y: 'BxKSuZXGHHvDzWILBifKvoEBaMkPgqJJ' };

export async function createSigningKeys(): Promise<SigningKeys> {
  const weakPair = newKeyPair('rsa', { modulusLength: WEAK_BITS });
  const [spare, ...own] = await Promise.all([createSigningKey(es256), ...allowedAlgorithms.map(createSigningKey)]);
  return { own, spare, weak: signingKey(ps256, await weakPair) };
}

/** What the JWKS lists. A key of the same type as another one may carry its `kid` in a faulty bank. */
export function publishedKeys({ own, spare, weak }: SigningKeys, extra: AsSettings['jwksExtraKey']): SigningKey[] {
  const twin = own.find(({ algorithm }) => algorithm === spare.algorithm) ?? spare;
  const short = { ...spare, jwk: { ...spare.jwk, ...SHORT_CURVE } };
  const first = {
    absent: null,
    first: spare,
    weak,
    'short-curve': short,
    encryption: { ...spare, jwk: { ...spare.jwk, alg: 'ECDH-ES', use: 'enc' } },
    'same-kid': { ...spare, jwk: { ...spare.jwk, kid: twin.kid } },
  };
  const key = first[extra];
  return key === null ? [...own] : [key, ...own];
}

/** As nobody may publish a key. */
export function withPrivateMembers({ jwk, privateKey }: SigningKey): SigningKey['jwk'] {
  return { ...(privateKey.export({ format: 'jwk' }) as SigningKey['jwk']), ...jwk };
}

/** The key of the algorithm, or for one without a key of its own any that fits it. */
export function keyFor({ own }: SigningKeys, algorithm: Algorithm): SigningKey {
  const key = own.find((one) => one.algorithm === algorithm) ?? own.find((one) => algorithm.key.fits(one.privateKey));
  if (!key) throw new Error(`no key for ${algorithm.name}`);
  return key;
}

/** A client's key for ID tokens encrypted for it. */
export interface DecryptionKey extends KeyPair {
  kid: string;
  alg: Encryption['alg'];
}

export async function createDecryptionKey(alg: Encryption['alg']): Promise<DecryptionKey> {
  const pair = await createPair(alg === 'RSA-OAEP-256' ? ps256 : es256);
  return { ...pair, alg, kid: thumbprint(pair.publicKey) };
}

/** Throws for an algorithm that does not sign with a key pair. */
async function createPair({ name, key }: Algorithm): Promise<KeyPair> {
  const pair = await key.make?.();
  if (!pair) throw new Error(`${name} has no key pairs`);
  return pair;
}

export async function createSigningKey(algorithm: Algorithm): Promise<SigningKey> {
  return signingKey(algorithm, await createPair(algorithm));
}

function signingKey(algorithm: Algorithm, pair: KeyPair): SigningKey {
  const jwk = publicMembers(pair.publicKey);
  const kid = thumbprint(pair.publicKey);
  return { kid, algorithm, ...pair, jwk: { ...jwk, kid, alg: algorithm.name, use: 'sig' } };
}

function publicMembers(key: KeyObject): Record<string, string> {
  const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
  const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as Record<string, string>;
}

/** Required members of each type of key, in lexical order. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  oct: ['k', 'kty'],
};

/** The usual thumbprint of a public or shared key (RFC 7638, SHA-256, base64url). @requirement RFC9449-6.1-1 */
export function thumbprint(key: KeyObject): string {
  const jwk = key.export({ format: 'jwk' });
  const names = REQUIRED[jwk.kty ?? ''] ?? [];
  const canonical = JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]])));
  return createHash('sha256').update(canonical).digest('base64url');
}
