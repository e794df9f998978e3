/** The step psu.sign-in: the user signs in, and is left at the consent page. */
import { okOutcome } from '../answer.ts';
import { input } from '../inputs.ts';
import { opening } from '../request/opening.ts';
import type { StepDefinition } from '../step.ts';
import { agentOf } from './agent.ts';

export const signIn: StepDefinition = {
  name: 'psu.sign-in',
  summary: 'Signs in and stops at the consent page, which oauth.authorize goes on from; nothing is approved.',
  proofPlace: 'authorization',
  inputs: { request: input('string', 'what oauth.request gave') },
  outputs: { page: 'the page, for the input page of oauth.authorize' },
  facts: { 'psu.sca': 'whether a page of the second factor was shown' },
  parts: [],
  codes: [],
  artefacts: [],
  needs: ['plain-pages'],
  requests: 7,
  run: async (context) => {
    const { request, first } = await opening(context);
    const { redirectUri, state } = request;
    const { walkToPage } = await import('./walk.ts');
    const walk = await walkToPage({ first, redirectUri, state }, 'look', agentOf(context));
    const { end, pages, sca } = walk;
    if (end.kind === 'stopped') return { outcome: end.outcome, facts: { 'psu.sca': sca } };
    const page = `page-${context.memory.left.size + 1}`;
    context.memory.left.set(page, [{ seen: end, pages, sca: sca === true }]);
    return { outcome: okOutcome('the user is at the consent page'), outputs: { page }, facts: { 'psu.sca': sca } };
  },
};
