/** The steps funds.confirm and payment.confirm-funds: whether the money for a payment is there, as an issuer of cards asks or who orders it. */
import { malformed, okOutcome } from '../answer.ts';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import { isObject } from '../json.ts';
import { JWS_PARTS } from '../signature/detached.ts';
import type { StepContext, StepDefinition } from '../step.ts';
import { API_FACTS, API_PARTS, callApi, conclude, type JsonObject } from './call.ts';
import { dialectOf, type Funds } from './dialect/index.ts';
import { asAmount, newKey } from './order.ts';

type Kind = 'funds' | 'vrp';

const fundsOf = (context: StepContext, kind: Kind): Funds => {
  const { funds, recurring, name } = dialectOf(context);
  const found = kind === 'vrp' ? (recurring?.funds ?? null) : funds;
  if (found === null) throw new TppFault(`a bank of the dialect ${name} cannot be asked for funds`);
  return found;
};

const MONEY_MEMBER = /(?:amount|balance)$/iu;

/** Values of members that are called amount or balance, wherever they stand. */
const amountsIn = (value: Json): string[] => {
  if (Array.isArray(value)) return value.flatMap(amountsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const plain = typeof member === 'string' || typeof member === 'number';
    return plain && MONEY_MEMBER.test(name) ? [String(member)] : amountsIn(member);
  });
};

const asking = (
  kind: Kind,
  { name, summary, needs }: Pick<StepDefinition, 'name' | 'summary' | 'needs'>,
): StepDefinition => ({
  name,
  summary,
  needs,
  proofPlace: 'resource',
  inputs: {
    consent: input('string', 'id of the consent'),
    token: input('string', 'the access token of the user'),
    amount: input('money', 'the amount'),
    currency: input('string', 'its currency; that of the target file by default', { optional: true }),
    reference: input('string', 'a fresh one by default', { optional: true }),
  },
  outputs: { reference: 'the reference that it was asked with' },
  facts: {
    'funds.available': 'whether the money is there, as the bank says',
    'funds.other_amounts': 'how many amounts or balances it tells that are not the one that was asked about',
    ...API_FACTS,
  },
  parts: ['json', ...API_PARTS, ...(kind === 'vrp' ? JWS_PARTS : [])],
  codes: ['api.*'],
  artefacts: [],
  run: async (context) => {
    const { call, bank } = context;
    const funds = fundsOf(context, kind);
    const reference = optionalText(call.with, 'reference') ?? `assay-${newKey(context).slice(0, 16)}`;
    const currency = optionalText(call.with, 'currency') ?? bank.payment?.currency ?? 'GBP';
    const amount = asAmount(call.with.amount);
    const consent = textInput(call.with, 'consent');
    const answer = await callApi(context, {
      method: 'POST',
      url: funds.collection(bank.api, consent),
      token: textInput(call.with, 'token'),
      json: funds.question(consent, { reference, amount, currency }) as JsonObject,
      label: 'confirm funds',
    });
    return conclude(answer, (body) => {
      const available = funds.available(body);
      if (available === null) {
        const status = answer.exchange.response?.status ?? 0;
        return { outcome: malformed(status, 'the answer does not say whether the money is there') };
      }
      return {
        outcome: okOutcome(`the bank says that the money is ${available ? '' : 'not '}there`),
        outputs: { reference },
        facts: {
          'funds.available': available,
          'funds.other_amounts': amountsIn(body).filter((one) => one !== amount).length,
        },
      };
    });
  },
});

export const fundsSteps: StepDefinition[] = [
  asking('funds', {
    name: 'funds.confirm',
    summary: 'Asks whether the money for a payment is on the account of a consent.',
    needs: ['cbpii'],
  }),
  asking('vrp', {
    name: 'payment.confirm-funds',
    summary: 'Asks whether the money for a recurring payment is there, as who may order it.',
    needs: ['vrp'],
  }),
];
