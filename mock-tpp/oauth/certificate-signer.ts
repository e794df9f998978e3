/** A JWT signed with the key of a TLS certificate, which stands in its header: a key that nobody registered for JWTs. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { notPossible } from '../answer.ts';
import type { Json, TppKey } from '../contract.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import type { StepContext } from '../step.ts';
import { algorithmFor } from './algorithm.ts';

/**
 * The key of an identity of the target, and the header parameter `x5c` with its certificate. Throws TppFault for an identity that
 * is not there, and Ended for one that comes without a key or has one that signs no JWT.
 */
export function certificateSigner({ bank }: StepContext, name: string): TppKey & { x5c: { x5c: Json } } {
  const identity = Object.hasOwn(bank.identities, name) ? bank.identities[name] : undefined;
  if (!identity) throw new TppFault(`the target has no identity ${name}`);
  if (identity.kind !== 'pem')
    throw new Ended(notPossible(`the certificate ${name} is made on demand, without its key`));
  const { key, passphrase, certificate } = identity;
  const jwk = createPrivateKey({ key, ...(passphrase === null ? {} : { passphrase }) }).export({ format: 'jwk' });
  const algorithm = algorithmFor(jwk as TppKey['jwk']);
  if (!algorithm) throw new Ended(notPossible(`the key of the certificate ${name} signs no JWT`));
  const x5c = [new X509Certificate(certificate).raw.toString('base64')];
  return { jwk: jwk as TppKey['jwk'], alg: algorithm.name, x5c: { x5c } };
}
