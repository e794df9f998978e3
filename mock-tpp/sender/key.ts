/** Keys for DPoP proofs: made for one session and one client, and named by their thumbprint. */
import { createECDH, createHash, generateKeyPairSync } from 'node:crypto';
import { randomText } from '../random.ts';
import type { StepContext } from '../step.ts';
import { constraintOf } from './constraint.ts';
import type { Jwk } from './memory.ts';

export type KeyContext = Pick<StepContext, 'around' | 'bank' | 'memory' | 'clientName'>;

/** Order of the curve P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Sixty-four bits more than the order, so that no value is likelier than another. */
const RANDOM_BYTES = 40;

/** A private P-256 key from the injected randomness, its secret tainted. */
export function newProofKey({ around }: Pick<KeyContext, 'around'>): Jwk {
  const drawn = BigInt(`0x${Buffer.from(around.random(RANDOM_BYTES)).toString('hex')}`);
  const secret = Buffer.from(((drawn % (ORDER - 1n)) + 1n).toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(secret);
  const point = curve.getPublicKey();
  const d = secret.toString('base64url');
  around.taint(d, 'DPoP key');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  return { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '', d };
}

/** The key that the acting client proves with in this session: the one the target gives it, or one that is made up. */
export function proofKey(context: KeyContext): Jwk {
  const { keys } = context.memory.sender;
  const key = keys.get(context.clientName) ?? registered(context) ?? newProofKey(context);
  keys.set(context.clientName, key);
  return key;
}

function registered({ bank, clientName }: KeyContext): Jwk | null {
  const key = bank.clients[clientName]?.dpop ?? null;
  return key === null ? null : { ...key.jwk, alg: key.alg };
}

let rsa: Jwk | null = null;

/** For proofs that are signed in a way that needs RSA; slow to make, so made once. */
export function rsaProofKey({ around }: Pick<KeyContext, 'around'>): Jwk {
  rsa ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }) as Jwk;
  for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi']) around.taint(String(rsa[member]), 'DPoP key');
  return rsa;
}

/** The key of a MAC, its secret tainted. */
export function macProofKey({ around }: Pick<KeyContext, 'around'>): Jwk {
  const k = randomText(around);
  around.taint(k, 'DPoP key');
  return { kty: 'oct', k };
}

/** The public members that make a key what it is, in the order of their names, by key type. @requirement RFC9449-4.2-3 */
const PUBLIC_MEMBERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['OKP', ['crv', 'kty', 'x']],
  // For a proof that is no proof: the key of a MAC has no public half.
  ['oct', ['k', 'kty']],
  ['RSA', ['e', 'kty', 'n']],
]);

export function publicHalf(jwk: Jwk): Jwk {
  const names = PUBLIC_MEMBERS.get(String(jwk.kty)) ?? [];
  return Object.fromEntries(names.map((name) => [name, jwk[name] ?? null]));
}

/** RFC 7638, SHA-256. @requirement RFC9449-6.1-1 */
export const thumbprint = (jwk: Jwk): string =>
  createHash('sha256')
    .update(JSON.stringify(publicHalf(jwk)))
    .digest('base64url');

/** What the acting client's tokens are bound to, as `dpop_jkt` has it; null for a client that proves no key. @requirement RFC9449-10-1 */
export const boundThumbprint = (context: KeyContext & Pick<StepContext, 'client'>): string | null =>
  constraintOf(context.client).proves ? thumbprint(proofKey(context)) : null;
