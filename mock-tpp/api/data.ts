/** The steps api.accounts, api.balances and api.transactions. */
import { errorInstead, malformed, okOutcome } from '../answer.ts';
import type { Json } from '../contract.ts';
import { Ended } from '../ended.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import type { StepContext, StepDefinition } from '../step.ts';
import { readUrl } from '../url.ts';
import {
  API_FACTS,
  API_PARTS,
  type ApiAnswer,
  type ApiContext,
  type ApiRequest,
  callApi,
  conclude,
  type JsonObject,
} from './call.ts';
import { type DataSet, type Dialect, dialectOf } from './dialect/index.ts';

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
    consent: input('string', 'id of the consent to name, where requests name one; that of the token by default', {
      optional: true,
    }),
    account: input('string', 'id of the account, where data are read one account at a time; the first by default', {
      optional: true,
    }),
    unattended: input('boolean', 'says that the user is not there, in a dialect that can', { optional: true }),
    page: input('string', 'address of the next page, as the answer before gave it', { optional: true }),
    apart_from: input('list', 'ids of accounts that are none of the first ones, such as those of somebody else', {
      optional: true,
    }),
  },
  outputs: {
    items: 'how many there are',
    next: 'address of the next page; null on the last',
    ids: 'ids of the accounts',
    first_id: 'id of the first account',
    first_reference: 'number of the first account, as a consent names it',
    other_id: 'id of another account',
  },
  facts: {
    'resource.items': `number of ${set}`,
    ...API_FACTS,
  },
  parts: API_PARTS,
  codes: ['api.*'],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const { call } = context;
    if (call.with.connection === 'fresh') await context.reconnect();
    const token = textInput(call.with, 'token');
    const how = manner(context);
    const url = await addressOf(set, context, token, how);
    const answer = await callApi(context, { method: 'GET', url, token, label: set, ...how });
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
        outputs: {
          items,
          next: nextOf(answer, set, body, url),
          ...(set === 'accounts' ? named(answer.dialect, body, call.with.apart_from) : {}),
        },
        facts: { 'resource.items': items },
      };
    });
  },
});

/** Null for an address that is none, too. */
const nextOf = ({ dialect }: ApiAnswer, set: DataSet, body: JsonObject, here: string): string | null => {
  const next = dialect.nextPage(set, body);
  return next === null ? null : (readUrl(next, here)?.href ?? null);
};

/** The page that was named, or the beginning of the list. */
const addressOf = async (set: DataSet, context: StepContext, token: string, how: Manner): Promise<string> => {
  const page = optionalText(context.call.with, 'page');
  if (page !== undefined) return page;
  const account = await accountFor(set, context, token, how);
  return dialectOf(context).data(set, context.bank.api, account, context.around.now());
};

interface Named {
  ids: string[];
  first_id: string | null;
  first_reference: string | null;
  other_id: string | null;
}

/** An account may be that of two users, so that one of somebody else is looked for among those that are not the user's own. */
const named = ({ account }: Dialect, body: JsonObject, apart: Json | undefined): Named => {
  const ids = account?.ids(body) ?? [];
  const references = account?.references(body) ?? [];
  const others = ids.flatMap((id, index) => (Array.isArray(apart) && apart.includes(id) ? [] : [index]));
  const [first, other] = others;
  return {
    ids,
    first_id: first === undefined ? null : (ids[first] ?? null),
    // An account may have several numbers, so that only the first is known to be that of the first.
    first_reference:
      first === 0 || (first !== undefined && references.length === ids.length) ? (references[first] ?? null) : null,
    other_id: other === undefined ? null : (ids[other] ?? null),
  };
};

type Manner = Pick<ApiRequest, 'consent' | 'user'>;

const manner = ({ call }: StepContext): Manner => {
  const consent = optionalText(call.with, 'consent');
  return { ...(consent === undefined ? {} : { consent }), user: call.with.unattended !== true };
};

/** The account whose data are read, where they are read one account at a time. Throws Ended when there is none to be had. */
const accountFor = async (set: DataSet, context: StepContext, token: string, how: Manner): Promise<string> => {
  const { account, data, name } = dialectOf(context);
  const given = optionalText(context.call.with, 'account');
  if (given !== undefined && set !== 'accounts') return given;
  if (account === null || !account.sets.includes(set)) return '';
  const { edits: _, call: __, ...unchanged } = context;
  const list: ApiContext = unchanged;
  const url = data('accounts', context.bank.api, '', context.around.now());
  const answer = await callApi(list, { method: 'GET', url, token, label: 'accounts', ...how });
  let found: string | undefined;
  const { outcome } = conclude(answer, (body) => {
    [found] = account.ids(body);
    return { outcome: okOutcome('the bank gave a list of accounts') };
  });
  if (!outcome.ok) throw new Ended(outcome);
  if (found !== undefined) return found;
  throw new Ended(malformed(answer.exchange.response?.status ?? 0, `the list holds no account of the dialect ${name}`));
};

export const dataSteps: StepDefinition[] = [dataStep('accounts'), dataStep('balances'), dataStep('transactions')];
