/** Known deviations of a bank: a verdict its operator has accepted for a time, never hidden and never for ever. */
import type { JudgedCase, RunRecord, Verdict } from '../evidence/record.ts';
import type { KnownDeviation } from '../load/target.ts';

const GOOD: Verdict[] = ['pass', 'warn', 'observed'];

/**
 * Marks the cases whose verdict was accepted beforehand. A deviation stands for one case or for all rows of a scenario; it is
 * no longer true when one passes and none is as it says.
 * `today` is `YYYY-MM-DD`; a deviation holds to the end of its last day, and after it accepts nothing.
 */
export function applyDeviations(
  cases: JudgedCase[],
  known: KnownDeviation[],
  today: string,
): RunRecord['deviations'] & { cases: JudgedCase[] } {
  const passed = new Set<KnownDeviation>();
  const held = new Set<KnownDeviation>();
  const expired = new Set<KnownDeviation>();
  const marked = cases.map((one): JudgedCase => {
    const deviation = known.find(({ case: id }) => id === one.id) ?? known.find(({ case: id }) => id === one.scenario);
    if (!deviation || one.verdict === 'not-applicable' || one.verdict === 'skipped') return one;
    if (deviation.until !== null && today.slice(0, 10) > deviation.until.slice(0, 10)) {
      expired.add(deviation);
      return one;
    }
    if (deviation.verdict === one.verdict) {
      held.add(deviation);
      return { ...one, deviation: { reason: deviation.reason, until: deviation.until } };
    }
    if (GOOD.includes(one.verdict)) passed.add(deviation);
    return one;
  });
  const named = (some: Iterable<KnownDeviation>): string[] => [...some].map(({ case: id }) => id);
  return {
    cases: marked,
    unexpectedPasses: named([...passed].filter((one) => !held.has(one))),
    expired: named(expired),
  };
}
