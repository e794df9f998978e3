/** Signing what the bank gives out: which key, which algorithm, which header. */
import type { Bank } from '../bank.ts';
import type { Client } from '../clients.ts';
import { dress } from '../http/dress.ts';
import type { Json } from '../http/reply.ts';
import { type Algorithm, none } from './algorithms.ts';
import { signJws, unsecuredJwt } from './jws.ts';
import { keyFor } from './keys.ts';

/** The client's own, so that it never meets one it did not register. @requirement FAPI2-SP-5.4.1-1.2 */
export function algorithmFor({ settings }: Bank, client: Client): Algorithm {
  return settings.signingAlg === 'client' ? client.alg : settings.signingAlg;
}

/** A JWT for the client; `forced` is the algorithm of a bank that does not ask what the client registered. */
export function signFor(
  bank: Bank,
  client: Client,
  typ: string,
  claims: Record<string, Json>,
  forced: Algorithm | null = null,
): string {
  const algorithm = forced ?? algorithmFor(bank, client);
  const extra: Record<string, Json> = bank.settings.unknownMembers === 'present' ? { x_unknown: 'to be ignored' } : {};
  if (algorithm === none) return unsecuredJwt({ typ, ...extra }, dress(claims, bank.settings));
  const { kid, privateKey } = keyFor(bank.keys, algorithm);
  return signJws(
    { alg: algorithm.name, typ, ...keyHeader(bank, kid), ...extra },
    dress(claims, bank.settings),
    privateKey,
  );
}

/** @requirement OIDC-CORE-10.1-1 OIDC-CORE-2-5 FAPI2-SP-5.4.2-2 */
function keyHeader({ settings, issuer }: Bank, kid: string): Record<string, Json> {
  if (settings.jwtKeyHeader === 'nothing') return {};
  return settings.jwtKeyHeader === 'kid' ? { kid } : { kid, jku: `${issuer}/jwks` };
}
