/** The bank's signing keys and those of its bundled clients, made at each start. */
import { createHash, generateKeyPair, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Json } from '../http/reply.ts';
import type { Encryption, SigningAlg } from '../registration.ts';

export interface SigningKey {
  kid: string;
  alg: SigningAlg;
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** Public members only. */
  jwk: { readonly [member: string]: Json };
}

export interface SigningKeys {
  PS256: SigningKey;
  ES256: SigningKey;
  /** Signs nothing; some banks publish the key they will use next. */
  spare: SigningKey;
}

export async function createSigningKeys(): Promise<SigningKeys> {
  const [PS256, ES256, spare] = await Promise.all([
    createSigningKey('PS256'),
    createSigningKey('ES256'),
    createSigningKey('ES256'),
  ]);
  return { PS256, ES256, spare };
}

/** A client's key for ID tokens encrypted for it. */
export interface DecryptionKey {
  kid: string;
  alg: Encryption['alg'];
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export async function createDecryptionKey(alg: Encryption['alg']): Promise<DecryptionKey> {
  const pair = await createPair(alg === 'RSA-OAEP-256' ? 'rsa' : 'ec');
  return { ...pair, alg, kid: thumbprint(publicMembers(pair.publicKey)) };
}

/** RSA keys take long, so they are made off the main thread. */
async function createPair(type: 'rsa' | 'ec'): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  return type === 'rsa'
    ? promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

export async function createSigningKey(alg: SigningAlg): Promise<SigningKey> {
  const pair = await createPair(alg === 'PS256' ? 'rsa' : 'ec');
  const jwk = publicMembers(pair.publicKey);
  const kid = thumbprint(jwk);
  return { kid, alg, privateKey: pair.privateKey, publicKey: pair.publicKey, jwk: { ...jwk, kid, alg, use: 'sig' } };
}

function publicMembers(key: KeyObject): Record<string, string> {
  const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
  const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as Record<string, string>;
}

/** Required members in lexical order, hashed: the usual JWK thumbprint. */
function thumbprint(jwk: Record<string, string>): string {
  const names = jwk.kty === 'RSA' ? ['e', 'kty', 'n'] : ['crv', 'kty', 'x', 'y'];
  const canonical = JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]])));
  return createHash('sha256').update(canonical).digest('base64url');
}
