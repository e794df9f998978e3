/** The action clock.wait: moves the clock of bank and harness together, or waits when the bank's cannot be moved. */
import type { TppSurroundings, TppWaits } from '../contract.ts';
import { durationMs } from '../duration.ts';
import { TppFault } from '../fault.ts';
import type { ActionContext, ActionResult } from '../step.ts';
import { dateOf, movedBy } from './bank-clock.ts';

/** Milliseconds from now to the moment the action names. */
const distance = ({ inputs, around }: Pick<ActionContext, 'inputs' | 'around'>): number => {
  const { until, plus } = inputs;
  if (until === undefined && plus === undefined) throw new TppFault('clock.wait needs until or plus');
  if (until !== undefined && (typeof until !== 'number' || !Number.isFinite(until))) {
    throw new TppFault('until is to be a number of milliseconds; did the bank give the consent no end?');
  }
  const now = around.now();
  return (until ?? now) + (plus === undefined ? 0 : durationMs(plus)) - now;
};

/**
 * Clocks move by whole seconds, which every operator understands: down when the moment is to lie before an edge,
 * up when it is to lie past it, so that rounding never carries a test over the edge it is about.
 */
const wholeSeconds = (milliseconds: number, before: boolean): number =>
  before ? Math.floor(milliseconds / 1000) : Math.ceil(milliseconds / 1000);

const SECOND_MS = 1000;

/** Whether the moment lies before an edge, where something is still to be allowed. */
const beforeEdge = ({ inputs: { until, plus } }: Pick<ActionContext, 'inputs'>): boolean =>
  until !== undefined && plus !== undefined && durationMs(plus) < 0;

/** Where it was to lie before an edge, nobody knows on which side the next request would fall. */
const passed = (context: ActionContext): ActionResult => ({
  ok: !beforeEdge(context),
  detail: 'the moment has passed already',
});

/** When it is our turn: until then other cases may have moved the clock some of the way, and time has passed. */
const moveBy = async (context: ActionContext, milliseconds: number): Promise<ActionResult> => {
  const { around, waits } = context;
  const before = beforeEdge(context);
  const atMs = around.now() + milliseconds;
  const late = (): boolean => around.now() >= atMs;
  const move = async (): Promise<ActionResult> => {
    const seconds = wholeSeconds(atMs - around.now(), before);
    if (seconds > 0) return moveClock(context, seconds, wholeSeconds(milliseconds, before));
    return late() ? passed(context) : { ok: true, detail: 'the moment is less than a second away' };
  };
  const moved = await waits.until({ atMs, earlyMs: before ? SECOND_MS : 0 }, move);
  if (moved !== null) return moved;
  return before && late() ? passed(context) : { ok: true, detail: 'the moment came while other cases were under way' };
};

/** @param inAll how far it has been moved since the case began to wait, by whichever case */
const moveClock = async (context: ActionContext, seconds: number, inAll: number): Promise<ActionResult> => {
  const { around } = context;
  const before = { date: await dateOf(context), now: around.now() };
  await context.hook('clock.advance', { seconds });
  around.advance(seconds * 1000);
  const { moved, detail } = await movedBy(context, seconds * 1000, before);
  if (moved) return { ok: true, detail: `the clock of the bank was moved by ${inAll} s, and ${detail}` };
  around.advance(-seconds * 1000);
  // It may have moved after all, and other cases come after this one.
  if (context.bank.operator['clock.reset'] !== undefined) await context.hook('clock.reset', {});
  return { ok: false, detail };
};

export const waitForClock = async (context: ActionContext): Promise<ActionResult> => {
  const { around, bank } = context;
  const milliseconds = distance(context);
  if (bank.operator['clock.advance'] !== undefined) return moveBy(context, milliseconds);
  if (milliseconds <= 0) return passed(context);
  if (milliseconds > bank.limits.waitMs) {
    const wait = Math.ceil(milliseconds / 1000);
    const detail = `it would have to wait ${wait} s and limits.wait allows ${Math.floor(bank.limits.waitMs / 1000)} s`;
    const mend = 'Declare the operator hook clock.advance, or raise limits.wait, in the target file';
    return { ok: false, detail, needs: `${detail}. ${mend}` };
  }
  await around.sleep(milliseconds);
  return { ok: true, detail: `waited ${Math.ceil(milliseconds / 1000)} s` };
};

/** How time passes for one who is alone at the bank, but for what somebody says who runs several at once. */
export const waitsOf = ({ sleep }: Pick<TppSurroundings, 'sleep'>, told: Partial<TppWaits> = {}): TppWaits => ({
  sleep,
  until: (_, move) => move(),
  alone: async () => undefined,
  ...told,
});
