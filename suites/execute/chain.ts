/** Cases of one control, all of them between one control before and one after: for a bank that nobody else uses and that treats equals alike. */
import type { CaseTrace } from '../evidence/record.ts';
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

export interface ChainOptions {
  /** Whether the verdict depends on the control after, for a trace that ends without one. */
  needsAfter(trace: CaseTrace): boolean;
  /** Awaited when something was walked: the control of these cases, or one case between its controls. */
  walked?: ((cases: readonly PlannedCase[]) => Promise<void>) | undefined;
}

/**
 * Runs a chain. The traces are those of cases between controls of their own, but for the times; where a control does not pass, or a
 * case does not come to an end, all of them are run again, each between its own. A control after that could change no verdict is left out.
 */
export async function runChain(
  cases: PlannedCase[],
  lane: Lane,
  means: Means,
  { needsAfter, walked }: ChainOptions,
): Promise<CaseTrace[]> {
  const [first] = cases;
  const before = first && keyOf(first) !== null ? await walkControl(first, 'before', lane, means) : null;
  await walked?.(cases);
  if (!first || before === null || !means.opinions.passed(before)) return each(cases, lane, means, walked);
  const traces: CaseTrace[] = [];
  for (const planned of cases) {
    lane.lastControl = before;
    const trace = await runCase({ ...planned, after: null }, lane, means);
    await walked?.([planned]);
    if (trace.fault !== null || trace.withheld !== null) return each(cases, lane, means, walked);
    traces.push({ ...trace, controlsPlanned: { before: true, after: true } });
  }
  if (!traces.some(needsAfter)) return traces;
  const after = await walkControl(first, 'after', lane, means);
  await walked?.(cases);
  if (after === null || !means.opinions.passed(after)) return each(cases, lane, means, walked);
  return traces.map((trace) => ({ ...trace, attempts: [...trace.attempts, after] }));
}

async function each(
  cases: PlannedCase[],
  lane: Lane,
  means: Means,
  walked: ChainOptions['walked'],
): Promise<CaseTrace[]> {
  const traces: CaseTrace[] = [];
  for (const planned of cases) {
    // Each is known by what it does itself when somebody looks on.
    if (walked || traces.length === 0) lane.lastControl = null;
    traces.push(await runCase(planned, lane, means));
    await walked?.([planned]);
  }
  return traces;
}
