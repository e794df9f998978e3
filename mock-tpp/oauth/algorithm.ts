/** The JWS algorithms, one row each: the key it takes, how it signs, which hash goes with it, and whether it is only there to attack with. */
import { constants, createHmac, createPublicKey, type KeyObject, type SignKeyObjectInput, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { Json } from '../contract.ts';

type Jwk = { readonly [member: string]: Json };

export interface Algorithm {
  /** The JOSE name. */
  name: string;
  /** Type and curve of the private key it takes; null for any key at all. */
  kty: string | null;
  crv: string | null;
  /** The hash of c_hash, s_hash and at_hash, as node names it; null for none. @requirement OIDC-CORE-3.3.2.11-1 */
  hash: string | null;
  /** Whether a signature of it can be checked with a public key. */
  asymmetric: boolean;
  /** Forbidden by every FAPI profile: our clients use it to attack. */
  weak: boolean;
  /** What Node verifies it with; null where nobody can without the secret. */
  verified: { digest: string | null; options: Omit<SignKeyObjectInput, 'key'> } | null;
  sign(input: Buffer, key: KeyObject): Promise<Buffer> | Buffer;
}

/** In Node's thread pool: RSA takes a millisecond, in which the other lanes go on. */
const signed: (digest: string | null, data: Buffer, key: SignKeyObjectInput) => Promise<Buffer> = promisify(sign);

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const PKCS1 = { padding: constants.RSA_PKCS1_PADDING };
const TWO_NUMBERS = { dsaEncoding: 'ieee-p1363' as const };

const keyed = (
  name: string,
  { kty, crv, hash }: { kty: string; crv?: string; hash: string },
  { weak = false, options = {} }: { weak?: boolean; options?: Omit<SignKeyObjectInput, 'key'> },
): Algorithm => ({
  ...{ name, kty, crv: crv ?? null, hash, weak, asymmetric: true },
  // Ed25519 hashes by itself.
  verified: { digest: kty === 'OKP' ? null : hash, options },
  sign: (input, key) => signed(kty === 'OKP' ? null : hash, input, { key, ...options }),
});

/** The first that fits a key is what it signs with when nobody says otherwise. */
const ROWS: readonly Algorithm[] = [
  keyed('PS256', { kty: 'RSA', hash: 'sha256' }, { options: PSS }),
  keyed('PS384', { kty: 'RSA', hash: 'sha384' }, { options: PSS }),
  keyed('PS512', { kty: 'RSA', hash: 'sha512' }, { options: PSS }),
  keyed('ES256', { kty: 'EC', crv: 'P-256', hash: 'sha256' }, { options: TWO_NUMBERS }),
  keyed('ES384', { kty: 'EC', crv: 'P-384', hash: 'sha384' }, { options: TWO_NUMBERS }),
  keyed('ES512', { kty: 'EC', crv: 'P-521', hash: 'sha512' }, { options: TWO_NUMBERS }),
  keyed('EdDSA', { kty: 'OKP', crv: 'Ed25519', hash: 'sha512' }, {}),
  keyed('Ed25519', { kty: 'OKP', crv: 'Ed25519', hash: 'sha512' }, {}),
  keyed('RS256', { kty: 'RSA', hash: 'sha256' }, { weak: true, options: PKCS1 }),
  keyed('RS384', { kty: 'RSA', hash: 'sha384' }, { weak: true, options: PKCS1 }),
  keyed('RS512', { kty: 'RSA', hash: 'sha512' }, { weak: true, options: PKCS1 }),
  {
    ...{ name: 'HS256', kty: null, crv: null, hash: 'sha256', asymmetric: false, weak: true, verified: null },
    // The secret is the public key, which a careless server hands to HMAC when the header says so.
    sign: (input, key) => createHmac('sha256', publicPem(key)).update(input).digest(),
  },
  {
    ...{ name: 'none', kty: null, crv: null, hash: null, asymmetric: false, weak: true, verified: null },
    sign: () => Buffer.alloc(0),
  },
];

export const ALGORITHMS: ReadonlyMap<string, Algorithm> = new Map(ROWS.map((row) => [row.name, row]));

/** Names for inputs that choose one. */
export const algorithmNames = (chosen: (algorithm: Algorithm) => boolean = () => true): string[] =>
  ROWS.filter(chosen).map(({ name }) => name);

/** The row that a header names; `none` in any spelling is none. Null for what nobody knows. */
export function algorithmNamed(name: Json | undefined): Algorithm | null {
  if (typeof name !== 'string') return null;
  return ALGORITHMS.get(/^none$/i.test(name) ? 'none' : name) ?? null;
}

/** Whether an algorithm can be used with a key, private or public. */
export const fits = ({ kty, crv }: Algorithm, jwk: Jwk): boolean =>
  (kty === null || jwk.kty === kty) && (crv === null || jwk.crv === crv);

/** What a key is for: what it says itself, or else the first sound algorithm that fits. Null when none does. */
export function algorithmFor(jwk: Jwk): Algorithm | null {
  const said = algorithmNamed(jwk.alg);
  if (said !== null) return said.kty !== null && fits(said, jwk) ? said : null;
  return ROWS.find((row) => !row.weak && fits(row, jwk)) ?? null;
}

/** PEM of the public half of a key. */
export const publicPem = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
