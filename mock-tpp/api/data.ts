/** The steps api.accounts, api.balances and api.transactions. */
import { errorInstead, malformed, okOutcome } from '../answer.ts';
import { Ended } from '../ended.ts';
import { input, textInput } from '../inputs.ts';
import type { StepContext, StepDefinition } from '../step.ts';
import { API_FACTS, API_PARTS, type ApiContext, callApi, conclude } from './call.ts';
import { type DataSet, dialectOf } from './dialect/index.ts';

const dataStep = (set: DataSet): StepDefinition => ({
  name: `api.${set}`,
  proofPlace: 'resource',
  summary: `Reads the ${set} that the access token opens.`,
  inputs: {
    token: input('string', 'the access token'),
    connection: input('string', 'whether the request goes over the open connection or a new one', {
      optional: true,
      allowed: ['same', 'fresh'],
    }),
  },
  outputs: { items: 'how many there are' },
  facts: {
    'resource.items': `number of ${set}`,
    ...API_FACTS,
  },
  parts: API_PARTS,
  codes: ['api.*'],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const { call, bank } = context;
    if (call.with.connection === 'fresh') await context.reconnect();
    const token = textInput(call.with, 'token');
    const url = dialectOf(context).data(set, bank.api, await accountFor(set, context, token));
    const answer = await callApi(context, { method: 'GET', url, token, label: set });
    return conclude(answer, (body) => {
      const items = answer.dialect.countItems(set, body);
      if (items === null)
        return {
          outcome: malformed(
            answer.exchange.response?.status ?? 0,
            `the answer holds no list of ${set}${errorInstead(body)}`,
          ),
        };
      return {
        outcome: okOutcome(`the bank gave ${items} ${set}`),
        outputs: { items },
        facts: { 'resource.items': items },
      };
    });
  },
});

/** The account whose data are read, where they are read one account at a time. Throws Ended when there is none to be had. */
const accountFor = async (set: DataSet, context: StepContext, token: string): Promise<string> => {
  const { account, data, name } = dialectOf(context);
  if (account === null || !account.sets.includes(set)) return '';
  const { edits: _, call: __, ...unchanged } = context;
  const list: ApiContext = unchanged;
  const url = data('accounts', context.bank.api, '');
  const answer = await callApi(list, { method: 'GET', url, token, label: 'accounts' });
  let found: string | null = null;
  const { outcome } = conclude(answer, (body) => {
    found = account.in(body);
    return { outcome: okOutcome('the bank gave a list of accounts') };
  });
  if (!outcome.ok) throw new Ended(outcome);
  if (found !== null) return found;
  throw new Ended(malformed(answer.exchange.response?.status ?? 0, `the list holds no account of the dialect ${name}`));
};

export const dataSteps: StepDefinition[] = [dataStep('accounts'), dataStep('balances'), dataStep('transactions')];
