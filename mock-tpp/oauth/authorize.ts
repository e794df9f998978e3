/** The step oauth.authorize: sends the user to the bank, and reads what comes back to the redirect_uri. */

import { malformed } from '../answer.ts';
import type { Json, TppOutcome } from '../contract.ts';
import { input, optionalText } from '../inputs.ts';
import { agentOf } from '../psu/agent.ts';
import { ASTRAY } from '../psu/stop.ts';
import { walkAuthorization } from '../psu/walk.ts';
import { opening } from '../request/opening.ts';
import { RESPONSE_FACTS, readResponse } from '../response/response.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';

export const authorize: StepDefinition = {
  name: 'oauth.authorize',
  summary: 'Walks the user through sign-in and consent, and reads the authorization response.',
  proofPlace: 'authorization',
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
    ...RESPONSE_FACTS,
    'response.address_matches': 'whether it came to the redirect_uri and nowhere else',
    'psu.pages': 'the page rules that were walked',
    'psu.sca': 'whether a page of the second factor was shown',
    'psu.form_redirects':
      'statuses of the redirects that answered a form of the user, such as the one with the password',
  },
  parts: ['query'],
  codes: ['sca.required', 'sca.exempted', 'sca.by-now'],
  artefacts: ['jarm', 'front_id_token'],
  needs: [],
  run,
};

const UNASKED =
  'the bank gave a code without asking, so nobody could decline; if it remembers what the user approved, set psu.prompt to consent in the target file';

async function run(context: StepContext): Promise<StepResult> {
  const { call, edits, memory } = context;
  const { request, first, foreignUri } = await opening(context);
  const denied = edits.take('psu.deny') !== null || optionalText(call.with, 'decision') === 'deny';
  const walk = await walkAuthorization(
    {
      first,
      redirectUri: request.redirectUri,
      state: request.state,
      foreignUri,
      decision: denied ? 'deny' : 'approve',
      openTwice: edits.take('browser.open-twice') !== null,
    },
    agentOf(context),
  );
  const seen: { [name: string]: Json } = {
    'psu.pages': walk.pages,
    'psu.sca': walk.sca,
    'psu.form_redirects': [...walk.formRedirects],
  };
  if (walk.end.kind === 'stopped') {
    const astray = walk.end.outcome.codes.includes(ASTRAY);
    return { outcome: walk.end.outcome, facts: astray ? { ...seen, 'response.address_matches': false } : seen };
  }
  const read = await readResponse(context, request, walk.end.callback);
  // A code that nobody could decline is no answer to a denial, so that nothing of it is told either.
  if (denied && walk.decided !== 'deny' && read.outcome.ok)
    return { outcome: malformed(walk.end.callback.status, UNASKED), facts: seen };
  return {
    ...read,
    outcome: withSca(read.outcome, walk.sca, memory.scaAsked),
    facts: { ...seen, 'response.address_matches': true, ...read.facts },
  };
}

function withSca(outcome: TppOutcome, now: boolean, before: boolean): TppOutcome {
  if (!outcome.ok) return outcome;
  const byNow = now || before ? ['sca.by-now'] : [];
  return { ...outcome, codes: [...outcome.codes, now ? 'sca.required' : 'sca.exempted', ...byNow] };
}
