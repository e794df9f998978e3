/** Signatures of a bundle: a detached JWS, a DSSE envelope, and one that openssl checks alone. */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, compactVerify, exportJWK } from 'jose';

/** How a kind of key signs. */
interface Way {
  alg: string;
  /** For signatures that openssl checks; null for keys that hash by themselves. */
  digest: 'sha256' | null;
}

const CURVES: { [curve: string]: string } = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };
const SMALLEST_RSA = 2048;

/** Null when this kind of key signs no bundle. */
export function wayOf(key: KeyObject): Way | null {
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return { alg: 'EdDSA', digest: null };
    case 'ec':
      return CURVES[namedCurve] === undefined ? null : { alg: CURVES[namedCurve], digest: 'sha256' };
    case 'rsa':
      return modulusLength < SMALLEST_RSA ? null : { alg: 'PS256', digest: 'sha256' };
    default:
      return null;
  }
}

function wayFor(key: KeyObject): Way {
  const way = wayOf(key);
  if (way === null) throw new TypeError('a key that signs no bundle');
  return way;
}

/** SHA-256 (hex) of the public key as DER: what `openssl pkey -pubin -outform DER | sha256sum` prints. */
export function fingerprint(key: KeyObject): string {
  const spki = publicOf(key).export({ format: 'der', type: 'spki' });
  return createHash('sha256').update(spki).digest('hex');
}

export const publicOf = (key: KeyObject): KeyObject => (key.type === 'public' ? key : createPublicKey(key));

export const publicPem = (key: KeyObject): string => publicOf(key).export({ format: 'pem', type: 'spki' }).toString();

const thumbprint = async (key: KeyObject): Promise<string> => calculateJwkThumbprint(await exportJWK(publicOf(key)));

/**
 * JWS in compact form with its payload left out (RFC 7515, appendix F).
 * @param x5c certificates of the signer, DER in base64, the signer's own first
 */
export async function detachedJws(payload: Buffer, key: KeyObject, x5c: readonly string[]): Promise<string> {
  const header = { alg: wayFor(key).alg, kid: await thumbprint(key), ...(x5c.length > 0 ? { x5c: [...x5c] } : {}) };
  const jws = await new CompactSign(payload).setProtectedHeader(header).sign(key);
  const [head, , signature] = jws.split('.');
  return `${head}..${signature}`;
}

export async function jwsHolds(jws: string, payload: Buffer, key: KeyObject): Promise<boolean> {
  const [head, empty, signature, ...more] = jws.trim().split('.');
  const way = wayOf(key);
  if (way === null || empty !== '' || more.length > 0) return false;
  try {
    await compactVerify(`${head}.${payload.toString('base64url')}.${signature}`, key, { algorithms: [way.alg] });
    return true;
  } catch {
    return false;
  }
}

/** As `openssl dgst -sha256 -sign` makes it, or `openssl pkeyutl -sign -rawin` for Ed25519. */
export const opensslSignature = (content: Buffer, key: KeyObject): Buffer => sign(wayFor(key).digest, content, key);

export function opensslHolds(content: Buffer, signature: Buffer, key: KeyObject): boolean {
  const way = wayOf(key);
  return way !== null && verify(way.digest, content, key, signature);
}

/** The commands that check SHA256SUMS with the key at hand. */
export function opensslCommand(key: KeyObject): string {
  return wayFor(key).digest === null
    ? 'openssl pkeyutl -verify -pubin -inkey signer.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig'
    : 'openssl dgst -sha256 -verify signer.pem -signature SHA256SUMS.sig SHA256SUMS';
}

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** What a DSSE signature is over. */
function preAuthenticated(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
}

/** An in-toto statement in a DSSE envelope, as JSON text. */
export async function dsseEnvelope(statement: Buffer, key: KeyObject): Promise<string> {
  const sig = opensslSignature(preAuthenticated(statement), key).toString('base64');
  const envelope = {
    payloadType: PAYLOAD_TYPE,
    payload: statement.toString('base64'),
    signatures: [{ keyid: await thumbprint(key), sig }],
  };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

/** Whether the envelope holds this very statement, signed with this key. */
export function dsseHolds(envelope: unknown, statement: Buffer, key: KeyObject): boolean {
  const { payloadType, payload, signatures } = Object(envelope) as { [member: string]: unknown };
  const [first] = Array.isArray(signatures) ? (signatures as unknown[]) : [];
  const { sig } = Object(first) as { [member: string]: unknown };
  return (
    payloadType === PAYLOAD_TYPE &&
    payload === statement.toString('base64') &&
    typeof sig === 'string' &&
    opensslHolds(preAuthenticated(statement), Buffer.from(sig, 'base64'), key)
  );
}
