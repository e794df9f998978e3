/** Which cases somebody has to look into, and so are shown with more than the others. */
import type { JudgedCase } from '../suites/evidence/record.ts';

const SEVERITIES: readonly JudgedCase['severity'][] = ['critical', 'high', 'medium', 'low', 'info'];

const NEEDING = new Set<JudgedCase['verdict']>(['error', 'fail', 'inconclusive', 'review', 'warn']);

export const needsAttention = ({ verdict }: Pick<JudgedCase, 'verdict'>): boolean => NEEDING.has(verdict);

/** For sorting: by verdict, in the order that is given, and by severity, the gravest first. */
export const gravestFirst =
  (verdicts: readonly JudgedCase['verdict'][]) =>
  (a: Pick<JudgedCase, 'verdict' | 'severity'>, b: Pick<JudgedCase, 'verdict' | 'severity'>): number =>
    verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
