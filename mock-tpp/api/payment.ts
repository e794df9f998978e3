/** The steps payment.submit, the order that an authorised payment consent allows, and payment.read, what became of it. */
import { malformed, okOutcome } from '../answer.ts';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import type { Memory } from '../memory.ts';
import { PARALLEL } from '../parallel.ts';
import { said } from '../said.ts';
import { JWS_PARTS } from '../signature/detached.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import {
  API_FACTS,
  API_PARTS,
  type ApiAnswer,
  type ApiContext,
  callApi,
  conclude,
  type JsonObject,
  kebab,
} from './call.ts';
import { dialectOf, type Payments } from './dialect/index.ts';
import { asAmount, batchOf, newKey, ofProduct, PRODUCT_CHANGE, paymentOf } from './order.ts';
import { fittingOnly } from './recurring.ts';
import { recall } from './staged.ts';

/** Single payments, recurring ones, or several at once. */
export const KINDS = ['payment', 'vrp', 'batch'] as const;
type Kind = (typeof KINDS)[number];

export const paymentsOf = (context: Pick<ApiContext, 'bank'>, kind: Kind = 'payment'): Payments => {
  const { payments: single, recurring, batches, name } = dialectOf(context);
  const payments = { payment: single, vrp: recurring?.payments ?? null, batch: batches }[kind];
  if (payments === null) throw new TppFault(`a bank of the dialect ${name} takes no payments of the kind ${kind}`);
  return payments;
};

const KIND = input('string', 'single payments, or recurring ones; single by default', {
  optional: true,
  allowed: [...KINDS],
});

const kindOf = ({ call }: Pick<StepContext, 'call'>): Kind =>
  KINDS.find((kind) => kind === optionalText(call.with, 'kind')) ?? 'payment';

/** The capability of a dialect whose approved payments are ordered in a request of their own. */
const ORDERED = 'payment-order';

const noPayment = ({ exchange }: ApiAnswer): StepResult => ({
  outcome: malformed(exchange.response?.status ?? 0, 'the answer has no id or no status of a payment'),
});

const paymentUrl = ({ bank }: Pick<ApiContext, 'bank'>, { address }: Payments, id: string): string => {
  if (address === null) throw new TppFault('the target file does not say where a payment is read');
  return address(id, bank.api);
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
  summary: 'Orders the payment that was approved; where the approval is the order, asks how far the payment has come.',
  proofPlace: 'resource',
  inputs: {
    kind: KIND,
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
  parts: ['json', ...API_PARTS, ...JWS_PARTS],
  codes: ['payment.*', 'api.*'],
  artefacts: [],
  needs: ['pis'],
  changeNeeds: Object.fromEntries(['json', 'payment.amount', 'payment.payee'].map((name) => [name, [ORDERED]])),
  run: async (context) => {
    const { call } = context;
    const payments = paymentsOf(context, kindOf(context));
    const { order } = payments;
    if (order === null) return statusOf(context, payments);
    const idempotencyKey = optionalText(call.with, 'idempotency_key') ?? (await keyOf(context));
    const answer = await callApi(context, {
      method: 'POST',
      url: payments.collection(context.bank.api),
      token: textInput(call.with, 'token'),
      json: orderOf(context, payments, { order, idempotencyKey }),
      idempotencyKey,
      label: 'submit payment',
    });
    return conclude(answer, (body) => {
      const read = payments.read(body);
      if (read === null) return noPayment(answer);
      return {
        outcome: okOutcome(`the payment was accepted: ${said(read.status, 80)}`, `payment.${kebab(read.status)}`),
        outputs: { id: read.id, status: read.status, idempotency_key: idempotencyKey },
        facts: { 'payment.status': read.status, 'payment.repeated': toldBefore(context.memory, read.id) },
      };
    });
  },
};

/** Orders that are sent at once have one in common where they are to be the same order. */
const keyOf = async (context: StepContext): Promise<string> =>
  context.edits.take(PARALLEL)?.same === 'order'
    ? context.edits.once('key of the order', () => newKey(context))
    : newKey(context);

/**
 * What was asked for in the consent, or granted to the token, with the amount and payee of the step; what another session
 * asked for is made up anew.
 */
const orderOf = (
  context: StepContext,
  payments: Payments,
  { order, idempotencyKey }: { order: NonNullable<Payments['order']>; idempotencyKey: string },
): JsonObject => {
  const { call, memory, edits } = context;
  const kind = kindOf(context);
  const consent = optionalText(call.with, 'consent') ?? null;
  if (consent === null && payments.stages.includes('consent'))
    throw new TppFault(`a payment of the dialect ${context.bank.dialect} needs the input consent`);
  const asked = asAmount(call.with.amount);
  const change = {
    amount: other(edits.take('payment.amount'), asked, 'payment.amount'),
    payee: otherPayee(context) ?? optionalText(call.with, 'payee') ?? null,
    reference: `assay-${idempotencyKey.slice(0, 16)}`,
  };
  const named = consent ?? textInput(call.with, 'token');
  // An order under a consent to something else is whole all the same, so that nothing but that is wrong with it.
  const staged = recall(memory, named, kind) ?? anew(context, kind);
  return structuredClone(order(consent, staged, change)) as JsonObject;
};

const anew = (context: StepContext, kind: Kind): Json => {
  const { consents, carriage } = dialectOf(context);
  const payment = paymentOf(context);
  if (kind === 'vrp') return consents?.forRecurring?.(fittingOnly(payment)) ?? null;
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

/** How far a payment has come that the user approved and nobody has to order. */
const statusOf = async (context: StepContext, payments: Payments): Promise<StepResult> => {
  const { call } = context;
  const id = textInput(call.with, 'consent');
  const url = paymentUrl(context, payments, id) + payments.statusPath;
  const token = textInput(call.with, 'token');
  const answer = await callApi(context, { method: 'GET', url, token, label: 'status of the payment' });
  return conclude(answer, (body) => {
    const read = payments.read(body, id);
    if (read === null) return noPayment(answer);
    return {
      outcome: okOutcome(`the payment is ${said(read.status, 80)}`, `payment.${kebab(read.status)}`),
      outputs: { id: read.id, status: read.status },
      facts: { 'payment.status': read.status },
    };
  });
};

/** Spaces are how people write account numbers; one that is partly hidden cannot be compared. */
const sameAccount = (told: string | null, asked: string): boolean | null => {
  if (told === null || /[*x]{2}/iu.test(told)) return null;
  return told.replaceAll(' ', '') === asked.replaceAll(' ', '');
};

const sameAmount = (told: string | null, asked: string): boolean | null => {
  if (told === null || !/^\d{1,14}(?:\.\d{1,3})?$/u.test(told)) return null;
  return thousandths(told) === thousandths(asked);
};

const thousandths = (amount: string): bigint => {
  const [whole = '0', part = ''] = amount.split('.');
  return BigInt(whole) * 1000n + BigInt(part.padEnd(3, '0'));
};

/** Whether each payment that was asked for was told, and no other; null when one that was told cannot be compared. */
const sameBatch = (told: Lines, context: StepContext): boolean | null => {
  if (told === null) return null;
  const left = [...told];
  for (const { amount, creditor } of batchOf(context)) {
    const fits = left.map(
      (line) => [sameAmount(line.amount, amount), sameAccount(line.payee, creditor.identification)] as const,
    );
    if (fits.flat().includes(null)) return null;
    const found = fits.findIndex((fit) => fit.every((same) => same === true));
    if (found < 0) return false;
    left.splice(found, 1);
  }
  return left.length === 0;
};

type Lines = ReturnType<NonNullable<Payments['lines']>>;

/** In the address of one payment, counted from its end. */
const PRODUCT_OF_ONE = 2;

export const readPayment: StepDefinition = {
  name: 'payment.read',
  summary: 'Reads a payment, as the TPP that initiated it may.',
  proofPlace: 'resource',
  inputs: {
    kind: KIND,
    payment: input('string', 'id of the payment'),
    token: input('string', 'an access token; none where the certificate says who asks', { optional: true }),
    amount: input('money', 'the amount that was approved, to compare', { optional: true }),
    payee: input('string', 'account of the payee to compare; that of the target file by default', { optional: true }),
    payments: input('list', 'those of a batch, to compare, as consent.create took them', { optional: true }),
  },
  outputs: { status: 'its status' },
  facts: {
    'payment.status': 'status as the bank spells it',
    'payment.executed': 'whether it was executed, or is about to be',
    'payment.amount_matches': 'whether its amount is the one that was approved; null where the answer has none',
    'payment.payee_matches': 'whether its payee is the one that was approved; null where the answer has none',
    'payment.batch_matches':
      'whether the payments of a batch are those that were approved, in any order; null where the answer has none',
    ...API_FACTS,
  },
  parts: API_PARTS,
  codes: ['payment.*', 'api.*'],
  artefacts: [],
  needs: ['pis', 'payment-read'],
  changeNeeds: PRODUCT_CHANGE,
  run: async (context) => {
    const { call, bank } = context;
    const payments = paymentsOf(context, kindOf(context));
    const id = textInput(call.with, 'payment');
    const url = ofProduct(context, paymentUrl(context, payments, id), PRODUCT_OF_ONE);
    const token = dialectOf(context).consents?.needsToken === false ? null : textInput(call.with, 'token');
    const answer = await callApi(context, { method: 'GET', url, token, label: 'read payment' });
    return conclude(answer, (body) => {
      const read = payments.read(body, id);
      if (read === null) return noPayment(answer);
      const { amount, payee } = payments.details(body);
      const asked = { amount: optionalText(call.with, 'amount'), payee: optionalText(call.with, 'payee') };
      const account = asked.payee ?? bank.payment?.creditor.identification ?? '';
      return {
        outcome: okOutcome(`the payment is ${said(read.status, 80)}`, `payment.${kebab(read.status)}`),
        outputs: { status: read.status },
        facts: {
          'payment.status': read.status,
          'payment.executed': payments.executed(read.status),
          'payment.amount_matches': asked.amount === undefined ? null : sameAmount(amount, asked.amount),
          'payment.payee_matches': sameAccount(payee, account),
          'payment.batch_matches':
            kindOf(context) === 'batch' ? sameBatch(payments.lines?.(body) ?? null, context) : null,
        },
      };
    });
  },
};
