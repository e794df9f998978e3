/** Whether a key made a signature over a message. */
import { createPublicKey, type VerifyKeyObjectInput, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { algorithmFor } from '../oauth/algorithm.ts';
import type { PublicJwk } from '../oauth/metadata.ts';

const verified: (
  digest: string | null,
  data: Buffer,
  key: VerifyKeyObjectInput,
  signature: Buffer,
) => Promise<boolean> = promisify(verify);

/** The key says how it signs; one that does not is taken by its kind, or by what the signature says. @requirement FAPI2-HSIG-5.3.2.2-2 */
export async function signatureHolds(
  jwk: PublicJwk,
  { base, signature, alg }: { base: string; signature: Buffer; alg: unknown },
): Promise<boolean> {
  const named = typeof alg === 'string' ? (BY_NAME.get(alg) ?? null) : undefined;
  if (named === null) return false;
  const algorithm =
    jwk.alg === undefined && named !== undefined ? algorithmFor({ ...jwk, alg: named }) : algorithmFor(jwk);
  if (algorithm === null || (named !== undefined && !SAME.get(named)?.includes(algorithm.name))) return false;
  const { verified: how } = algorithm;
  if (how === null) return false;
  try {
    const key = createPublicKey({ key: jwk as never, format: 'jwk' });
    return await verified(how.digest, Buffer.from(base), { key, ...how.options }, signature);
  } catch {
    return false;
  }
}

/** The registered names of RFC 9421, 3.3, and what JOSE calls them. */
const BY_NAME: ReadonlyMap<string, string> = new Map([
  ['rsa-pss-sha512', 'PS512'],
  ['rsa-v1_5-sha256', 'RS256'],
  ['ecdsa-p256-sha256', 'ES256'],
  ['ecdsa-p384-sha384', 'ES384'],
  ['ed25519', 'Ed25519'],
]);

/** A key may be registered under either name of Ed25519. */
const SAME: ReadonlyMap<string, readonly string[]> = new Map(
  [...BY_NAME.values()].map((name) => [name, name === 'Ed25519' ? ['Ed25519', 'EdDSA'] : [name]]),
);
