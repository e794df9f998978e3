/** Runs a schedule: lanes side by side, then what has to be alone at the bank. */
import type { TppWaits } from '../../mock-tpp/index.ts';
import type { CaseTrace } from '../evidence/record.ts';
import type { PlannedCase, Schedule } from '../plan/index.ts';
import { type ChainOptions, chainsOf, runChain } from './chain.ts';
import { blankTrace, type Lane, type Means, runCase } from './controls.ts';
import { Interrupted } from './guard.ts';
import { shareOut } from './lane-work.ts';
import { createSlots, type Slots } from './slots.ts';
import { createTurns, type Turn } from './turns.ts';

export interface RunOptions {
  schedule: Schedule;
  means: Means;
  /** For a bank that nobody else uses: cases in lanes with equal controls stand together. Left out, each case has its own. */
  together?: ChainOptions | undefined;
  /** Takes bank and harness back to the machine's time; null when the bank has no such hook. */
  resetClock: (() => Promise<void>) | null;
  /** Called for each finished case, in the order they finish. */
  onCase(trace: CaseTrace): void;
  /** True stops the run: what has not begun is skipped, with this as its reason. */
  stopAfter?(trace: CaseTrace): string | null;
}

interface Run extends RunOptions {
  slots: Slots;
  /** Why nothing more is to begin, or null. */
  stopped: string | null;
  interrupted: boolean;
}

/** Cases that run at the same time: the chains of lanes, those that wait, and those that move the clock. */
type Part = Pick<Schedule, 'lanes' | 'waiting' | 'exclusive'>;

/** True when everything planned was run, false when the run was interrupted. */
export async function runSchedule(options: RunOptions): Promise<boolean> {
  const { schedule, resetClock, onCase } = options;
  const run: Run = { ...options, slots: createSlots(schedule.concurrency), stopped: null, interrupted: false };
  for (const planned of schedule.withheld) onCase(blankTrace(planned, 'none', options.means));
  for (const planned of await runParts(run)) {
    await runOne(planned, { name: 'alone', psu: 0, lastControl: null }, run);
    if (!run.interrupted) await resetClock?.();
    await options.together?.walked?.([planned]);
  }
  if (run.interrupted) await resetClock?.();
  return !run.interrupted;
}

/** Gives the cases that have to be run alone: those that move the clock, when there is one lane or it did not go well with others. */
async function runParts(run: Run): Promise<PlannedCase[]> {
  const { lanes, waiting, exclusive, concurrency, users } = run.schedule;
  if (concurrency < 2) {
    await runPart({ lanes, waiting, exclusive: [] }, run);
    return exclusive;
  }
  const alone: PlannedCase[] = [];
  const parts: Part[] = [{ lanes, waiting, exclusive: exclusive.slice(0, users) }];
  for (let from = users; from < exclusive.length; from += users)
    parts.push({ lanes: [], waiting: [], exclusive: exclusive.slice(from, from + users) });
  for (const part of parts) {
    if (!(await runPart(part, run))) alone.push(...part.exclusive);
    if (part.exclusive.length > 0 && !run.interrupted) await run.resetClock?.();
  }
  return alone;
}

/**
 * A user whose lane is done takes one of the cases that move the clock, and so does one that has no lane, and goes as far as its
 * wait, while other lanes still run; the clock is moved when all have come so far. False when those cases are to be run again, and
 * nothing was told of them.
 */
async function runPart({ lanes, waiting, exclusive }: Part, run: Run): Promise<boolean> {
  const { means, schedule } = run;
  const turns = createTurns(exclusive.length + lanes.length + waiting.length, means);
  const [own, others] = [turns.slice(0, exclusive.length), turns.slice(exclusive.length)];
  const traces = new Map<PlannedCase, CaseTrace>();
  const left = exclusive.map((planned, index) => ({ planned, turn: own[index] as Turn }));
  const sleep = (milliseconds: number): Promise<void> => run.slots.away(() => means.sleep(milliseconds));
  const user = (name: string, psu: number): Lane => ({ name, psu, lastControl: null, waits: { sleep } });
  const pieces = (cases: PlannedCase[]): PlannedCase[][] =>
    run.together ? chainsOf(cases) : cases.map((one) => [one]);

  const walk = async (next: () => PlannedCase[] | undefined, lane: Lane): Promise<void> => {
    for (let some = next(); some; some = next()) {
      const cases = some;
      await within(run.slots, () => runSome(cases, lane, run));
    }
    others.pop()?.leave();
  };
  const moveOne = async (lane: Lane): Promise<void> => {
    // Those that wait for their turn wait for nobody who does not begin any more.
    if (run.stopped !== null || run.interrupted) for (const { turn } of left.splice(0)) turn.leave();
    const next = left.shift();
    if (next) await within(run.slots, () => moveClock(next, lane, run, traces));
  };

  const nextIn = shareOut(lanes.map(pieces));
  const walked = lanes.map((_, index) => {
    const lane = user(`lane-${index + 1}`, index);
    return walk(() => nextIn(index), lane).then(() => lane);
  });
  // A case that moves the clock begins no sooner than it has to: what the bank gave it does not live long.
  const firstWalked = async (): Promise<unknown> => (walked.length > 0 ? Promise.race(walked) : undefined);
  const waited = waiting.map((cases, index) => {
    const lane = user(`waiting-${index + 1}`, lanes.length + index);
    const own = pieces(cases);
    return walk(() => own.shift(), lane)
      .then(firstWalked)
      .then(() => lane);
  });
  const idle = Array.from({ length: Math.max(0, schedule.users - walked.length - waited.length) }, (_, index) => {
    const lane = user(`clock-${index + 1}`, lanes.length + waiting.length + index);
    return firstWalked().then(() => lane);
  });
  await Promise.all([...walked, ...waited, ...idle].map((lane) => lane.then(moveOne)));
  const clean = exclusive.every((planned) => isClean(traces.get(planned), planned, means));
  if (clean) for (const trace of traces.values()) tell(trace, run);
  return clean || run.interrupted;
}

async function within(slots: Slots, work: () => Promise<void>): Promise<void> {
  await slots.enter();
  try {
    await work();
  } finally {
    slots.leave();
  }
}

/** Runs one case of those that move the clock in turn, and keeps its trace. */
async function moveClock(
  { planned, turn }: { planned: PlannedCase; turn: Turn },
  lane: Lane,
  run: Run,
  traces: Map<PlannedCase, CaseTrace>,
): Promise<void> {
  const { slots } = run;
  const waits: TppWaits = {
    sleep: run.means.sleep,
    until: (moment, move) => slots.away(() => turn.until(moment, move)),
    alone: () => slots.away(turn.alone),
  };
  const beforeControlAfter = (): Promise<void> => slots.away(turn.afterAll);
  try {
    const own = { ...lane, waits, beforeControlAfter };
    const trace = await unlessInterrupted(run, () => runCase(planned, own, run.means));
    if (trace !== null) traces.set(planned, trace);
  } finally {
    turn.leave();
  }
}

async function runSome(cases: PlannedCase[], lane: Lane, run: Run): Promise<void> {
  const { together } = run;
  if (!together) {
    for (const planned of cases) await runOne(planned, lane, run);
    return;
  }
  const traces = await unlessInterrupted(run, () => runChain(cases, lane, run.means, together));
  for (const trace of traces ?? []) tell(trace, run);
}

/** Runs a case and tells of it, unless the run is over. */
async function runOne(planned: PlannedCase, lane: Lane, run: Run): Promise<void> {
  if (run.interrupted) return;
  if (run.stopped !== null) {
    run.onCase({ ...blankTrace(planned, lane.name, run.means), withheld: { verdict: 'skipped', reason: run.stopped } });
    return;
  }
  const trace = await unlessInterrupted(run, () => runCase(planned, lane, run.means));
  if (trace !== null) tell(trace, run);
}

/** Null when the run was broken off. */
async function unlessInterrupted<T>(run: Run, work: () => Promise<T>): Promise<T | null> {
  if (run.interrupted) return null;
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    run.interrupted = true;
    return null;
  }
}

function tell(trace: CaseTrace, run: Run): void {
  run.onCase(trace);
  run.stopped ??= run.stopAfter?.(trace) ?? null;
}

/** What went wrong with one case may be for want of being alone: a moment had passed, or the bank did not bear where others had moved its clock to. */
function isClean(trace: CaseTrace | undefined, { after }: PlannedCase, { opinions }: Means): boolean {
  if (!trace) return false;
  const { attempts, fault, withheld } = trace;
  if (withheld !== null) return true;
  const last = attempts.at(-1);
  if (fault !== null || !last || attempts.some(({ broken }) => broken !== null)) return false;
  return after === null || (last.role === 'control-after' && opinions.passed(last));
}
