/** The one way to send a request that shows who sends it: token scheme, DPoP proof, nonce retry, signature. */
import { isErrorCode, succeeded } from '../answer.ts';
import type { Json, TppExchange, TppSignature } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { isObject, readJson } from '../json.ts';
import { signRequest } from '../signature/sign.ts';
import { type SignatureFacts, verifyAnswer } from '../signature/verify.ts';
import type { StepContext } from '../step.ts';
import type { HttpDraft } from '../transport/http.ts';
import { constraintOf } from './constraint.ts';
import { BACK_CHANNEL } from './memory.ts';
import { demandsNonce, keepNonce, NONCE_FACTS, nonceFacts } from './nonce.ts';
import { makeProof, nonceOf, type ProofContext, type Proved, thumbprintOf } from './proof.ts';
import { written } from './written.ts';

/** The artefact that a step captures whose answer is signed, for verifier checks. */
export const SIGNED_ANSWER = 'signature';

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
  /** What is made of the request when all of it is there, before it is sent. */
  seal?: (draft: HttpDraft) => Promise<HttpDraft>;
}

export interface Sent {
  /** The last one; a first one that was answered with a demand for a nonce is kept as evidence as well. */
  exchange: TppExchange;
  /** Thumbprint of the key that was proved, or null. */
  jkt: string | null;
  /**
   * Whether one was demanded, whether another than the one given last was taken, whether the token lives long without any,
   * and the harness clock of that in milliseconds. Null when nothing was proved.
   */
  nonces: { demanded: boolean; otherTaken: boolean; longLived: boolean | null; at: number } | null;
  /** What the signature of the answer shows; null where none is expected. */
  signature: SignatureFacts | null;
}

/** The facts of SIGNATURE_FACTS. */
export const signatureFacts = ({ signature }: Sent): SignatureFacts => signature ?? {};

export const PROOF_FACTS = {
  'dpop.nonce_demanded': 'whether the server demanded a nonce first; only of clients that prove a key',
  'dpop.other_nonce_taken': 'true when it took a proof without the nonce that it had given last; else null',
  'dpop.long_lived':
    'whether the access token lives for more than a day and the resource has given no nonce; null without a token, or where it has',
  'dpop.error': 'the error that a refusal names; null without a refusal, or one that names none',
  ...NONCE_FACTS,
};

/** @requirement RFC9449-5-2 */
const errorOf = ({ response }: TppExchange): string | null => {
  if (succeeded(response?.status ?? 0)) return null;
  const read = readJson(response?.body ?? '');
  const error = 'value' in read && isObject(read.value) ? read.value.error : null;
  return typeof error === 'string' && isErrorCode(error) ? error : null;
};

/** The facts of PROOF_FACTS. */
export const proofFacts = ({ exchange, nonces }: Sent): { [name: string]: Json } =>
  nonces === null
    ? {}
    : {
        'dpop.nonce_demanded': nonces.demanded,
        'dpop.other_nonce_taken': nonces.otherTaken || null,
        ...nonceFacts(exchange, nonces.at),
        'dpop.long_lived': nonces.longLived,
        'dpop.error': errorOf(exchange),
      };

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
  if (verified?.signature) {
    keepSignature(exchange, verified.signature);
    if (context.call) context.memory.signedAnswers.set(`${context.call.id}.${SIGNED_ANSWER}`, exchange);
  }
  return {
    exchange,
    signature: verified?.facts ?? null,
    jkt: proof === null ? null : thumbprintOf(proof),
    nonces:
      proof === null
        ? null
        : {
            demanded,
            otherTaken: tookOther(context, last),
            longLived: livesLong(context, unsent),
            at: context.around.now(),
          },
  };
}

interface Attempt {
  exchange: TppExchange;
  proof: string | null;
  /** What the server had given last before. */
  nonce: string | null;
}

/** @requirement RFC9449-4.3-10 RFC9449-8-4 */
function tookOther({ edits }: SenderContext, { exchange, proof, nonce }: Attempt): boolean {
  if (proof === null || nonce === null || !succeeded(exchange.response?.status ?? 0)) return false;
  // Where two servers give the same one it is another's all the same.
  return nonceOf(proof) !== nonce || (edits?.take('dpop.borrow-nonce') ?? null) !== null;
}

/** Nobody says what a long life is; a day is one by any measure. */
const LONG_S = 86_400;

/** @requirement RFC9449-11.2-1 */
function livesLong({ memory }: SenderContext, { token }: Unsent): boolean | null {
  const lifetime = token === null ? undefined : memory.sender.lifetimes.get(token);
  if (lifetime === undefined || [...memory.sender.nonces.keys()].some((server) => server !== BACK_CHANNEL)) return null;
  return lifetime > LONG_S;
}

async function attempt(context: SenderContext, { build, token: usual, proves, seal }: Unsent): Promise<Attempt> {
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
  if (proof !== null) headers.push(...(await proofHeaders(context, proof, proved)));
  edits?.pairs('header', headers, around.now());
  const unsealed = { ...draft, headers };
  const whole = seal ? await seal(unsealed) : unsealed;
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

/** Beside the first one another, or something else in its place. */
async function proofHeaders(context: SenderContext, proof: string, proved: Proved): Promise<[string, string][]> {
  const how = context.edits?.take('dpop.write')?.how;
  const twice = context.edits?.take('dpop.twice');
  if (how === undefined && !twice) return [['dpop', proof]];
  const another = (await makeProof(context, proved)) ?? proof;
  if (how !== undefined) return [written(String(how), proof, another)];
  return [
    ['dpop', proof],
    ['dpop', another],
  ];
}

/** The authorization server and each resource server have nonces of their own. @requirement RFC9449-9-2 */
const serverOf = (url: string, token: string | null): string =>
  token === null ? BACK_CHANNEL : `resource server ${new URL(url).origin}`;

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
