/** The step payment.submit: the order that an authorised payment consent allows. */
import { malformed, okOutcome } from '../answer.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import type { StepContext, StepDefinition } from '../step.ts';
import { API_FACTS, API_PARTS, type ApiContext, callApi, conclude, dialectOf, type JsonObject, kebab } from './call.ts';
import { consentsOf } from './consent.ts';
import type { Payments } from './dialect/index.ts';
import { asAmount, newKey, paymentOf } from './order.ts';
import { recall } from './staged.ts';

export const paymentsOf = (context: Pick<ApiContext, 'bank'>): Payments => {
  const { payments, name } = dialectOf(context);
  if (payments === null) throw new TppFault(`a bank of the dialect ${name} takes no payments`);
  return payments;
};

export const submit: StepDefinition = {
  name: 'payment.submit',
  summary: 'Orders the payment of an authorised consent.',
  inputs: {
    consent: input('string', 'id of the consent'),
    token: input('string', 'the access token of the user'),
    amount: input('money', 'amount to pay'),
    payee: input('string', 'account of the payee; that of the consent by default', { optional: true }),
    idempotency_key: input('string', 'a fresh one by default', { optional: true }),
  },
  outputs: { id: 'id of the payment', status: 'its status' },
  facts: {
    'payment.status': 'status as the bank spells it',
    ...API_FACTS,
  },
  parts: ['json', ...API_PARTS],
  codes: ['payment.*', 'api.*'],
  artefacts: [],
  needs: ['consents'],
  run: async (context) => {
    const { call } = context;
    const payments = paymentsOf(context);
    const answer = await callApi(context, {
      method: 'POST',
      url: payments.collection(context.bank.api),
      token: textInput(call.with, 'token'),
      json: orderOf(context, payments),
      idempotencyKey: optionalText(call.with, 'idempotency_key') ?? newKey(context),
      label: 'submit payment',
    });
    return conclude(answer, (body) => {
      const read = payments.read(body);
      if (read === null)
        return {
          outcome: malformed(answer.exchange.response?.status ?? 0, 'the answer has no id or no status of a payment'),
        };
      return {
        outcome: okOutcome(`the payment was taken: ${read.status.slice(0, 80)}`, `payment.${kebab(read.status)}`),
        outputs: { id: read.id, status: read.status },
        facts: { 'payment.status': read.status },
      };
    });
  },
};

/** The consent's own data with the amount and payee of the step; a consent of another session is asked for anew. */
const orderOf = (context: StepContext, payments: Payments): JsonObject => {
  const consent = textInput(context.call.with, 'consent');
  const change = {
    amount: asAmount(context.call.with.amount),
    payee: optionalText(context.call.with, 'payee') ?? null,
  };
  const staged = recall(context.memory, consent) ?? consentsOf(context).forPayment(paymentOf(context));
  return structuredClone(payments.order(consent, staged, change)) as JsonObject;
};
