/** Compact JWE: encrypting for a client's key (RFC 7516, RFC 7518), the direction a bank needs. */
import {
  constants,
  createCipheriv,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import type { Encryption } from '../registration.ts';

interface ContentCipher {
  cipher: 'aes-128-gcm' | 'aes-256-gcm';
  keyBytes: number;
}

const contentCiphers: Readonly<Record<Encryption['enc'], ContentCipher>> = {
  A128GCM: { cipher: 'aes-128-gcm', keyBytes: 16 },
  A256GCM: { cipher: 'aes-256-gcm', keyBytes: 32 },
};

const IV_BYTES = 12;

/** The key of the content, as the receiver gets to know it. */
interface WrappedKey {
  contentKey: Buffer;
  /** Second segment of the JWE; empty where the key is agreed on. */
  encryptedKey: Buffer;
  /** What the receiver needs in the header. */
  header: Readonly<Record<string, unknown>>;
}

interface KeyEncryption {
  /** Whether a client's key can be used for it. */
  fits(key: KeyObject): boolean;
  wrap(key: KeyObject, enc: Encryption['enc']): WrappedKey;
}

const MIN_RSA_BITS = 2048;

const keyEncryptions: Readonly<Record<Encryption['alg'], KeyEncryption>> = {
  'RSA-OAEP-256': {
    fits: (key) => key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS,
    wrap: (key, enc) => {
      const contentKey = randomBytes(contentCiphers[enc].keyBytes);
      const padding = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
      return { contentKey, encryptedKey: publicEncrypt(padding, contentKey), header: {} };
    },
  },
  'ECDH-ES': {
    fits: (key) => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
    wrap: (key, enc) => {
      const ephemeral = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const { kty, crv, x, y } = ephemeral.publicKey.export({ format: 'jwk' });
      const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: key });
      const header = { epk: { kty, crv, x, y } };
      return { contentKey: agreedKey(secret, enc), encryptedKey: Buffer.alloc(0), header };
    },
  },
};

/** Whether ID tokens can be encrypted for the key by this algorithm. */
export function fitsEncryption(alg: Encryption['alg'], key: KeyObject): boolean {
  return keyEncryptions[alg].fits(key);
}

/** Concat KDF of RFC 7518 section 4.6.2 with empty party infos; one round of SHA-256 yields enough for both ciphers. */
function agreedKey(secret: Buffer, enc: Encryption['enc']): Buffer {
  const { keyBytes } = contentCiphers[enc];
  const algorithmId = Buffer.concat([uint32(enc.length), Buffer.from(enc)]);
  const otherInfo = Buffer.concat([algorithmId, uint32(0), uint32(0), uint32(keyBytes * 8)]);
  return createHash('sha256').update(uint32(1)).update(secret).update(otherInfo).digest().subarray(0, keyBytes);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A signed JWT, encrypted for the client: the nested JWT of RFC 7519. @requirement RFC9101-4-3 OIDC-CORE-3.1.3.7-1 */
export function encryptJwt(jwt: string, { alg, enc, kid, key }: Encryption): string {
  const { contentKey, encryptedKey, header } = keyEncryptions[alg].wrap(key, enc);
  const named = kid === null ? {} : { kid };
  const protectedHeader = base64url(JSON.stringify({ alg, enc, cty: 'JWT', ...named, ...header }));
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(contentCiphers[enc].cipher, contentKey, iv).setAAD(Buffer.from(protectedHeader));
  const ciphertext = Buffer.concat([cipher.update(jwt, 'utf8'), cipher.final()]);
  return [protectedHeader, ...[encryptedKey, iv, ciphertext, cipher.getAuthTag()].map(base64url)].join('.');
}

function base64url(value: string | Buffer): string {
  return Buffer.from(value as string).toString('base64url');
}
