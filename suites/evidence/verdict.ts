/** The words a case can be judged with, and how grave it is. */

/** Worst last: within a case a verdict only moves to the right. */
export const VERDICTS = [
  'pass',
  'warn',
  'observed',
  'review',
  'not-applicable',
  'skipped',
  'inconclusive',
  'fail',
  'error',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The gravest first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
