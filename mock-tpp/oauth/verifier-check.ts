/** Verifier checks: captured JWTs altered in our own hands, to see that our verifier notices. */
import type { Json, VerifierReport } from '../contract.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import { type InputType, input } from '../inputs.ts';
import type { Artefact } from '../memory.ts';
import { ALGORITHMS, algorithmFor, algorithmNamed } from './algorithm.ts';
import { flipSignature, hmacJws, type Parts, readJws, signJws, strangerKey } from './jws.ts';
import type { PublicJwk } from './metadata.ts';
import { acceptable, type Expected, verifyJwt } from './verify.ts';

type Inputs = { [name: string]: Json };
type Alteration = {
  summary: string;
  inputs: { [name: string]: InputType };
  run(jwt: string, parts: Parts, inputs: Inputs, keys: readonly PublicJwk[]): string | Promise<string>;
};

/** Algorithms whose secret a careless verifier takes from a public key. */
const SYMMETRIC = [...ALGORITHMS.values()].filter(({ asymmetric, hash }) => !asymmetric && hash !== null);

/** In the algorithm of the genuine one, so that the key alone is wrong. */
function byStranger(header: Inputs, payload: Inputs): Promise<string> {
  const said = algorithmNamed(header.alg);
  const key = strangerKey(said?.asymmetric ? said : undefined);
  return signJws(said?.asymmetric ? header : { ...header, alg: algorithmFor(key)?.name ?? null }, payload, key);
}

const encode = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const ALTERATIONS: ReadonlyMap<string, Alteration> = new Map<string, Alteration>([
  [
    'jwt.alg-none',
    {
      summary: 'Says that it is unsigned, and is.',
      inputs: { spelling: input('string', 'how none is spelled', { optional: true }) },
      run: (_jwt, { header, payload }, { spelling }) =>
        `${encode({ ...header, alg: spelling ?? 'none' })}.${encode(payload)}.`,
    },
  ],
  [
    'jwt.flip-signature',
    { summary: 'One bit of the signature is turned.', inputs: {}, run: (jwt) => flipSignature(jwt) },
  ],
  [
    'jwt.set-claim',
    {
      summary: 'Claims are replaced and the signature is kept.',
      inputs: { claims: input('any', 'the claims to replace') },
      run: (jwt, { payload }, { claims }) => {
        const [header, , signature] = jwt.split('.');
        return `${header}.${encode({ ...payload, ...(claims as Inputs) })}.${signature}`;
      },
    },
  ],
  [
    'jwt.resign',
    {
      summary: 'Signed again with a foreign key, or with HMAC over the public key of the bank.',
      inputs: {
        key: input('string', 'whose key', { allowed: ['stranger', 'bank-public-key'] }),
        alg: input('string', 'the HMAC', { optional: true, allowed: SYMMETRIC.map(({ name }) => name) }),
      },
      run: (_jwt, { header, payload }, { alg }, keys) => {
        if (typeof alg !== 'string') return byStranger(header, payload);
        const known = keys.find((key) => key.kid === header.kid) ?? keys[0] ?? {};
        return hmacJws({ ...header, alg }, payload, JSON.stringify(known));
      },
    },
  ],
]);

const unshown = (detail: string): VerifierReport => ({ noticed: null, detail });

/**
 * Alters an artefact and says whether our verifier refuses it. Where it refuses the genuine one too, the detail says so,
 * for then nothing is shown. An artefact that cannot be altered so is the bank's doing, and is reported. Throws TppFault for an
 * alteration that is unknown.
 */
export async function tryVerifier(
  artefact: Artefact,
  call: { do: string; with: Inputs },
  keys: readonly PublicJwk[],
  expected: Pick<Expected, 'issuer' | 'nowMs'>,
): Promise<VerifierReport> {
  const alteration = ALTERATIONS.get(call.do);
  const parts = readJws(artefact.jwt);
  if (!alteration) throw new TppFault(`unknown verifier check ${call.do}`);
  if (!parts) return unshown('the captured artefact is not a signed JWT');
  if (!algorithmNamed(parts.header.alg)?.asymmetric)
    return unshown('the captured artefact is not signed with a key of the bank');
  const whole = { ...expected, clientId: artefact.clientId, nonce: artefact.nonce };
  const forged = await alteration.run(artefact.jwt, parts, call.with, keys);
  if (forged === artefact.jwt) return unshown(`${call.do} leaves the captured artefact as it is`);
  try {
    const noticed = !acceptable(await verifyJwt(forged, keys, whole));
    const genuine = acceptable(await verifyJwt(artefact.jwt, keys, whole)) ? '' : ', and the genuine one too';
    return { noticed, detail: `our verifier ${noticed ? 'refused' : 'accepted'} the altered JWT${genuine}` };
  } catch (error) {
    if (error instanceof Ended) return unshown(error.outcome.detail);
    throw error;
  }
}
