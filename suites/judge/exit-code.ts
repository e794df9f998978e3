/** What a run's verdicts tell the shell. */
import type { JudgedCase, RunRecord, Verdict } from '../evidence/record.ts';

const CONCLUSIVE: Verdict[] = ['pass', 'warn', 'fail'];
const DOUBTFUL: Verdict[] = ['inconclusive', 'review'];

/**
 * 1 for a violation or an unexpected result, 70 for a fault of the harness, 3 when something stayed in doubt or nothing was
 * concluded, 0 when all is well. A known deviation that still stands does not count.
 */
export function exitCode(run: { cases: JudgedCase[]; deviations: RunRecord['deviations'] }): 0 | 1 | 3 | 70 {
  const counted = run.cases.filter((one) => one.deviation === null);
  const has = (verdicts: Verdict[]): boolean => counted.some((one) => verdicts.includes(one.verdict));
  if (has(['fail']) || run.deviations.unexpectedPasses.length > 0 || run.deviations.expired.length > 0) return 1;
  if (has(['error'])) return 70;
  if (has(DOUBTFUL)) return 3;
  return run.cases.some((one) => CONCLUSIVE.includes(one.verdict)) ? 0 : 3;
}
