/** Signing what the bank gives out: which key, which algorithm, which header. */
import type { Bank } from '../bank.ts';
import type { Client } from '../clients.ts';
import { dress } from '../http/dress.ts';
import type { Json } from '../http/reply.ts';
import type { Algorithm } from './algorithms.ts';
import { signJws } from './jws.ts';
import { keyFor } from './keys.ts';

/** The algorithm is the client's own, so that it never meets one it did not register. @requirement FAPI2-SP-5.4.1-1.2 */
export function signFor(
  bank: Bank,
  client: Client,
  typ: string,
  claims: Record<string, Json>,
  forced: Algorithm | null = null,
): string {
  const { signingAlg, unknownMembers } = bank.settings;
  const algorithm = forced ?? (signingAlg === 'client' ? client.alg : signingAlg);
  const { kid, privateKey } = keyFor(bank.keys, algorithm);
  const extra: Record<string, Json> = unknownMembers === 'present' ? { x_unknown: 'to be ignored' } : {};
  return signJws({ alg: algorithm.name, typ, kid, ...extra }, dress(claims, bank.settings), privateKey);
}
