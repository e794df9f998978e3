/** The hashes by which an ID token binds a code, a state or an access token. */
import { createHash } from 'node:crypto';
import type { Json } from '../contract.ts';
import { algorithmNamed } from '../oauth/algorithm.ts';
import type { Verified } from '../oauth/verify.ts';
import type { StepContext } from '../step.ts';

/** Of which value a claim is the hash. */
export type HashClaim = 'c_hash' | 's_hash' | 'at_hash';

/** The left half of a hash, base64url; null for an algorithm that has none. @requirement OIDC-CORE-3.3.2.11-1 */
export function leftHalf(alg: string | null, value: string): string | null {
  const hash = algorithmNamed(alg)?.hash ?? null;
  if (hash === null) return null;
  const digest = createHash(hash).update(value, 'ascii').digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

/** Whether the claim is there, and whether it fits the value: null when one of them is not there, or nothing is signed. */
export function hashFacts(
  { compare }: Pick<StepContext, 'compare'>,
  prefix: string,
  claim: HashClaim,
  verified: Verified | null,
  value: string | null,
): { [fact: string]: Json } {
  const held = verified?.payload[claim];
  const there = held !== undefined && held !== null;
  const right = value === null ? null : leftHalf(verified?.alg ?? null, value);
  return {
    [`${prefix}.${claim}_present`]: there,
    [`${prefix}.${claim}_matches`]: there && right !== null ? compare(`${prefix}.${claim}_matches`, held, right) : null,
  };
}
