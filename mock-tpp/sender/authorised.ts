/** The one way to send a request that shows who sends it: token scheme, DPoP proof, nonce retry. */
import type { Json, TppExchange } from '../contract.ts';
import { TppFault } from '../fault.ts';
import type { StepContext } from '../step.ts';
import type { HttpDraft } from '../transport/http.ts';
import { constraintOf } from './constraint.ts';
import { demandsNonce, keepNonce } from './nonce.ts';
import { makeProof, type ProofContext, thumbprintOf } from './proof.ts';

export type SenderContext = ProofContext & Pick<StepContext, 'client' | 'send'>;

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
  /** Null when nothing was proved. */
  nonceDemanded: boolean | null;
}

export const PROOF_FACTS = {
  'dpop.nonce_demanded': 'whether the server demanded a nonce first; told of clients that prove a key',
};

/** The facts of PROOF_FACTS. */
export const proofFacts = ({ nonceDemanded }: Sent): { [name: string]: Json } =>
  nonceDemanded === null ? {} : { 'dpop.nonce_demanded': nonceDemanded };

/**
 * Sends a request, and once more when the server demands a nonce: built anew, with the same mutations.
 * @requirement RFC9449-8-1 RFC9449-9-1 FAPI2-SP-5.3.3.1-8
 */
export async function sendAuthorised(context: SenderContext, unsent: Unsent): Promise<Sent> {
  const first = await attempt(context, unsent);
  const demanded = first.proof !== null && demandsNonce(first.exchange);
  const { exchange, proof } = demanded ? await attempt(context, unsent) : first;
  return {
    exchange,
    jkt: proof === null ? null : thumbprintOf(proof),
    nonceDemanded: proof === null ? null : demanded,
  };
}

async function attempt(
  context: SenderContext,
  { build, token, proves }: Unsent,
): Promise<{ exchange: TppExchange; proof: string | null }> {
  const { edits, memory, client, around } = context;
  const draft = await build();
  const headers: [string, string][] = [...draft.headers];
  if (token !== null) headers.push(['authorization', `${schemeOf(context, token)} ${token}`]);
  const { method, url } = draft;
  const server = serverOf(url, token);
  const nonce = memory.sender.nonces.get(server) ?? null;
  const proof = proves && constraintOf(client).proves ? await makeProof(context, { method, url, token, nonce }) : null;
  if (proof !== null) headers.push(['dpop', proof]);
  edits?.pairs('header', headers, around.now());
  const exchange = await context.send({ ...draft, headers });
  keepNonce(memory.sender, server, exchange);
  return { exchange, proof };
}

/** The authorization server and each resource server have nonces of their own. @requirement RFC9449-9-2 */
const serverOf = (url: string, token: string | null): string =>
  token === null ? 'authorization server' : `resource server ${new URL(url).origin}`;

/** As the client's sender constraint has it, unless the token came as something else. */
function schemeOf({ memory, client, edits }: SenderContext, token: string): string {
  const usual = memory.sender.schemes.get(token) ?? constraintOf(client).scheme;
  const other = edits?.take('token.scheme')?.value;
  if (other === usual) throw new TppFault(`token.scheme changes nothing: the token is presented as ${usual} anyway`);
  return other === undefined ? usual : String(other);
}
