/** The running limits of Articles 11 and 16: a ceiling for each payment, and a sum or a number since the last strong authentication. */
import { compare, type Decimal, exactly, plus, plusInBinary, ZERO } from './decimal.ts';
import type { RunningLimit } from './limits.ts';
import type { ScaSettings } from './settings.ts';
import type { Channel, Counters, PastEvent, Policy } from './situation.ts';

export interface RunningDecision {
  required: boolean;
  reason: 'above-ceiling' | 'sum-reached' | 'count-reached' | 'exempted';
}

/** `countsCurrent`: the number takes the payment at hand in by any reading. */
export type Limit = Omit<RunningLimit, 'single'> & { single: string | null; countsCurrent?: boolean };

/** Reached is allowed, exceeded is not; a faulty bank does not allow what is reached. */
function over(value: Decimal, limit: Decimal, { limitsReached }: ScaSettings): boolean {
  const order = compare(value, limit);
  return limitsReached === 'allowed' ? order > 0 : order >= 0;
}

const add = (a: Decimal, b: Decimal, { moneyAdded }: ScaSettings): Decimal =>
  moneyAdded === 'exactly' ? plus(a, b) : plusInBinary(a, b);

/**
 * Steps, in the order of the article: (a) the ceiling always binds; (b) or (c) bind as far as the bank keeps that counter.
 * @param ceiling null where there is none
 * @requirement RTS-16-a RTS-16-b RTS-16-c RTS-11-a RTS-11-b RTS-11-c
 */
export function judgeRunning(
  amount: Decimal,
  { sum, count }: Counters,
  limit: Limit,
  { limbs, reading }: Pick<Policy, 'limbs' | 'reading'>,
  settings: ScaSettings,
): RunningDecision {
  const inclusive = reading === 'inclusive';
  if (limit.single !== null && over(amount, exactly(limit.single), settings))
    return { required: true, reason: 'above-ceiling' };
  const total = inclusive ? add(sum, amount, settings) : sum;
  if (limbs.includes('amount') && over(total, exactly(limit.sum), settings))
    return { required: true, reason: 'sum-reached' };
  if (limbs.includes('count') && count + (inclusive || limit.countsCurrent ? 1 : 0) > limit.count)
    return { required: true, reason: 'count-reached' };
  return { required: false, reason: 'exempted' };
}

/** Which counter is meant: that of an article, and for contactless payments that of one instrument. */
export interface CounterOf {
  article: '11' | '16';
  instrument: string;
  payee: string;
}

const isRemote = (channel: Channel): boolean => channel === 'remote';

/** Whether a payment moves the counter: executed, in the Union, and exempted under the article. A faulty bank looks at less. */
function counts(event: PastEvent, of: CounterOf, policy: Policy, settings: ScaSettings): boolean {
  if (event.what !== 'payment' || event.sca || event.outsideUnion) return false;
  if (event.outcome !== 'executed' && settings.countersMove === 'on-execution') return false;
  if (settings.countersBelongTo === 'payer-and-payee' && event.payee !== of.payee) return false;
  if (of.article === '11') return event.channel === 'contactless' && event.instrument === of.instrument;
  return policy.scope === 'all-remote' ? isRemote(event.channel) : event.exemption === '16';
}

/** Whether it puts the counter at zero. @source EBA Q&A 2018_4226, 2018_4038 */
function resets(event: PastEvent, of: CounterOf, policy: Policy, settings: ScaSettings): boolean {
  if (!event.sca || settings.countersReset === 'never') return false;
  if (of.article === '11') return event.what !== 'login' && (event.what !== 'payment' || !isRemote(event.channel));
  if (policy.reset === 'any') return true;
  return event.what === 'payment' && isRemote(event.channel) && event.outcome === 'executed';
}

/** The counter after an event. Weighing a payment, or declining it, leaves the counter alone. */
export function after(
  counters: Counters,
  event: PastEvent,
  of: CounterOf,
  policy: Policy,
  settings: ScaSettings,
): Counters {
  if (resets(event, of, policy, settings)) return { sum: ZERO, count: 0 };
  if (!counts(event, of, policy, settings)) return counters;
  return { sum: add(counters.sum, event.amount, settings), count: counters.count + 1 };
}
