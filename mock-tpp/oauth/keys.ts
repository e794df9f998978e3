/** The bank's signing keys for verification: fetched when first needed, and again when a kid is unknown. */
import type { StepContext } from '../step.ts';
import { get, type PublicJwk, readKeys } from './metadata.ts';
import { unknownKid, type Verified, verifyJwt } from './verify.ts';

type Held = WeakMap<object, Promise<PublicJwk[]>>;

/** By bank; a fetch under way is shared by all who wait for it, and one that failed is forgotten. */
const known: Held = new WeakMap();
/** Those of its resource server, where it has keys of its own. */
const knownOfResource: Held = new WeakMap();

type Reach = Pick<StepContext, 'bank' | 'metadata' | 'browse'>;

/** Throws Ended when the keys cannot be had. */
export function bankKeys(reach: Reach, afresh = false): Promise<PublicJwk[]> {
  return heldIn(known, reach, { afresh, fetch: () => fetchKeys(reach) });
}

/** Those at the target's `api.keys`. Throws Ended when they cannot be had. */
export function resourceKeys(reach: Reach, afresh = false): Promise<PublicJwk[]> {
  const address = reach.bank.api.keys ?? '';
  const fetch = async () => readKeys(await reach.browse(get(address, 'the keys of the resource server')));
  return heldIn(knownOfResource, reach, { afresh, fetch });
}

function heldIn(
  known: Held,
  { bank }: Reach,
  { afresh, fetch }: { afresh: boolean; fetch(): Promise<PublicJwk[]> },
): Promise<PublicJwk[]> {
  const held = known.get(bank);
  if (held && !afresh) return held;
  const fetched = fetch();
  known.set(bank, fetched);
  fetched.catch(() => {
    if (known.get(bank) === fetched) known.delete(bank);
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
