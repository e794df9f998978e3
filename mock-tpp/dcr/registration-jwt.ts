/** A registration as a JWT: the metadata are its claims, and the key of the client signs it. */
import { notPossible } from '../answer.ts';
import type { Json, TppRegistration } from '../contract.ts';
import { Ended } from '../ended.ts';
import { signedByClient } from '../oauth/signing.ts';
import { uuid } from '../random.ts';
import type { StepContext } from '../step.ts';

/** As short as directories ask for, and long enough for a slow line. */
const LIFETIME_S = 300;

/** What the target says among the metadata stands in place of what is made here. Throws Ended for a client without a key. */
export async function registrationJwt(
  context: StepContext,
  { iss, aud }: NonNullable<TppRegistration['signed']>,
  metadata: { [member: string]: Json },
): Promise<string> {
  const { around, client, clientName } = context;
  if (client.signing.length === 0)
    throw new Ended(notPossible(`the target gives the client ${clientName} no key to sign a registration with`));
  const nowS = Math.floor(around.now() / 1000);
  const claims = { iss, aud, iat: nowS, exp: nowS + LIFETIME_S, jti: uuid(around), ...metadata };
  const jwt = await signedByClient(context, 'registration_jwt', 'JWT', claims);
  around.taint(jwt, 'registration JWT');
  return jwt;
}
