/** ID tokens, from either endpoint: signed, and encrypted for a client that registered a key for it. */
import { createHash } from 'node:crypto';
import type { Bank } from '../bank.ts';
import type { Client } from '../clients.ts';
import { encryptJwt } from './jwe.ts';
import type { IdTokenFacts } from './part.ts';
import { assemble } from './parts.ts';
import { algorithmFor, signFor } from './sign.ts';

/**
 * `beside` is what the token is given out with: the state of a response, or an access token.
 * @requirement OIDC-CORE-3.1.3.3-1 OIDC-CORE-3.3.3.6-1 FAPI1-ADV-5.2.2.1-2 FAPI1-ADV-5.2.2.1-3
 */
export function issueIdToken(
  bank: Bank,
  client: Client,
  code: IdTokenFacts['code'],
  beside: IdTokenFacts['beside'],
): string {
  const {
    idTokenLifetimeSeconds: lifetimeSeconds,
    hybridIdTokenAlg,
    hybridIdTokenClaims,
    idTokenAlg,
    idTokenEncryption,
  } = bank.settings;
  const now = bank.now();
  const { idTokenEncryption: encryption, idTokenSignedResponseAlg } = client.registration;
  const signer = { ...client, alg: idTokenSignedResponseAlg ?? client.alg };
  const alg = 'state' in beside ? hybridIdTokenAlg : idTokenAlg;
  const forced = alg === 'same' ? null : alg;
  const { hash } = forced ?? algorithmFor(bank, signer);
  const halfHash = (value: string) => {
    const digest = createHash(hash).update(value).digest();
    return digest.subarray(0, digest.length / 2).toString('base64url');
  };
  const personal = 'state' in beside && hybridIdTokenClaims === 'personal';
  const facts = { issuer: bank.issuer, code, grant: code.grant, now, lifetimeSeconds, beside, personal, halfHash };
  const jwt = signFor(bank, signer, 'JWT', assemble(bank.parts.idToken, facts), forced);
  return encryption && idTokenEncryption === 'as-registered' ? encryptJwt(jwt, encryption) : jwt;
}
