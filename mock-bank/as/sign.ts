/** Signing what the bank gives out: which key, which algorithm, which header. */
import type { Bank } from '../bank.ts';
import type { Client } from '../clients.ts';
import { dress } from '../http/dress.ts';
import type { Json } from '../http/reply.ts';
import { type JwsAlg, signJws, unsecuredJwt } from './jws.ts';

/** The algorithm is the client's own, so that it never meets one it did not register. @requirement FAPI2-SP-5.4.1-1.2 */
export function signFor(
  bank: Bank,
  client: Client,
  typ: string,
  claims: Record<string, Json>,
  forced: JwsAlg | 'none' | null = null,
): string {
  const { signingAlg, unknownMembers } = bank.settings;
  const key = bank.keys[signingAlg === 'client' ? client.alg : signingAlg];
  // RS256 is made with the RSA key, whatever the client registered.
  const signer = forced === 'RS256' ? bank.keys.PS256 : key;
  const extra: Record<string, Json> = unknownMembers === 'present' ? { x_unknown: 'to be ignored' } : {};
  if (forced === 'none') return unsecuredJwt({ typ, ...extra }, dress(claims, bank.settings));
  const header = { alg: forced ?? signer.alg, typ, kid: signer.kid, ...extra };
  return signJws(header, dress(claims, bank.settings), signer.privateKey);
}
