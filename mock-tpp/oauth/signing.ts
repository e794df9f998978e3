/** The JWTs that a client signs: with its own key, or with the key and algorithm that a mutation asks for. */
import { notPossible } from '../answer.ts';
import type { Json, TppKey } from '../contract.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import { publicHalf } from '../sender/key.ts';
import type { StepContext } from '../step.ts';
import { ALGORITHMS, type Algorithm, algorithmNamed, fits } from './algorithm.ts';
import { certificateSigner } from './certificate-signer.ts';
import { flipSignature, hmacJws, type JwtEncoding, signJws, strangerKey } from './jws.ts';
import { leadTo } from './key-address.ts';

type Inputs = { [name: string]: Json };

/** Who signs, and whose keys there are. */
type Signer = Pick<StepContext, 'bank' | 'client' | 'clientName'>;

/** The key that signs for the acting client. Throws TppFault when the target gives it none. */
export function ownKey({ client, clientName }: Signer): TppKey {
  const [key] = client.signing;
  if (!key) throw new TppFault(`the client ${clientName} has no signing key in the target file`);
  return key;
}

/**
 * Signs the claims as the acting client, with the mutations of that JWT before and after signing.
 * Throws Ended when a mutation asks for a key that the target does not give.
 */
export async function signedByClient(
  context: StepContext,
  what: 'assertion' | 'request_object' | 'registration_jwt',
  typ: string,
  claims: Inputs,
): Promise<string> {
  const { edits } = context;
  const now = context.around.now();
  const own = ownKey(context);
  const header: Inputs = { alg: own.alg, typ, ...kidOf(own) };
  edits.members(`${what}.header`, header, now);
  edits.members(`${what}.claim`, claims, now);
  const encoding: JwtEncoding = edits.take(`${what}.utf-16`) ? 'utf-16' : 'utf-8';
  const otherwise = edits.take(`${what}.sign`);
  if (otherwise?.secret !== undefined) {
    header.alg = 'HS256';
    return hmacJws(header, claims, String(otherwise.secret));
  }
  const signing: KeyInUse = otherwise ? otherKey(context, otherwise) : own;
  const lead = edits.take(`${what}.lead`);
  const stranger = lead ? strangerOf(context) : null;
  if (lead && stranger) Object.assign(header, await leadTo(context, lead, { ...stranger.jwk, ...kidOf(own) }));
  if (otherwise) {
    if (signing.jwk === own.jwk && signing.alg === header.alg)
      throw new TppFault(`${what}.sign changes nothing: the JWT would be signed like that anyway`);
    Object.assign(header, { alg: signing.alg }, kidOf(signing), embedded(otherwise, signing), signing.x5c);
    edits.tell(`${context.call.id}: ${what} signed with ${describeKey(signing)}`);
  }
  const jwt = await signJws(header, claims, (stranger ?? signing).jwk, encoding);
  return edits.take(`${what}.flip`) ? flipSignature(jwt) : jwt;
}

/** A key that nobody registered, to be found in the header. */
const embedded = ({ key }: Inputs, { jwk }: TppKey): Inputs => (key === 'embedded' ? { jwk: publicHalf(jwk) } : {});

const kidOf = ({ jwk }: TppKey): Inputs => (jwk.kid === undefined ? {} : { kid: jwk.kid });

export const describeKey = ({ jwk, alg }: TppKey): string =>
  `the ${String(jwk.kty)} key ${JSON.stringify(jwk.kid ?? null)} for ${alg}`;

/** Which key signs by the input `key`; null when the target has none. The stranger keeps our kid, for only its key is wrong. */
const stranger = (context: Signer, { name, kty, crv }: Algorithm): TppKey => {
  const { kid: _, ...jwk } = strangerKey(kty === null ? kindOf(ownKey(context)) : { kty, crv });
  return { jwk, alg: name };
};

/** One that signs as the own key does. */
function strangerOf(context: Signer): TppKey {
  const algorithm = algorithmNamed(ownKey(context).alg);
  if (!algorithm) throw new TppFault(`there is no algorithm ${ownKey(context).alg}`);
  return stranger(context, algorithm);
}

const SIGNERS: { [key: string]: (context: Signer, algorithm: Algorithm) => TppKey | null } = {
  own: ({ client }, algorithm) => fittingKey(client.signing, algorithm),
  'other-own': ({ client }) => client.signing[1] ?? null,
  stranger,
  embedded: stranger,
};

const kindOf = ({ alg }: TppKey): Algorithm | undefined => algorithmNamed(alg) ?? undefined;

/** A key that is registered for an algorithm, or else one that can be used with it, so that only the algorithm is wrong. */
function fittingKey(keys: readonly TppKey[], algorithm: Algorithm): TppKey | null {
  const registered = keys.find(({ alg }) => alg === algorithm.name);
  const usable = keys.find(({ jwk }) => fits(algorithm, jwk));
  const key = registered ?? usable;
  return key ? { jwk: key.jwk, alg: algorithm.name } : null;
}

/** A key, and what else the header says of it. */
type KeyInUse = TppKey & { x5c?: Inputs };

const otherKey = (context: StepContext, asked: Inputs): KeyInUse =>
  asked.certificate === undefined
    ? signingKeyFor(context, asked)
    : certificateSigner(context, String(asked.certificate));

/** The key that the inputs of a mutation ask for. Throws Ended when the target does not give it. */
export function signingKeyFor(context: Signer, { key = 'own', alg }: Inputs): TppKey {
  const asked = alg === undefined ? undefined : ALGORITHMS.get(String(alg));
  if (alg !== undefined && !asked) throw new TppFault(`there is no algorithm ${String(alg)}`);
  const name = String(key);
  const usual = algorithmNamed(ownKey(context).alg);
  const algorithm = asked ?? usual;
  if (!algorithm) throw new TppFault(`there is no algorithm ${ownKey(context).alg}`);
  const found = Object.hasOwn(SIGNERS, name)
    ? SIGNERS[name]?.(context, algorithm)
    : (clientNamed(context, name).signing[0] ?? null);
  if (!found || (asked && !fits(asked, found.jwk)))
    throw new Ended(
      notPossible(`the target gives the client ${name === 'own' ? context.clientName : name} no key that signs so`),
    );
  return asked ? { jwk: found.jwk, alg: asked.name } : found;
}

function clientNamed({ bank }: Signer, name: string) {
  const client = Object.hasOwn(bank.clients, name) ? bank.clients[name] : undefined;
  if (!client) throw new TppFault(`the target has no client ${name}`);
  return client;
}
