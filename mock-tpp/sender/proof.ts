/** A DPoP proof for one request, and the ways to get it wrong. */
import { createHash } from 'node:crypto';
import type { Json } from '../contract.ts';
import { durationMs } from '../duration.ts';
import { TppFault } from '../fault.ts';
import { isObject } from '../json.ts';
import { ALGORITHMS, type Algorithm, algorithmFor } from '../oauth/algorithm.ts';
import { flipSignature, hmacJws, publicPem, readJws, signJws, strangerKey } from '../oauth/jws.ts';
import { leadTo } from '../oauth/key-address.ts';
import { PARALLEL } from '../parallel.ts';
import { randomText } from '../random.ts';
import type { StepContext } from '../step.ts';
import { NEIGHBOURS, otherwise, SPELLINGS, withoutQuery } from './htu.ts';
import { macProofKey, newProofKey, proofKey, publicHalf, rsaProofKey, thumbprint } from './key.ts';
import { BACK_CHANNEL, type Jwk } from './memory.ts';

/** What steps and actions have in common; only steps carry mutations and are remembered by their id. */
export type ProofContext = Pick<StepContext, 'around' | 'bank' | 'memory' | 'clientName'> &
  Partial<Pick<StepContext, 'edits' | 'call' | 'lead'>>;

/** The parts of a proof that generic mutations may address, at every step that carries one. */
export const PROOF_PARTS = ['dpop.header', 'dpop.claim'] as const;

export interface Proved {
  method: string;
  url: string;
  /** The access token that is presented along with it, or null. */
  token: string | null;
  /** The nonce of the server, when one is known. */
  nonce: string | null;
}

/**
 * A fresh proof, or null when it is left out on purpose.
 * @requirement RFC9449-4.2-1 RFC9449-4.2-4 RFC9449-4.2-5 RFC9449-4.2-6
 */
export function makeProof(context: ProofContext, proved: Proved): Promise<string | null> {
  const { edits } = context;
  const make = () => newProof(context, proved);
  if (edits?.take(PARALLEL)?.same !== 'proof') return make();
  return edits.once(`dpop proof with the nonce ${proved.nonce}`, make);
}

async function newProof(context: ProofContext, { method, url, token, nonce }: Proved): Promise<string | null> {
  const { edits, around, memory, call } = context;
  if (edits?.take('dpop.omit')) return null;
  const replay = edits?.take('dpop.replay');
  if (replay) return earlier(context, replay.of);
  const now = around.now();
  const dated = edits?.take('dpop.date');
  const offset = dated ? durationMs(dated.offset) : 0;
  const key = signingKey(context);
  const { alg, shown, sign } = signing(context, key);
  const header: Jwk = { typ: 'dpop+jwt', alg, jwk: edits?.take('dpop.expose') ? shown : publicHalf(shown) };
  const lead = edits?.take('dpop.lead');
  if (lead && context.lead) Object.assign(header, await leadTo({ lead: context.lead }, lead, shown));
  const claims: Jwk = {
    jti: randomText(around, 16),
    htm: method,
    htu: htuOf(context, url),
    iat: Math.floor((now + offset) / 1000),
    ...(token === null ? {} : { ath: createHash('sha256').update(token).digest('base64url') }),
    ...nonceIn(context, dated ? null : nonce),
  };
  edits?.members('dpop.header', header, now);
  edits?.members('dpop.claim', claims, now);
  const signed = await sign(header, claims);
  const proof = edits?.take('dpop.flip') ? flipSignature(signed) : signed;
  if (call) memory.sender.proofs.set(call.id, proof);
  return proof;
}

/** @requirement RFC9449-4.2-6 RFC9449-9-2 */
function nonceIn({ edits, memory }: ProofContext, usual: string | null): { nonce?: string } {
  if (edits?.take('dpop.borrow-nonce')) return { nonce: memory.sender.nonces.get(BACK_CHANNEL) ?? 'nobody-gave-this' };
  return usual === null ? {} : { nonce: usual };
}

function earlier({ memory }: ProofContext, step: Json | undefined): string {
  const sent = typeof step === 'string' ? memory.sender.proofs.get(step) : undefined;
  if (sent === undefined)
    throw new TppFault(`no DPoP proof was sent at ${JSON.stringify(step ?? null)} that could be sent again`);
  return sent;
}

/** The key of the session, or one that nobody has seen. */
function signingKey(context: ProofContext): Jwk {
  const own = proofKey(context);
  const { edits } = context;
  return edits?.take('dpop.key') ? edits.once('dpop.key', () => newProofKey(context)) : own;
}

interface Signing {
  alg: string;
  /** Its public half stands in the header. */
  shown: Jwk;
  sign(header: Jwk, claims: Jwk): string | Promise<string>;
}

/** How `dpop.sign` may sign instead: the header shows a key that fits. Null where there is none to show. */
function signedOtherwise(
  usual: Signing,
  context: ProofContext,
  { name, kty, hash, asymmetric }: Algorithm,
): Signing | null {
  if (hash === null) return { ...usual, alg: name };
  if (!asymmetric) return withMac(macProofKey(context), name);
  return kty === 'RSA' ? withKey(rsaProofKey(context), name) : null;
}

const withKey = (key: Jwk, alg: string): Signing => ({
  alg,
  shown: key,
  sign: (header, claims) => signJws(header, claims, key),
});

const withMac = (key: Jwk, alg: string): Signing => ({
  alg,
  shown: key,
  sign: (header, claims) => hmacJws(header, claims, Buffer.from(String(key.k), 'base64url')),
});

/** What a careless bank takes for a MAC: the public key that the header shows is its secret. */
const confused = (usual: Signing, alg: string): Signing => ({
  ...usual,
  alg,
  sign: (header, claims) => hmacJws(header, claims, publicPem(usual.shown)),
});

function signing(context: ProofContext, key: Jwk): Signing {
  const own = algorithmFor(key);
  if (own === null) throw new TppFault(`no algorithm signs with a key of type ${String(key.kty)}`);
  const usual = withKey(key, own.name);
  const asked = context.edits?.take('dpop.sign');
  if (!asked) return usual;
  const { alg, key: signer } = asked;
  if (signer === 'stranger') return { ...usual, sign: (header, claims) => signJws(header, claims, strangerKey(own)) };
  const algorithm = ALGORITHMS.get(String(alg));
  if (signer === 'own' && algorithm && !algorithm.asymmetric && algorithm.hash !== null)
    return confused(usual, algorithm.name);
  const otherwise = algorithm && algorithm !== own ? signedOtherwise(usual, context, algorithm) : null;
  if (otherwise === null) throw new TppFault('the proof would be signed as it is anyway, so dpop.sign changes nothing');
  return otherwise;
}

function htuOf({ edits }: ProofContext, url: string): string {
  const spelling = edits?.take('dpop.respell');
  if (spelling) return otherwise(SPELLINGS, String(spelling.how ?? 'capitals'), url);
  const neighbour = edits?.take('dpop.elsewhere');
  if (neighbour) return otherwise(NEIGHBOURS, String(neighbour.how), url);
  return edits?.take('dpop.add-query') ? `${withoutQuery(url)}?of=another#part` : withoutQuery(url);
}

/** The nonce that a proof holds, or null. */
export function nonceOf(proof: string): string | null {
  const nonce = readJws(proof)?.payload.nonce;
  return typeof nonce === 'string' ? nonce : null;
}

/** Thumbprint of the key that a proof shows, or null when it shows none. */
export function thumbprintOf(proof: string): string | null {
  const jwk = readJws(proof)?.header.jwk;
  return isObject(jwk) ? thumbprint(jwk) : null;
}
