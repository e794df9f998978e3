/** Cases of one control, all of them between one control before and one after: for a bank that nobody else uses and that treats equals alike. */
import type { AttemptRecord, CaseTrace } from '../evidence/record.ts';
import type { PlannedCase } from '../plan/case.ts';
import { type Lane, type Means, runCase, walkControl } from './controls.ts';

/** Neighbours with the same control before and after; any other case is by itself. */
export function chainsOf(cases: readonly PlannedCase[]): PlannedCase[][] {
  const chains: PlannedCase[][] = [];
  for (const one of cases) {
    const last = chains.at(-1);
    const key = keyOf(one);
    if (last?.[0] && key !== null && keyOf(last[0]) === key) last.push(one);
    else chains.push([one]);
  }
  return chains;
}

function keyOf({ before, after, settle }: PlannedCase): string | null {
  const one = before?.shared && after?.shared && before.key === after.key && settle === null;
  return one ? before.key : null;
}

/**
 * Runs a chain. The traces are those of cases between controls of their own, but for the times; where a control does not pass, or a
 * case does not come to an end, all of them are run again, each between its own. A control after that could change no verdict is left out.
 * @param needsAfter whether the verdict depends on the control after, for a trace that ends without one
 */
export async function runChain(
  cases: PlannedCase[],
  lane: Lane,
  means: Means,
  needsAfter: (trace: CaseTrace) => boolean,
): Promise<CaseTrace[]> {
  const [first] = cases;
  if (!first?.after || keyOf(first) === null) return each(cases, lane, means);
  const traces: CaseTrace[] = [];
  let before: AttemptRecord | null = null;
  for (const planned of cases) {
    lane.lastControl = before ?? lane.lastControl;
    const trace = await runCase({ ...planned, after: null }, lane, means);
    const control = trace.attempts.find(({ role }) => role === 'control-before');
    if (!control || !means.opinions.passed(control) || trace.fault !== null || trace.withheld !== null)
      return each(cases, lane, means);
    before ??= control;
    traces.push({ ...trace, controlsPlanned: { before: true, after: true } });
  }
  if (!traces.some(needsAfter)) return traces;
  const after = await walkControl(first, first.after, lane, means);
  if (after === null || !means.opinions.passed(after)) return each(cases, lane, means);
  lane.lastControl = after;
  return traces.map((trace) => ({ ...trace, attempts: [...trace.attempts, after] }));
}

async function each(cases: PlannedCase[], lane: Lane, means: Means): Promise<CaseTrace[]> {
  lane.lastControl = null;
  const traces: CaseTrace[] = [];
  for (const planned of cases) traces.push(await runCase(planned, lane, means));
  return traces;
}
