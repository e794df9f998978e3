/** Runs a schedule: lanes side by side, then the cases that need the bank for themselves, one after the other. */
import type { CaseTrace } from '../evidence/record.ts';
import type { PlannedCase, Schedule } from '../plan/index.ts';
import { blankTrace, type Lane, type Means, runCase } from './controls.ts';
import { Interrupted } from './guard.ts';

export interface RunOptions {
  schedule: Schedule;
  means: Means;
  /** Number of payment service users; lanes never share one. */
  users: number;
  /** Takes bank and harness back to the machine's time; null when the bank has no such hook. */
  resetClock: (() => Promise<void>) | null;
  /** Called for each finished case, in the order they finish. */
  onCase(trace: CaseTrace): void;
  /** True stops the run: what has not begun is skipped, with this as its reason. */
  stopAfter?(trace: CaseTrace): string | null;
}

/** True when everything planned was run, false when the run was interrupted. */
export async function runSchedule(options: RunOptions): Promise<boolean> {
  const { schedule, onCase } = options;
  const state: State = { stopped: null, interrupted: false };
  for (const planned of schedule.withheld) onCase(blankTrace(planned, 'none'));
  const chains = foldLanes(schedule.lanes, options.users);
  await Promise.all(
    chains.map((cases, index) =>
      runLane(cases, { name: `lane-${index + 1}`, psu: index, lastControl: null }, options, state),
    ),
  );
  const alone: Lane = { name: 'alone', psu: 0, lastControl: null };
  for (const planned of schedule.exclusive) {
    await runLane([planned], alone, options, state);
    if (!options.resetClock || state.interrupted) continue;
    await options.resetClock();
    alone.lastControl = null;
  }
  if (state.interrupted && options.resetClock) await options.resetClock();
  return !state.interrupted;
}

interface State {
  stopped: string | null;
  interrupted: boolean;
}

/** More lanes than users would make two lanes share one: the surplus is appended to the first ones. */
function foldLanes(lanes: PlannedCase[][], users: number): PlannedCase[][] {
  const width = Math.max(1, users);
  const folded: PlannedCase[][] = [];
  for (const [index, lane] of lanes.entries()) folded[index % width] = [...(folded[index % width] ?? []), ...lane];
  return folded;
}

async function runLane(cases: PlannedCase[], lane: Lane, options: RunOptions, state: State): Promise<void> {
  for (const planned of cases) {
    if (state.interrupted) return;
    if (state.stopped !== null) {
      options.onCase({ ...blankTrace(planned, lane.name), withheld: { verdict: 'skipped', reason: state.stopped } });
      continue;
    }
    try {
      const trace = await runCase(planned, lane, options.means);
      options.onCase(trace);
      state.stopped ??= options.stopAfter?.(trace) ?? null;
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      state.interrupted = true;
      return;
    }
  }
}
