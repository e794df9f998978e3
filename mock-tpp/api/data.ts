/** The steps api.accounts, api.balances and api.transactions. */
import { malformed, okOutcome } from '../answer.ts';
import { input, textInput } from '../inputs.ts';
import type { StepDefinition } from '../step.ts';
import { API_FACTS, API_PARTS, callApi, conclude, dialectOf } from './call.ts';
import type { DataSet } from './dialect/index.ts';

const dataStep = (set: DataSet): StepDefinition => ({
  name: `api.${set}`,
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
    const url = dialectOf(context).data(set, bank.api);
    const answer = await callApi(context, { method: 'GET', url, token: textInput(call.with, 'token'), label: set });
    return conclude(answer, (body) => {
      const items = answer.dialect.countItems(set, body);
      if (items === null)
        return { outcome: malformed(answer.exchange.response?.status ?? 0, `the answer holds no list of ${set}`) };
      return {
        outcome: okOutcome(`the bank gave ${items} ${set}`),
        outputs: { items },
        facts: { 'resource.items': items },
      };
    });
  },
});

export const dataSteps: StepDefinition[] = [dataStep('accounts'), dataStep('balances'), dataStep('transactions')];
