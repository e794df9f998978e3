/** The step psu.fail: signs in with something wrong, again and again, each time for a new authorization, and reads the answers. */
import { okOutcome } from '../answer.ts';
import { dialectOf } from '../api/dialect/index.ts';
import type { Json, TppOutcome } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input } from '../inputs.ts';
import { opening } from '../request/opening.ts';
import { passStep, Stopped } from '../request/phases.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { agentOf } from './agent.ts';
import { pagesOf } from './authorize-user.ts';
import { WRONG, type Wrong } from './typing.ts';

export const fail: StepDefinition = {
  name: 'psu.fail',
  summary: 'Begins one access to accounts after the other, and types something wrong in each.',
  proofPlace: 'authorization',
  inputs: { wrong: input('list', `what is wrong each time, of ${WRONG.join(', ')}`) },
  outputs: { tries: 'how many tries the bank answered' },
  facts: {
    'fail.answers': 'what the bank said to each, in order',
    'fail.alike':
      'whether it said the same to all of them; null when they were not on the same pages, where the place alone tells',
  },
  parts: [],
  codes: ['sca.accepted'],
  artefacts: [],
  needs: ['user-pages'],
  requests: 8,
  run: async (context) => {
    try {
      return await failAll(context);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return { outcome: { ...error.outcome, detail: `${error.at}: ${error.outcome.detail}` } };
    }
  },
};

interface Answer {
  status: number;
  text: string;
  pages: string[];
}

const wrongsOf = ({ call }: StepContext): Wrong[] => {
  const { wrong } = call.with;
  if (!Array.isArray(wrong)) throw new TppFault('wrong is to be a list');
  return wrong.map((one) => {
    const known = WRONG.find((name) => name === one);
    if (known === undefined) throw new TppFault(`a user types no wrong ${JSON.stringify(one)}`);
    return known;
  });
};

const failAll = async (context: StepContext): Promise<StepResult> => {
  const { bank, memory, psu } = context;
  const answers: Answer[] = [];
  if (bank.operator['psu.unblock'] !== undefined)
    memory.undo.set('psu.unblock', {
      hook: 'psu.unblock',
      inputs: { username: bank.psu.users[psu]?.username ?? '' },
    });
  for (const [index, wrong] of wrongsOf(context).entries()) {
    const tried = await failOnce(context, wrong);
    // Who is blocked early is not even asked any more.
    if ('outcome' in tried && index === 0) return { outcome: tried.outcome };
    if ('outcome' in tried && tried.outcome.codes.includes('sca.accepted')) return { outcome: tried.outcome };
    if ('outcome' in tried) break;
    answers.push(tried);
  }
  return {
    outcome: okOutcome(`the bank answered ${answers.length} tries`),
    outputs: { tries: answers.length },
    facts: {
      'fail.answers': answers.map(({ status, text, pages }) => `${pages.join(', ')}: ${status} ${text.slice(0, 200)}`),
      'fail.alike': alike(answers),
    },
  };
};

const member = (outputs: { [name: string]: Json }, name: string): Json => outputs[name] ?? null;

/** Each time an authorization of its own, for some banks take one for abandoned when it fails. */
const failOnce = async (context: StepContext, wrong: Wrong): Promise<Answer | { outcome: TppOutcome }> => {
  const { bank, memory } = context;
  const { consents } = dialectOf(context);
  const scope = bank.scopes.accounts_app ?? bank.scopes.accounts ?? '';
  const token = consents?.needsToken
    ? member((await passStep(context, 'oauth.client_credentials', { scope })).outputs, 'access_token')
    : null;
  const consent = consents
    ? member((await passStep(context, 'consent.create', { kind: 'accounts', token })).outputs, 'id')
    : null;
  const asked = { scope: bank.scopes.accounts ?? '', consent, for: 'accounts' };
  const { outputs } = await passStep(context, 'oauth.request', asked);
  const request = memory.requests.get(String(outputs.request));
  if (request === undefined) throw new TppFault('oauth.request gave no request');
  const { first } = await opening({
    ...context,
    call: { ...context.call, with: { request: outputs.request ?? null } },
  });
  // One that was tried before may be blocked as well.
  const stranger = `nobody-${Buffer.from(context.around.random(8)).toString('hex')}`;
  const { walkWrong } = await import('./walk.ts');
  const walk = await walkWrong(
    { first, redirectUri: request.redirectUri, state: request.state },
    { wrong, stranger },
    agentOf(context),
    await pagesOf(context),
  );
  const { end, pages } = walk;
  if (end.kind === 'stopped') return { outcome: end.outcome };
  const username = bank.psu.users[context.psu]?.username ?? '';
  return { status: end.status, text: end.text.replaceAll(stranger, username), pages };
};

/** Numbers may count the tries that are left, and the time. */
const plain = ({ status, text }: Answer): string => `${status} ${text.replaceAll(/\d+/gu, '')}`;

const alike = (answers: readonly Answer[]): boolean | null => {
  const [first] = answers;
  if (first === undefined) return null;
  if (answers.some(({ pages }) => pages.join() !== first.pages.join())) return null;
  return answers.every((one) => plain(one) === plain(first));
};
