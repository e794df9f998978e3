/** The words a case can be judged with. */

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
