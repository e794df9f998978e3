/** Known deviations of a bank: a verdict its operator has accepted for a time, never hidden and never for ever. */
import type { JudgedCase, RunRecord, Verdict } from '../evidence/record.ts';
import type { KnownDeviation } from '../load/target.ts';

const GOOD: Verdict[] = ['pass', 'warn', 'observed'];

/**
 * Marks the cases whose verdict was accepted beforehand. A deviation stands for one case or for all rows of a scenario.
 * `today` is `YYYY-MM-DD`; a deviation holds to the end of its last day, and after it accepts nothing.
 */
export function applyDeviations(
  cases: JudgedCase[],
  known: KnownDeviation[],
  today: string,
): RunRecord['deviations'] & { cases: JudgedCase[] } {
  const unexpectedPasses: string[] = [];
  const expired: string[] = [];
  const marked = cases.map((one): JudgedCase => {
    const deviation = known.find(({ case: id }) => id === one.id) ?? known.find(({ case: id }) => id === one.scenario);
    if (!deviation || one.verdict === 'not-applicable' || one.verdict === 'skipped') return one;
    if (deviation.until !== null && today.slice(0, 10) > deviation.until.slice(0, 10)) {
      expired.push(one.id);
      return one;
    }
    if (deviation.verdict === one.verdict)
      return { ...one, deviation: { reason: deviation.reason, until: deviation.until } };
    if (GOOD.includes(one.verdict)) unexpectedPasses.push(one.id);
    return one;
  });
  return { cases: marked, unexpectedPasses, expired };
}
