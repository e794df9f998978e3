/** The one way to send a request that shows who sends it: token scheme, DPoP proof, nonce retry, signature. */
import { succeeded } from '../answer.ts';
import type { Json, TppExchange, TppSignature } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { signRequest } from '../signature/sign.ts';
import { type SignatureFacts, verifyAnswer } from '../signature/verify.ts';
import type { StepContext } from '../step.ts';
import type { HttpDraft } from '../transport/http.ts';
import { constraintOf } from './constraint.ts';
import { demandsNonce, keepNonce } from './nonce.ts';
import { makeProof, nonceOf, type ProofContext, type Proved, thumbprintOf } from './proof.ts';

export type SenderContext = ProofContext & Pick<StepContext, 'client' | 'send' | 'metadata' | 'browse' | 'compare'>;

export interface Unsent {
  /**
   * Everything but what is added here. It is called again for a retry, and has to make what may be used once afresh and
   * apply its mutations anew.
   */
  build(): HttpDraft | Promise<HttpDraft>;
  /** The access token to present; null in the back channel. */
  token: string | null;
  /** Whether a client that proves its key does so here. */
  proves: boolean;
}

export interface Sent {
  /** The last one; a first one that was answered with a demand for a nonce is kept as evidence as well. */
  exchange: TppExchange;
  /** Thumbprint of the key that was proved, or null. */
  jkt: string | null;
  /** Whether one was demanded, and whether another than the one given last was taken. Null when nothing was proved. */
  nonces: { demanded: boolean; otherTaken: boolean } | null;
  /** What the signature of the answer shows; null where none is expected. */
  signature: SignatureFacts | null;
}

/** The facts of SIGNATURE_FACTS. */
export const signatureFacts = ({ signature }: Sent): SignatureFacts => signature ?? {};

export const PROOF_FACTS = {
  'dpop.nonce_demanded': 'whether the server demanded a nonce first; only of clients that prove a key',
  'dpop.other_nonce_taken': 'true when it took a proof without the nonce that it had given last; else null',
};

/** The facts of PROOF_FACTS. */
export const proofFacts = ({ nonces }: Sent): { [name: string]: Json } =>
  nonces === null
    ? {}
    : { 'dpop.nonce_demanded': nonces.demanded, 'dpop.other_nonce_taken': nonces.otherTaken || null };

/**
 * Sends a request, and once more when the server demands a nonce: built anew, with the same mutations.
 * @requirement RFC9449-8-1 RFC9449-9-1 FAPI2-SP-5.3.3.1-8
 */
export async function sendAuthorised(context: SenderContext, unsent: Unsent): Promise<Sent> {
  const first = await attempt(context, unsent);
  const demanded = first.proof !== null && demandsNonce(first.exchange);
  const last = demanded ? await attempt(context, unsent) : first;
  const { exchange, proof } = last;
  const verified = unsent.token === null ? null : await verifyAnswer(context, exchange);
  if (verified?.signature) keepSignature(exchange, verified.signature);
  return {
    exchange,
    signature: verified?.facts ?? null,
    jkt: proof === null ? null : thumbprintOf(proof),
    nonces: proof === null ? null : { demanded, otherTaken: tookOther(last) },
  };
}

interface Attempt {
  exchange: TppExchange;
  proof: string | null;
  /** What the server had given last before. */
  nonce: string | null;
}

/** @requirement RFC9449-4.3-10 RFC9449-8-4 */
function tookOther({ exchange, proof, nonce }: Attempt): boolean {
  const status = exchange.response?.status ?? 0;
  return proof !== null && nonce !== null && nonceOf(proof) !== nonce && succeeded(status);
}

async function attempt(context: SenderContext, { build, token: usual, proves }: Unsent): Promise<Attempt> {
  const { edits, memory, client, around } = context;
  const draft = await build();
  const token = usual === null ? null : presented(context, usual);
  const headers: [string, string][] = [...draft.headers];
  if (token !== null) headers.push(['authorization', `${schemeOf(context, token)} ${token}`]);
  const { method, url } = draft;
  const server = serverOf(url, token);
  const nonce = memory.sender.nonces.get(server) ?? null;
  const proved = { method, url, token, nonce };
  const proof = proves && constraintOf(client).proves ? await makeProof(context, proved) : null;
  if (proof !== null) headers.push(['dpop', proof]);
  if (proof !== null && edits?.take('dpop.twice')) await addProof(headers, context, proved);
  edits?.pairs('header', headers, around.now());
  const whole = { ...draft, headers };
  const { draft: signed, signature } =
    token === null ? { draft: whole, signature: null } : await signRequest(context, whole);
  const exchange = await context.send(signed);
  if (signature !== null) keepSignature(exchange, signature);
  keepNonce(memory.sender, server, exchange);
  return { exchange, proof, nonce };
}

function keepSignature(exchange: TppExchange, signature: TppSignature): void {
  exchange.signatures = [...(exchange.signatures ?? []), signature];
}

async function addProof(headers: [string, string][], context: SenderContext, proved: Proved): Promise<void> {
  const proof = await makeProof(context, proved);
  if (proof !== null) headers.push(['dpop', proof]);
}

/** The authorization server and each resource server have nonces of their own. @requirement RFC9449-9-2 */
const serverOf = (url: string, token: string | null): string =>
  token === null ? 'authorization server' : `resource server ${new URL(url).origin}`;

/** Another token is presented as its own: with its scheme, and a proof made for it. */
function presented({ edits }: SenderContext, usual: string): string {
  const other = edits?.take('token.present')?.token;
  if (other === undefined) return usual;
  if (typeof other !== 'string' || other === usual) throw new TppFault('token.present needs another token');
  return other;
}

/** As the client's sender constraint has it, unless the token came as something else. */
function schemeOf({ memory, client, edits }: SenderContext, token: string): string {
  const usual = memory.sender.schemes.get(token) ?? constraintOf(client).scheme;
  const other = edits?.take('token.scheme')?.value;
  if (other === usual) throw new TppFault(`token.scheme changes nothing: the token is presented as ${usual} anyway`);
  return other === undefined ? usual : String(other);
}
