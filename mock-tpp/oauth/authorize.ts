/** The step oauth.authorize: sends the user to the bank, and reads what comes back to the redirect_uri. */

import { malformed, notPossible } from '../answer.ts';
import type { Json, TppExchange, TppOutcome } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText } from '../inputs.ts';
import { authorizeUser } from '../psu/authorize-user.ts';
import { PROTECTION_FACTS } from '../psu/protection-facts.ts';
import { ASTRAY } from '../psu/stop.ts';
import { WRONG, type Wrong } from '../psu/typing.ts';
import type { Left } from '../psu/way.ts';
import { opening } from '../request/opening.ts';
import { RESPONSE_FACTS, readResponse } from '../response/response.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import type { HttpDraft } from '../transport/http.ts';

const SCA_CODES = ['sca.required', 'sca.exempted', 'sca.by-now'];

/** What the pages of the bank show. */
const PAGE_FACTS = {
  'psu.pages': 'the page rules that were walked',
  'psu.sca': 'whether a page of the second factor was shown',
  'psu.form_redirects': 'statuses of the redirects that answered a form of the user, such as the one with the password',
  ...PROTECTION_FACTS,
};

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
    page: input(
      'string',
      'what psu.sign-in or psu.last-page gave for the same request: the user goes on from there; of requests that are sent at once each goes on in a browser of its own',
      { optional: true },
    ),
    user: input('string', 'another: the user of the target file that no other case signs in as', {
      optional: true,
      allowed: ['another'],
    }),
  },
  outputs: {
    code: 'the authorization code; secret',
    otp: 'the one-time code that the user was sent and typed; secret',
    iss: 'the issuer the response names',
    state: 'the state it echoes',
  },
  facts: {
    ...RESPONSE_FACTS,
    'response.address_matches': 'whether it came to the redirect_uri and nowhere else',
    'response.given': 'true when the bank sent the browser to a redirect_uri at all; else null',
    ...PAGE_FACTS,
  },
  parts: ['query'],
  // Where a program or a person plays the user, nothing of the browser's connections is ours.
  changeNeeds: {
    'tls.offer': ['user-pages'],
    'psu.code': ['user-pages', 'one-time-codes'],
    'psu.wrong': ['user-pages'],
  },
  codes: SCA_CODES,
  seenWith: {
    ...Object.fromEntries(Object.keys(PAGE_FACTS).map((name) => [name, ['user-pages']])),
    ...Object.fromEntries([...SCA_CODES, 'psu.sca'].map((name) => [name, ['user-pages', 'sca-pages']])),
  },
  artefacts: ['jarm', 'front_id_token'],
  needs: [],
  // The page it opens, and three forms with the pages they are on.
  requests: 8,
  run: (context) =>
    optionalText(context.call.with, 'user') === 'another'
      ? context.asAnother((psu) => run({ ...context, psu }))
      : run(context),
};

const UNASKED =
  'the bank gave a code without asking, so nobody could decline; if it remembers what the user approved, set psu.prompt to consent in the target file';

const UNSEEN = 'the user was to decline, and a code came back: whether anybody could decline was not seen here';

async function run(context: StepContext): Promise<StepResult> {
  const { call, edits, memory, bank } = context;
  const { request, first, foreignUri } = await opening(context);
  const denied = edits.take('psu.deny') !== null || optionalText(call.with, 'decision') === 'deny';
  const answers: TppExchange[] = [];
  const browse = async (draft: HttpDraft): Promise<TppExchange> => {
    const exchange = await context.browse(draft);
    answers.push(exchange);
    return exchange;
  };
  const given = edits.take('psu.code')?.code;
  const wrong = wrongOf(edits.take('psu.wrong')?.what);
  memory.sentCode = null;
  const walk = await authorizeUser(
    {
      from: leftAt(context),
      typing:
        wrong === null
          ? given === undefined
            ? null
            : { code: String(given), own: ownCode(context) }
          : { wrong, stranger: '' },
      first,
      redirectUri: request.redirectUri,
      state: request.state,
      foreignUri,
      decision: denied ? 'deny' : 'approve',
      openTwice: edits.take('browser.open-twice') !== null,
    },
    { ...context, browse },
  );
  request.sca = bank.psu.sca?.pages === false ? null : walk.sca;
  if (walk.decided === 'approve' && walk.end.kind === 'callback') memory.pages = walk.pages.length;
  if (request.consent !== null && request.sca !== null) memory.authenticated.set(request.consent, request.sca);
  const { protectionFacts } = await import('../psu/page-protection.ts');
  const seen: { [name: string]: Json } = {
    'psu.pages': walk.pages,
    'psu.sca': walk.sca,
    'psu.form_redirects': walk.formRedirects === null ? null : [...walk.formRedirects],
    ...(walk.sca === null ? {} : protectionFacts(answers, context.bank.hosts)),
  };
  const { screenshots = [] } = walk;
  if ((given !== undefined || wrong === 'code') && !walk.sca)
    return { outcome: notPossible(NO_CODE_ASKED), facts: seen, screenshots };
  if (walk.end.kind === 'stopped') {
    const astray = walk.end.outcome.codes.includes(ASTRAY);
    const facts = {
      ...seen,
      'response.given': astray || null,
      ...(astray ? { 'response.address_matches': false } : {}),
    };
    return { outcome: walk.end.outcome, facts, screenshots };
  }
  const read = await readResponse(context, request, walk.end.callback);
  // A code that nobody could decline is no answer to a denial, so that nothing of it is told either.
  if (denied && walk.decided !== 'deny' && read.outcome.ok)
    return { outcome: malformed(walk.end.callback.status, walk.sca === null ? UNSEEN : UNASKED), facts: seen };
  const { sentCode } = memory;
  return {
    ...read,
    outputs: { ...read.outputs, ...(sentCode === null ? {} : { otp: sentCode }) },
    outcome: withSca(read.outcome, walk.sca, memory.scaAsked),
    facts: { ...seen, 'response.given': true, 'response.address_matches': true, ...read.facts },
  };
}

const wrongOf = (what: Json | undefined): Wrong | null => WRONG.find((one) => one === what) ?? null;

const ownCode = ({ bank, psu }: StepContext): 'sent' | 'made' => (bank.psu.users[psu]?.totp ? 'made' : 'sent');

const NO_CODE_ASKED = 'another code was to be typed than the one that was sent, and the bank asked for none';

/** The page that the user was left at before. */
function leftAt({ call, memory, companion }: StepContext): Left | null {
  const name = optionalText(call.with, 'page');
  const left = memory.left.get(name ?? '');
  if (name === undefined && companion === null) return null;
  if (left === undefined) throw new TppFault('the input page is nothing at which the user was left in this session');
  // Alone in the one that was opened last: a bank may have ended those before.
  const browser = companion === null ? left.at(-1) : left[companion];
  if (browser === undefined) throw new TppFault(`the user was left in ${left.length} browsers, and more are to go on`);
  return browser;
}

function withSca(outcome: TppOutcome, now: boolean | null, before: boolean): TppOutcome {
  if (!outcome.ok || now === null) return outcome;
  const byNow = now || before ? ['sca.by-now'] : [];
  return { ...outcome, codes: [...outcome.codes, now ? 'sca.required' : 'sca.exempted', ...byNow] };
}
