/** The step psu.last-page: the user is led to the last page in several browsers, one after the other, and sends none of them. */
import { notPossible, okOutcome } from '../answer.ts';
import { input } from '../inputs.ts';
import { opening } from '../request/opening.ts';
import { readResponse } from '../response/response.ts';
import type { StepDefinition } from '../step.ts';
import { agentOf } from './agent.ts';
import type { Left } from './way.ts';

const SHORTER = 'the bank gave a code after fewer pages than before';

export const lastPage: StepDefinition = {
  name: 'psu.last-page',
  summary:
    'Fills in the last page, as many pages on as an authorization took before, in several browsers one after the other; oauth.authorize sends them.',
  proofPlace: 'authorization',
  inputs: {
    request: input('string', 'what oauth.request gave'),
    browsers: input('number', 'in how many browsers', { harmless: 4 }),
  },
  outputs: { page: 'the page in each browser, for the input page of oauth.authorize' },
  facts: {},
  parts: [],
  codes: [],
  artefacts: [],
  needs: ['plain-pages'],
  requests: 21,
  run: async (context) => {
    const { call, memory } = context;
    if (memory.pages === null)
      return { outcome: notPossible('no authorization was approved before, whose pages tell which is the last') };
    const { request, first } = await opening(context);
    const { redirectUri, state } = request;
    const { walkToLast } = await import('./walk.ts');
    const browsers: Left[] = [];
    // Each may need a code, and only the last that was sent is known.
    while (browsers.length < Number(call.with.browsers)) {
      const { end, pages, sca } = await walkToLast({ first, redirectUri, state }, memory.pages, agentOf(context));
      if (end.kind === 'stopped') return { outcome: end.outcome };
      if (end.kind === 'callback') {
        const { outcome } = await readResponse(context, request, end.callback);
        return { outcome: outcome.ok ? notPossible(SHORTER) : outcome };
      }
      browsers.push({ seen: end, pages, sca: sca === true });
    }
    const page = `page-${memory.left.size + 1}`;
    memory.left.set(page, browsers);
    return { outcome: okOutcome(`the user is at the last page in ${browsers.length} browsers`), outputs: { page } };
  },
};
