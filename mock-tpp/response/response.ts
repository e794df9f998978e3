/** Reads an authorization response: in the open or inside a JWT, a code or an error, and what a correct client says to it. */
import { errorFlaws, isErrorCode, malformed, okOutcome } from '../answer.ts';
import type { Json, TppOutcome } from '../contract.ts';
import type { AuthorizationRequest } from '../memory.ts';
import type { Callback } from '../psu/callback.ts';
import { said } from '../said.ts';
import type { StepContext, StepResult } from '../step.ts';
import { FRONT_FACTS, readFrontIdToken } from './front-channel.ts';
import { factsOf, jwtFacts, type ReadJwt, readBankJwt } from './jwt.ts';
import { modeAsItCame, modeAsked } from './mode.ts';

type Facts = { [name: string]: Json };

export const RESPONSE_FACTS = {
  'response.mode': 'how it came, as response_mode names it, such as query or form_post.jwt',
  'response.mode_matches': 'whether that is the mode that was asked for',
  'response.iss': 'issuer in the response, inside the JWT with JARM',
  'response.iss_matches': 'whether it is the issuer of the target',
  'response.state_matches': 'whether the state is the one that was sent',
  'response.state_changed': 'whether it is another one; none at all is not another',
  'response.tells_challenge': 'whether it holds the PKCE challenge as it was sent; null when none was',
  'response.iss_outside': 'whether iss stands outside the response JWT; null without one',
  'response.outside': 'response parameters that stand outside the response JWT, iss excepted',
  'response.repeated': 'response parameters that came more than once',
  'response.refused': 'facts for which a correct client would go no further; an empty list when it goes on',
  'response.access_token': 'whether it holds an access token, inside a response JWT or outside of it',
  'response.unprintable': 'whether the code holds letters beyond printable ASCII; null without a code',
  'response.error_flaws': 'members of an error that hold letters beyond those they may hold; null without an error',
  ...jwtFacts('jarm'),
  'jarm.iss': 'its issuer',
  'jarm.aud': 'its audience',
  'jarm.lifetime_s': 'seconds to its end',
  'jarm.error': 'the error inside it',
  ...FRONT_FACTS,
  'front.id_token.in_query': 'whether it stood in the query, where logs keep it, and not in an encrypted JWT',
};

/** What belongs inside the JWT; parameters that nobody defined may travel anywhere. @requirement JARM-2.1-5 */
const PARAMETERS = ['code', 'state', 'error', 'error_description', 'error_uri', 'id_token', 'access_token'];

/**
 * Gives the code, or how the response ends the step. What a correct client would refuse is reported and read all the same,
 * so that each mistake of a bank is found at its own clause.
 * @requirement RFC9207-2.4-1 JARM-2.4-1
 */
export async function readResponse(
  context: StepContext,
  request: AuthorizationRequest,
  { carrier, params, status }: Callback,
): Promise<StepResult & { facts: Facts }> {
  const { around, bank, memory, compare } = context;
  const outside = new Map(params);
  const text = outside.get('response');
  const jarm = text === undefined ? null : await readJarm(context, text);
  const inside = jarm?.verified?.payload ?? null;
  const value = (name: string): string | null => textOf(inside ? inside[name] : outside.get(name));
  const [iss, state] = [value('iss'), value('state')];
  const code = value('code') ?? outside.get('code') ?? null;
  if (code !== null) around.taint(code, 'authorization code');
  const mode = modeAsItCame(carrier, text !== undefined);
  const front = await readFrontIdToken(context, request, { idToken: value('id_token'), code });
  const told: Facts = {
    'response.mode': mode,
    'response.mode_matches': compare('response.mode_matches', mode, modeAsked(request.parameters)),
    'response.iss': iss,
    'response.iss_matches': compare('response.iss_matches', iss, bank.issuer),
    'response.state_matches': compare('response.state_matches', state, request.state),
    'response.state_changed': state !== null && state !== request.state,
    'response.tells_challenge': tellsChallenge([...outside.values(), JSON.stringify(inside)], request),
    'response.iss_outside': text === undefined ? null : outside.has('iss'),
    'response.outside': PARAMETERS.filter((name) => outside.has(name)),
    'response.repeated': [...new Set(params.map(([name]) => name).filter((name, at, all) => all.indexOf(name) !== at))],
    'jarm.present': text !== undefined,
    ...(jarm ? jarmFacts(context, jarm) : {}),
    ...front.facts,
    'front.id_token.in_query':
      carrier === 'query' && front.facts['front.id_token.present'] === true && jarm?.opened.encrypted !== true,
  };
  const member = (name: string): string | null => value(name) ?? outside.get(name) ?? null;
  const [error, description] = [member('error'), member('error_description')];
  const facts = {
    ...told,
    'response.refused': refused(told),
    'response.access_token': member('access_token') !== null,
    'response.unprintable': code === null ? null : /[^\x20-\x7e]/.test(code),
    'response.error_flaws': error === null ? null : errorFlaws({ error, error_description: description ?? '' }),
  };
  const end = endOf({ params, status, jarm, code, error, description });
  if (end !== null || code === null) return { outcome: end ?? malformed(status, 'the response holds no code'), facts };
  memory.codes.set(code, { ...request, front: front.subject });
  return { outcome: okOutcome('the bank gave a code'), outputs: { code, iss, state }, facts };
}

/** @requirement RFC7636-4.4-2 */
function tellsChallenge(texts: string[], { parameters }: AuthorizationRequest): boolean | null {
  const challenge = parameters.find(([name]) => name === 'code_challenge')?.[1] ?? '';
  return challenge === '' ? null : texts.some((text) => text.includes(challenge));
}

async function readJarm(context: StepContext, text: string): Promise<ReadJwt> {
  context.around.taint(text, 'authorization response');
  return readBankJwt(context, text, { artefact: 'jarm', kind: 'jarm', nonce: null });
}

interface Read {
  params: readonly [string, string][];
  status: number | null;
  jarm: ReadJwt | null;
  code: string | null;
  error: string | null;
  description: string | null;
}

/** The outcome of a response that gives no code to go on with, or null. */
function endOf({ params, status, jarm, code, error, description }: Read): TppOutcome | null {
  const names = params.map(([name]) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) return malformed(status, `the response holds ${repeated} twice`);
  if (jarm?.opened.decrypted === false)
    return malformed(status, `the response is encrypted and cannot be read: ${jarm.opened.problem}`);
  if (jarm && !jarm.verified) return malformed(status, 'the response is not a JWT');
  if (error !== null && !isErrorCode(error)) return malformed(status, 'the error in the response is not an error code');
  if (error !== null) {
    const words = description ? `: ${said(description)}` : '';
    return { ok: false, codes: [`redirect.${error}`], clear: true, detail: `sent back with ${error}${words}` };
  }
  if (code === null || code === '') return malformed(status, 'the response holds neither code nor error');
  return null;
}

function jarmFacts(context: StepContext, jarm: ReadJwt): Facts {
  const { verified } = jarm;
  const { iss = null, aud = null, error } = verified?.payload ?? {};
  return {
    ...factsOf(context, 'jarm', jarm),
    'jarm.iss': iss,
    'jarm.aud': aud,
    'jarm.lifetime_s': verified?.lifetimeS ?? null,
    'jarm.error': textOf(error),
  };
}

/** Facts, and what each has to be for a correct client to go on; one that is not there, or null, does not matter. */
const GOES_ON: { [fact: string]: boolean } = {
  'response.state_matches': true,
  'jarm.signature': true,
  'jarm.iss_matches': true,
  'jarm.aud_matches': true,
  'jarm.has_exp': true,
  'jarm.expired': false,
  'front.id_token.signature': true,
  'front.id_token.iss_matches': true,
  'front.id_token.aud_matches': true,
  'front.id_token.nonce_matches': true,
  'front.id_token.has_exp': true,
  'front.id_token.expired': false,
  'front.c_hash_matches': true,
  'front.s_hash_matches': true,
};

/** @requirement JARM-2.4-2 RFC9207-2.4-4 OIDC-CORE-3.1.3.7-2 */
function refused(facts: Facts): string[] {
  const wrong = Object.entries(GOES_ON).filter(
    ([name, wanted]) => typeof facts[name] === 'boolean' && facts[name] !== wanted,
  );
  const stranger = facts['response.iss'] !== null && facts['response.iss_matches'] === false;
  return [...wrong.map(([name]) => name), ...(stranger ? ['response.iss_matches'] : [])];
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
