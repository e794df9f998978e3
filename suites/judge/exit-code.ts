/** What a run's verdicts tell the shell. */
import { type JudgedCase, type RunRecord, SEVERITIES, type Severity, type Verdict } from '../evidence/record.ts';

const CONCLUSIVE: Verdict[] = ['pass', 'warn', 'fail'];
const DOUBTFUL: Verdict[] = ['inconclusive', 'review'];

export interface ExitRules {
  /** What stays in doubt counts as a violation. */
  strict?: boolean;
  /** Violations and doubts of cases below this severity are told, and change nothing here. */
  failOn?: Severity | null;
}

/**
 * 1 for a violation, 70 for a fault of the harness, 3 when something stayed in doubt or nothing was concluded, 4 when a known
 * deviation is no longer true, 0 when all is well. A known deviation that still stands does not count.
 */
export function exitCode(
  run: { cases: JudgedCase[]; deviations: RunRecord['deviations'] },
  { strict = false, failOn = null }: ExitRules = {},
): 0 | 1 | 3 | 4 | 70 {
  const counted = run.cases.filter((one) => one.deviation === null);
  const grave = counted.filter((one) => isGrave(one, failOn));
  const has = (cases: JudgedCase[], verdicts: Verdict[]): boolean =>
    cases.some((one) => verdicts.includes(one.verdict));
  if (has(grave, ['fail']) || (strict && has(grave, ['inconclusive']))) return 1;
  if (has(counted, ['error'])) return 70;
  if (has(grave, DOUBTFUL)) return 3;
  if (!has(run.cases, CONCLUSIVE)) return 3;
  return run.deviations.unexpectedPasses.length + run.deviations.expired.length > 0 ? 4 : 0;
}

/** Whether a case is of the severity from which on it counts. */
export const isGrave = ({ severity }: Pick<JudgedCase, 'severity'>, failOn: Severity | null): boolean =>
  failOn === null || SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
