/** The bank's signing keys for verification: fetched when first needed, and again when a kid is unknown. */
import type { StepContext } from '../step.ts';
import { get, type PublicJwk, readKeys } from './metadata.ts';
import { unknownKid, type Verified, verifyJwt } from './verify.ts';

/** By bank; a fetch under way is shared by all who wait for it, and one that failed is forgotten. */
const known = new WeakMap<object, Promise<PublicJwk[]>>();

type Reach = Pick<StepContext, 'bank' | 'metadata' | 'browse'>;

/** Throws Ended when the keys cannot be had. */
export function bankKeys(reach: Reach, afresh = false): Promise<PublicJwk[]> {
  const held = known.get(reach.bank);
  if (held && !afresh) return held;
  const fetched = fetchKeys(reach);
  known.set(reach.bank, fetched);
  fetched.catch(() => {
    if (known.get(reach.bank) === fetched) known.delete(reach.bank);
  });
  return fetched;
}

async function fetchKeys({ metadata, browse }: Reach): Promise<PublicJwk[]> {
  return readKeys(await browse(get((await metadata()).endpoint('jwks_uri'), 'the keys of the bank')));
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
