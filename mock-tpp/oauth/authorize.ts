/** The step oauth.authorize: sends the user to the bank, and reads what comes back to the redirect_uri. */

import { isErrorCode, malformed, okOutcome } from '../answer.ts';
import type { Json, TppOutcome } from '../contract.ts';
import { input, optionalText } from '../inputs.ts';
import type { AuthorizationRequest } from '../memory.ts';
import { agentOf } from '../psu/agent.ts';
import { walkAuthorization } from '../psu/walk.ts';
import { opening } from '../request/opening.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { verifyWithKeys } from './keys.ts';
import type { Verified } from './verify.ts';

export const authorize: StepDefinition = {
  name: 'oauth.authorize',
  summary: 'Walks the user through sign-in and consent, and reads the authorization response.',
  inputs: {
    request: input('string', 'what oauth.request gave'),
    decision: input('string', 'what the user says on the consent page', {
      optional: true,
      allowed: ['approve', 'deny'],
    }),
  },
  outputs: {
    code: 'the authorization code; secret',
    iss: 'the issuer the response names',
    state: 'the state it echoes',
  },
  facts: {
    'response.mode': 'query, fragment or form_post',
    'response.iss': 'issuer in the response, inside the JWT with JARM',
    'response.iss_matches': 'whether it is the issuer of the target',
    'response.state_matches': 'whether the state is the one that was sent',
    'response.state_changed': 'whether it is another one; none at all is not another',
    'response.outside': 'response parameters that stand outside the response JWT, iss excepted',
    'jarm.present': 'whether the response is a JWT',
    'jarm.signature': 'whether a key of the bank signed it',
    'jarm.alg': 'its algorithm',
    'jarm.iss': 'its issuer',
    'jarm.iss_matches': 'whether that is the issuer of the target',
    'jarm.aud': 'its audience',
    'jarm.aud_matches': 'whether that is this client alone',
    'jarm.has_exp': 'whether it ends',
    'jarm.lifetime_s': 'seconds to its end',
    'jarm.error': 'the error inside it',
    'psu.pages': 'the page rules that were walked',
    'psu.sca': 'whether a page of the second factor was shown',
  },
  parts: ['query'],
  codes: ['sca.required', 'sca.exempted', 'sca.by-now'],
  artefacts: ['jarm'],
  needs: [],
  run,
};

async function run(context: StepContext): Promise<StepResult> {
  const { call, edits, memory } = context;
  const { request, url, foreignUri } = await opening(context);
  const denied = edits.take('psu.deny') !== null || optionalText(call.with, 'decision') === 'deny';
  const walk = await walkAuthorization(
    {
      url,
      redirectUri: request.redirectUri,
      foreignUri,
      decision: denied ? 'deny' : 'approve',
      openTwice: edits.take('browser.open-twice') !== null,
    },
    agentOf(context),
  );
  const seen: { [name: string]: Json } = { 'psu.pages': walk.pages, 'psu.sca': walk.sca };
  if (walk.end.kind === 'stopped') return { outcome: walk.end.outcome, facts: seen };
  const read = await readResponse(context, request, walk.end.callback);
  if (denied && walk.decided !== 'deny' && read.outcome.ok)
    read.outcome = malformed(walk.end.callback.status, 'the bank gave a code without asking, so nobody could decline');
  return { ...read, outcome: withSca(read.outcome, walk.sca, memory.scaAsked), facts: { ...seen, ...read.facts } };
}

function withSca(outcome: TppOutcome, now: boolean, before: boolean): TppOutcome {
  if (!outcome.ok) return outcome;
  const byNow = now || before ? ['sca.by-now'] : [];
  return { ...outcome, codes: [...outcome.codes, now ? 'sca.required' : 'sca.exempted', ...byNow] };
}

/** What belongs inside the JWT; parameters that nobody defined may travel anywhere. @requirement JARM-2.1-5 */
const RESPONSE_PARAMETERS = ['code', 'state', 'error', 'error_description', 'error_uri', 'id_token', 'access_token'];

interface Callback {
  mode: string;
  params: [string, string][];
  status: number;
}

/** @requirement RFC9207-2.4-1 JARM-2.4-1 */
async function readResponse(
  context: StepContext,
  request: AuthorizationRequest,
  callback: Callback,
): Promise<StepResult & { facts: { [name: string]: Json } }> {
  const { around, bank, memory, call } = context;
  const repeated = callback.params.find(
    ([name], index) => callback.params.findIndex(([other]) => other === name) !== index,
  );
  const outside = new Map(callback.params);
  const jwt = outside.get('response');
  const jarm =
    jwt === undefined ? null : await verifyWithKeys(context, jwt, { clientId: context.client.client_id, nonce: null });
  if (jwt !== undefined) {
    around.taint(jwt, 'authorization response');
    memory.artefacts.set(`${call.id}.jarm`, { jwt, kind: 'jarm', clientId: context.client.client_id, nonce: null });
  }
  const value = (name: string): string | null => textOf(jarm ? jarm.payload[name] : outside.get(name));
  const facts: { [name: string]: Json } = {
    'response.mode': callback.mode,
    'response.iss': value('iss'),
    'response.iss_matches': value('iss') === bank.issuer,
    'response.state_matches': value('state') === request.state,
    'response.state_changed': value('state') !== null && value('state') !== request.state,
    'response.outside': RESPONSE_PARAMETERS.filter((name) => outside.has(name)),
    'jarm.present': jarm !== null,
    ...(jarm ? jarmFacts(jarm) : {}),
  };
  if (repeated) return { outcome: malformed(callback.status, `the response holds ${repeated[0]} twice`), facts };
  if (jwt !== undefined && !jarm) return { outcome: malformed(callback.status, 'the response is no JWT'), facts };
  const code = value('code') ?? outside.get('code') ?? null;
  const error = value('error') ?? outside.get('error') ?? null;
  if (error !== null && !isErrorCode(error))
    return { outcome: malformed(callback.status, 'the response holds an error that is no error code'), facts };
  if (error !== null) {
    return {
      outcome: { ok: false, codes: [`redirect.${error}`], clear: true, detail: `sent back with ${error}` },
      facts,
    };
  }
  if (code === null || code === '')
    return { outcome: malformed(callback.status, 'the response holds neither code nor error'), facts };
  around.taint(code, 'authorization code');
  memory.codes.set(code, request);
  return {
    outcome: okOutcome('the bank gave a code'),
    outputs: { code, iss: value('iss'), state: value('state') },
    facts,
  };
}

function jarmFacts(jarm: Verified): { [name: string]: Json } {
  return {
    'jarm.signature': jarm.signature,
    'jarm.alg': jarm.alg,
    'jarm.iss': jarm.payload.iss ?? null,
    'jarm.iss_matches': jarm.issMatches,
    'jarm.aud': jarm.payload.aud ?? null,
    'jarm.aud_matches': jarm.audMatches,
    'jarm.has_exp': jarm.hasExp,
    'jarm.lifetime_s': jarm.lifetimeS,
    'jarm.error': textOf(jarm.payload.error),
  };
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
