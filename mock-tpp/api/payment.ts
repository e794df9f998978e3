/** The step payment.submit: the order that an authorised payment consent allows. */
import { malformed, okOutcome } from '../answer.ts';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import type { Memory } from '../memory.ts';
import { said } from '../said.ts';
import type { StepContext, StepDefinition } from '../step.ts';
import { API_FACTS, API_PARTS, type ApiContext, callApi, conclude, type JsonObject, kebab } from './call.ts';
import { dialectOf, type Payments } from './dialect/index.ts';
import { asAmount, newKey, paymentOf } from './order.ts';
import { recall } from './staged.ts';

export const paymentsOf = (context: Pick<ApiContext, 'bank'>): Payments => {
  const { payments, name } = dialectOf(context);
  if (payments === null) throw new TppFault(`a bank of the dialect ${name} takes no payments`);
  return payments;
};

const told = new WeakMap<Memory, Set<string>>();

/** Whether this session knows the payment; from now on it does. */
const toldBefore = (memory: Memory, id: string): boolean => {
  const known = told.get(memory) ?? new Set<string>();
  const before = known.has(id);
  told.set(memory, known.add(id));
  return before;
};

export const submit: StepDefinition = {
  name: 'payment.submit',
  summary: 'Orders the payment that was approved.',
  proofPlace: 'resource',
  inputs: {
    consent: input('string', 'id of the consent, in a dialect that has them', { optional: true }),
    token: input('string', 'the access token of the user'),
    amount: input('money', 'amount to pay'),
    payee: input('string', 'account of the payee; the approved one by default', { optional: true }),
    idempotency_key: input('string', 'a fresh one by default', { optional: true }),
  },
  outputs: {
    id: 'id of the payment',
    status: 'its status',
    idempotency_key: 'the key that it was ordered with',
  },
  facts: {
    'payment.status': 'status as the bank spells it',
    'payment.repeated': 'whether it is a payment that the bank told this session of before',
    ...API_FACTS,
  },
  parts: ['json', ...API_PARTS],
  codes: ['payment.*', 'api.*'],
  artefacts: [],
  needs: ['pis'],
  run: async (context) => {
    const { call } = context;
    const payments = paymentsOf(context);
    const idempotencyKey = optionalText(call.with, 'idempotency_key') ?? newKey(context);
    const answer = await callApi(context, {
      method: 'POST',
      url: payments.collection(context.bank.api),
      token: textInput(call.with, 'token'),
      json: orderOf(context, payments),
      idempotencyKey,
      label: 'submit payment',
    });
    return conclude(answer, (body) => {
      const read = payments.read(body);
      if (read === null)
        return {
          outcome: malformed(answer.exchange.response?.status ?? 0, 'the answer has no id or no status of a payment'),
        };
      return {
        outcome: okOutcome(`the payment was accepted: ${said(read.status, 80)}`, `payment.${kebab(read.status)}`),
        outputs: { id: read.id, status: read.status, idempotency_key: idempotencyKey },
        facts: { 'payment.status': read.status, 'payment.repeated': toldBefore(context.memory, read.id) },
      };
    });
  },
};

/**
 * What was asked for in the consent, or granted to the token, with the amount and payee of the step; what another session
 * asked for is made up anew.
 */
const orderOf = (context: StepContext, payments: Payments): JsonObject => {
  const { call, memory, edits } = context;
  const consent = optionalText(call.with, 'consent') ?? null;
  if (consent === null && payments.stages.includes('consent'))
    throw new TppFault(`a payment of the dialect ${context.bank.dialect} needs the input consent`);
  const asked = asAmount(call.with.amount);
  const change = {
    amount: other(edits.take('payment.amount'), asked, 'payment.amount'),
    payee: otherPayee(context) ?? optionalText(call.with, 'payee') ?? null,
  };
  const staged = recall(memory, consent ?? textInput(call.with, 'token')) ?? anew(context);
  return structuredClone(payments.order(consent, staged, change)) as JsonObject;
};

const anew = (context: StepContext): Json => {
  const { consents, carriage } = dialectOf(context);
  const payment = paymentOf(context);
  return consents?.forPayment(payment) ?? carriage.details?.of({ data: null, expiresAt: null, payment }) ?? null;
};

const otherPayee = ({ edits, bank }: StepContext): string | null => {
  const taken = edits.take('payment.payee');
  return taken === null ? null : other(taken, bank.payment?.creditor.identification ?? '', 'payment.payee');
};

/** The value that a mutation brings, or the usual one. Throws TppFault when they are the same. */
const other = (taken: { [input: string]: Json } | null, usual: string, name: string): string => {
  if (taken === null) return usual;
  if (taken.to === usual) throw new TppFault(`${name} changes nothing: it is ${usual} anyway`);
  return name === 'payment.amount' ? asAmount(taken.to) : String(taken.to);
};
