/** The bank's signing keys for verification: fetched when first needed, and again when a kid is unknown. */
import type { StepContext } from '../step.ts';
import { get, type PublicJwk, readKeys } from './metadata.ts';
import { unknownKid, type Verified, verifyJwt } from './verify.ts';

const known = new WeakMap<object, PublicJwk[]>();

/** Throws Ended when the keys cannot be had. */
export async function bankKeys(context: StepContext, afresh = false): Promise<PublicJwk[]> {
  const held = known.get(context.bank);
  if (held && !afresh) return held;
  const url = (await context.metadata()).endpoint('jwks_uri');
  const keys = readKeys(await context.browse(get(url, 'the keys of the bank')));
  known.set(context.bank, keys);
  return keys;
}

/** Null when the text is no JWS. */
export async function verifyWithKeys(
  context: StepContext,
  jwt: string,
  expected: { clientId: string; nonce: string | null },
): Promise<Verified | null> {
  const held = await bankKeys(context);
  const keys = unknownKid(jwt, held) ? await bankKeys(context, true) : held;
  return verifyJwt(jwt, keys, { ...expected, issuer: context.bank.issuer, nowMs: context.around.now() });
}
