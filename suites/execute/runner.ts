/** Runs a schedule: lanes side by side, then the cases that need the bank for themselves. */
import type { CaseTrace } from '../evidence/record.ts';
import type { PlannedCase, Schedule } from '../plan/index.ts';
import { blankTrace, type Lane, type Means, runCase } from './controls.ts';
import { Interrupted } from './guard.ts';
import { createSlots, type Slots } from './slots.ts';
import { createTurns } from './turns.ts';

export interface RunOptions {
  schedule: Schedule;
  means: Means;
  /** Takes bank and harness back to the machine's time; null when the bank has no such hook. */
  resetClock: (() => Promise<void>) | null;
  /** Called for each finished case, in the order they finish. */
  onCase(trace: CaseTrace): void;
  /** True stops the run: what has not begun is skipped, with this as its reason. */
  stopAfter?(trace: CaseTrace): string | null;
}

/** True when everything planned was run, false when the run was interrupted. */
export async function runSchedule(options: RunOptions): Promise<boolean> {
  const { schedule, means, onCase } = options;
  const state: State = { stopped: null, interrupted: false };
  for (const planned of schedule.withheld) onCase(blankTrace(planned, 'none'));
  const slots = createSlots(schedule.concurrency);
  const lane = (name: string, psu: number): Lane => ({
    name,
    psu,
    lastControl: null,
    waits: { sleep: (milliseconds) => slots.away(() => means.sleep(milliseconds)), turn: async () => undefined },
  });
  await Promise.all([
    ...schedule.waiting.map((cases, index) =>
      runLane(cases, lane(`waiting-${index + 1}`, schedule.lanes.length + index), { options, state, slots }),
    ),
    ...schedule.lanes.map((cases, index) =>
      runLane(cases, lane(`lane-${index + 1}`, index), { options, state, slots }),
    ),
  ]);
  await runExclusive(options, state);
  return !state.interrupted;
}

interface State {
  stopped: string | null;
  interrupted: boolean;
}

interface LaneContext {
  options: RunOptions;
  state: State;
  slots: Slots;
}

async function runLane(cases: PlannedCase[], lane: Lane, { options, state, slots }: LaneContext): Promise<void> {
  for (const planned of cases) {
    await slots.enter();
    try {
      await runOne(planned, lane, options, state);
    } finally {
      slots.leave();
    }
  }
}

/** Runs a case and tells of it, unless the run is over. */
async function runOne(planned: PlannedCase, lane: Lane, options: RunOptions, state: State): Promise<void> {
  if (state.interrupted) return;
  if (state.stopped !== null) {
    options.onCase({ ...blankTrace(planned, lane.name), withheld: { verdict: 'skipped', reason: state.stopped } });
    return;
  }
  const trace = await traceOf(planned, lane, options, state);
  if (trace !== null) tell(trace, options, state);
}

/** Null when the run was broken off. */
async function traceOf(
  planned: PlannedCase,
  lane: Lane,
  { means }: RunOptions,
  state: State,
): Promise<CaseTrace | null> {
  try {
    return await runCase(planned, lane, means);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    state.interrupted = true;
    return null;
  }
}

function tell(trace: CaseTrace, options: RunOptions, state: State): void {
  options.onCase(trace);
  state.stopped ??= options.stopAfter?.(trace) ?? null;
}

/** Cases that move the clock: side by side as far as there are lanes, and alone where that did not go well. */
async function runExclusive(options: RunOptions, state: State): Promise<void> {
  const { schedule, resetClock } = options;
  const alone: PlannedCase[] = [];
  for (let from = 0; from < schedule.exclusive.length; from += schedule.concurrency) {
    const some = schedule.exclusive.slice(from, from + schedule.concurrency);
    const together = some.length > 1 && !state.interrupted && state.stopped === null;
    if (!together || !(await runTogether(some, options, state))) alone.push(...some);
    if (together) await resetClock?.();
  }
  for (const planned of alone) {
    await runOne(planned, { name: 'alone', psu: 0, lastControl: null }, options, state);
    if (!state.interrupted) await resetClock?.();
  }
  if (state.interrupted) await resetClock?.();
}

/** False when nothing was told of them, because they have to be run again. */
async function runTogether(cases: PlannedCase[], options: RunOptions, state: State): Promise<boolean> {
  const { means } = options;
  const turns = createTurns(cases.length);
  const traces = await Promise.all(
    turns.map(async (turn, index) => {
      const waits = { sleep: means.sleep, turn: turn.await };
      const lane = {
        name: `alone-${index + 1}`,
        psu: index,
        lastControl: null,
        waits,
        beforeControlAfter: turn.afterAll,
      };
      try {
        return await traceOf(cases[index] as PlannedCase, lane, options, state);
      } finally {
        turn.leave();
      }
    }),
  );
  if (state.interrupted) return true;
  const done = traces.filter((trace) => trace !== null);
  if (!done.every((trace, index) => isClean(trace, cases[index] as PlannedCase, means))) return false;
  for (const trace of done) tell(trace, options, state);
  return true;
}

/** What went wrong with one case may be for want of being alone: a moment had passed, or the bank did not bear where others had moved its clock to. */
function isClean({ attempts, fault, withheld }: CaseTrace, { after }: PlannedCase, { opinions }: Means): boolean {
  if (withheld !== null) return true;
  const last = attempts.at(-1);
  if (fault !== null || !last || attempts.some(({ broken }) => broken !== null)) return false;
  return after === null || (last.role === 'control-after' && opinions.passed(last));
}
