/** The signature algorithms this bank knows, one row each; everybody else is handed a row and spells no name. */
import {
  constants,
  createHmac,
  generateKeyPair,
  type KeyObject,
  type SignKeyObjectInput,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';

export interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** A kind of key an algorithm works with. */
interface KeyKind {
  /** Right type, curve and strength. */
  fits(key: KeyObject): boolean;
  /** Makes a pair off the main thread; null where keys are not pairs. */
  make: (() => Promise<KeyPair>) | null;
}

export interface Algorithm {
  /** The value of `alg`. */
  readonly name: string;
  /** A `weak` algorithm is known only so that a faulty bank can use it. */
  readonly standing: 'allowed' | 'weak';
  /** Hash of `c_hash`, `at_hash` and `s_hash` beside a signature of this kind. @requirement OIDC-CORE-3.3.2.11-1 */
  readonly hash: 'sha256' | 'sha512';
  readonly key: KeyKind;
  sign(bytes: Buffer, key: KeyObject): Buffer;
  /** False for a key that does not fit. */
  verify(bytes: Buffer, key: KeyObject, signature: Buffer): boolean;
}

const newPair = promisify(generateKeyPair);
const MIN_RSA_BITS = 2048;

/** @requirement FAPI2-SP-5.4.1-2 */
const rsa: KeyKind = {
  fits: (key) => key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS,
  make: () => newPair('rsa', { modulusLength: MIN_RSA_BITS }),
};

/** @requirement FAPI2-SP-5.4.1-3 */
const p256: KeyKind = {
  fits: (key) => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
  make: () => newPair('ec', { namedCurve: 'P-256' }),
};

const curve25519: KeyKind = { fits: (key) => key.asymmetricKeyType === 'ed25519', make: () => newPair('ed25519') };
const shared: KeyKind = { fits: (key) => key.type === 'secret', make: null };
const noKey: KeyKind = { fits: () => false, make: null };

type Options = Omit<SignKeyObjectInput, 'key'>;
type Facts = Pick<Algorithm, 'name' | 'standing' | 'hash' | 'key'>;

/** A row that signs with one half of a pair; `digest` is null where the algorithm brings its own. */
function asymmetric(facts: Facts, digest: 'sha256' | null, options: Options = {}): Algorithm {
  return {
    ...facts,
    sign: (bytes, key) => sign(digest, bytes, { key, ...options }),
    verify: (bytes, key, signature) => facts.key.fits(key) && verify(digest, bytes, { key, ...options }, signature),
  };
}

const PSS: Options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
const allowed = { standing: 'allowed', hash: 'sha256' } as const;
const weak = { standing: 'weak', hash: 'sha256' } as const;

export const ps256 = asymmetric({ ...allowed, name: 'PS256', key: rsa }, 'sha256', PSS);
export const es256 = asymmetric({ ...allowed, name: 'ES256', key: p256 }, 'sha256', { dsaEncoding: 'ieee-p1363' });
export const eddsa = asymmetric({ ...allowed, name: 'EdDSA', hash: 'sha512', key: curve25519 }, null);
export const ed25519 = asymmetric({ ...allowed, name: 'Ed25519', hash: 'sha512', key: curve25519 }, null);

export const rs256 = asymmetric({ ...weak, name: 'RS256', key: rsa }, 'sha256', {
  padding: constants.RSA_PKCS1_PADDING,
});

const hmac = (bytes: Buffer, key: KeyObject) => createHmac('sha256', key).update(bytes).digest();

export const hs256: Algorithm = {
  ...weak,
  name: 'HS256',
  key: shared,
  sign: hmac,
  verify: (bytes, key, signature) => {
    const expected = shared.fits(key) ? hmac(bytes, key) : null;
    return expected !== null && expected.length === signature.length && timingSafeEqual(expected, signature);
  },
};

/** Never verifies: a bank that accepts it does so without looking. */
export const none: Algorithm = { ...weak, name: 'none', key: noKey, sign: () => Buffer.alloc(0), verify: () => false };

/** @requirement FAPI2-SP-5.4.1-1.2 FAPI2-SP-5.4.1-1.3 */
export const algorithms: readonly Algorithm[] = [ps256, es256, eddsa, ed25519, rs256, hs256, none];

export const allowedAlgorithms: readonly Algorithm[] = algorithms.filter(({ standing }) => standing === 'allowed');

/** The row of a header's `alg`, whatever it holds; undefined for what this project does not know. */
export function algorithmOf(alg: unknown): Algorithm | undefined {
  return algorithms.find(({ name }) => name === alg);
}

/** Whether a signature may be of this algorithm. @requirement FAPI2-SP-5.4.1-1.2 FAPI2-SP-5.4.1-1.3 */
export function isAllowed(alg: unknown): boolean {
  return algorithmOf(alg)?.standing === 'allowed';
}
