/** The mutations `*.lead`: a header that names an address where keys are, and whether the bank went there. */
import type { Json } from '../contract.ts';
import { publicHalf } from '../sender/key.ts';
import type { StepContext } from '../step.ts';

type Inputs = { [name: string]: Json };

/** Header parameters that lead to keys (RFC 7515, 4.1.2 and 4.1.5). */
export const LEADS = ['jku', 'x5u'];

export const KEY_ADDRESS_FACTS = {
  'header.fetched': 'true when the bank fetched what the header of a JWT of this step leads to; else null',
};

/** The member of the header that leads to the key. Throws TppFault for a target without hosting. */
export async function leadTo({ lead }: Pick<StepContext, 'lead'>, { by }: Inputs, jwk: Inputs): Promise<Inputs> {
  return { [String(by)]: await lead(JSON.stringify({ keys: [{ ...publicHalf(jwk), kid: jwk.kid ?? 'led-to' }] })) };
}
