/** The steps payment.prime and payment.with-sca: whole payments, made to bring the bank's SCA counters to a known state. */

import { okOutcome } from '../answer.ts';
import type { Json, TppOutcome } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText } from '../inputs.ts';
import { passStep, Stopped, walkToGrant } from '../request/phases.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { dialectOf, type PaymentStage } from './dialect/index.ts';
import { asAmount, unpayable } from './order.ts';
import { paymentsOf } from './payment.ts';

interface Paid {
  /** Null when the payment went through to the order; else how it ended before. */
  stopped: { at: string; outcome: TppOutcome } | null;
  scaAsked: boolean;
  executed: boolean;
}

type Inputs = { [name: string]: Json };
type Outputs = { [name: string]: Json };

const member = (outputs: Outputs, name: string): Json => outputs[name] ?? null;

/** What is known of a payment on its way. */
interface Payment {
  context: StepContext;
  appToken: Json;
  /** Amount, and payee when it is not the usual one. */
  what: Inputs;
  consent: Inputs;
  token: Json;
  paid: Paid;
}

const STAGES: { readonly [stage in PaymentStage]: (payment: Payment) => Promise<void> } = {
  consent: async (payment) => {
    const { context, appToken, what } = payment;
    const { outputs } = await passStep(context, 'consent.create', { kind: 'payment', token: appToken, ...what });
    payment.consent = { consent: member(outputs, 'id') };
  },
  grant: async (payment) => {
    const { context, what, consent, paid } = payment;
    const asked = { scope: context.bank.scopes.payments ?? '', for: 'payment', ...what, ...consent };
    const granted = await walkToGrant(context, asked, (facts) => {
      paid.scaAsked = facts['psu.sca'] === true;
    });
    payment.token = member(granted, 'access_token');
  },
  order: async ({ context, what, consent, token, paid }) => {
    const { outputs } = await passStep(context, 'payment.submit', { token, ...what, ...consent });
    paid.executed = !paymentsOf(context).declined(String(member(outputs, 'status')));
  },
};

/** One whole payment, in the order of the dialect. */
const pay = async (context: StepContext, appToken: Json, amount: string, payee: string | undefined): Promise<Paid> => {
  const paid: Paid = { stopped: null, scaAsked: false, executed: false };
  const what: Inputs = { amount, ...(payee === undefined ? {} : { payee }) };
  const payment: Payment = { context, appToken, what, consent: {}, token: null, paid };
  try {
    for (const stage of paymentsOf(context).stages) await STAGES[stage](payment);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    paid.stopped = { at: error.at, outcome: error.outcome };
  }
  return paid;
};

/** The token that consents are created with, or null in a dialect that has none. */
const appToken = async (context: StepContext): Promise<Json> => {
  if (dialectOf(context).consents?.needsToken !== true) return null;
  const scope = context.bank.scopes.payments_app ?? context.bank.scopes.payments ?? '';
  return member((await passStep(context, 'oauth.client_credentials', { scope })).outputs, 'access_token');
};

/** Gives the result of the run, or the outcome of the step that stopped it. */
const guarded = async (run: () => Promise<StepResult>): Promise<StepResult> => {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Stopped) return { outcome: stoppedAt(error.at, error.outcome, '') };
    throw error;
  }
};

const stoppedAt = (at: string, outcome: TppOutcome, which: string): TppOutcome => ({
  ...outcome,
  detail: `${which}${at}: ${outcome.detail}`,
});

const amountsOf = (context: StepContext): string[] => {
  const { amounts } = context.call.with;
  if (!Array.isArray(amounts)) throw new TppFault('amounts is to be a list');
  return amounts.map(asAmount);
};

const payeeOf = (context: StepContext): string | undefined => {
  const payee = optionalText(context.call.with, 'payee');
  if (context.call.with.decline !== true) return payee;
  return unpayable(payee ?? context.bank.payment?.creditor.identification ?? '');
};

const prime: StepDefinition = {
  name: 'payment.prime',
  summary: 'Makes whole payments one after the other, so that the counters of the low-value exemption move.',
  proofPlace: 'resource',
  inputs: {
    amounts: input('list', 'amounts to pay; none for an empty list'),
    payee: input('string', 'account of the payee; that of the target file by default', { optional: true }),
    decline: input('boolean', 'pays to an account that does not exist, so that the bank declines', { optional: true }),
  },
  outputs: { sca_asked: 'how many payments were challenged', executed: 'how many were executed' },
  facts: { 'prime.sca_asked': 'how many payments were challenged', 'prime.executed': 'how many were executed' },
  parts: [],
  codes: [],
  artefacts: [],
  needs: ['pis'],
  requests: 14,
  run: (context) => guarded(() => primeAll(context)),
};

const primeAll = async (context: StepContext): Promise<StepResult> => {
  const amounts = amountsOf(context);
  const declining = context.call.with.decline === true;
  const payee = payeeOf(context);
  const token = amounts.length > 0 ? await appToken(context) : null;
  const counts = { sca_asked: 0, executed: 0 };
  for (const [index, amount] of amounts.entries()) {
    const paid = await pay(context, token, amount, payee);
    if (paid.scaAsked) counts.sca_asked += 1;
    if (paid.executed) counts.executed += 1;
    context.memory.scaAsked ||= paid.scaAsked;
    const { stopped } = paid;
    const declined = declining && stopped?.outcome.clear === true;
    if (stopped !== null && !declined) {
      return {
        outcome: stoppedAt(stopped.at, stopped.outcome, `payment ${index + 1} of ${amounts.length}, `),
        outputs: counts,
      };
    }
  }
  const outcome = okOutcome(
    `${amounts.length} payments made, ${counts.executed} executed, ${counts.sca_asked} challenged`,
  );
  return {
    outcome,
    outputs: counts,
    facts: { 'prime.sca_asked': counts.sca_asked, 'prime.executed': counts.executed },
  };
};

/** Where the ceiling does not make a bank ask, a counter has to by the seventh payment. @requirement RTS-16-c */
const CHALLENGED_BY = 7;

const withSca: StepDefinition = {
  name: 'payment.with-sca',
  summary: 'Pays until a payment is challenged, which the first is to be, so that the counters start at zero.',
  proofPlace: 'authorization',
  inputs: { amount: input('money', 'an amount above every exemption') },
  outputs: {},
  facts: { 'prime.payments': 'how many payments it took' },
  parts: [],
  codes: [],
  artefacts: [],
  needs: ['pis'],
  requests: 14,
  run: (context) => guarded(() => untilChallenged(context)),
};

const untilChallenged = async (context: StepContext): Promise<StepResult> => {
  const amount = asAmount(context.call.with.amount);
  const token = await appToken(context);
  for (let payments = 1; payments <= CHALLENGED_BY; payments += 1) {
    const paid = await pay(context, token, amount, undefined);
    if (paid.stopped !== null) return { outcome: stoppedAt(paid.stopped.at, paid.stopped.outcome, '') };
    if (!paid.executed) return { outcome: unsure('payment.rejected', `the payment of ${amount} was declined`) };
    if (!paid.scaAsked) continue;
    context.memory.scaAsked = false;
    const which = payments === 1 ? 'the payment' : `payment ${payments}`;
    return {
      outcome: okOutcome(`${which} of ${amount} was challenged and executed`),
      facts: { 'prime.payments': payments },
    };
  }
  return {
    outcome: unsure('sca.exempted', `${CHALLENGED_BY} payments of ${amount} were made and none was challenged`),
  };
};

/** The counters cannot be put at zero, which says nothing of what the case is about. */
const unsure = (code: string, detail: string): TppOutcome => ({
  ok: false,
  codes: [code],
  clear: false,
  detail: `${detail}, so the counters cannot be reset`,
});

export const primeSteps: StepDefinition[] = [prime, withSca];
