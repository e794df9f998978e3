/** What a run covers, in words: what was asked, what was planned and run, and what was left out and why. */
import type { RunRecord, Verdict } from '../suites/evidence/record.ts';
import { counted } from './words.ts';

const WITHHELD: readonly Verdict[] = ['not-applicable', 'skipped'];

export interface ScopeWords {
  /** Options that narrowed the run; null when there were none. */
  asked: string | null;
  /** `9 of 466 cases planned: 8 run, 1 not applicable`. */
  counts: string;
  /** Cases that apply and were not run, by what left them out; null when there are none. */
  left: string | null;
}

/** Null for a run that does not tell its scope, as those of older versions do. */
export function scopeWords({ scope, cases, totals }: RunRecord): ScopeWords | null {
  if (!scope) return null;
  const ran = cases.filter(({ verdict }) => !WITHHELD.includes(verdict)).length;
  const others = [
    ...(totals['not-applicable'] > 0 ? [`${totals['not-applicable']} not applicable`] : []),
    ...(totals.skipped > 0 ? [`${totals.skipped} skipped`] : []),
  ];
  const reasons = new Map<string, number>();
  for (const { because } of scope.notRun) reasons.set(because, (reasons.get(because) ?? 0) + 1);
  const left = [...reasons].map(([because, count]) => `${count} by ${because}`).join(', ');
  return {
    asked: scope.asked.length > 0 ? scope.asked.join(' ') : null,
    counts: `${scope.planned} of ${scope.catalogue} cases planned: ${[`${ran} run`, ...others].join(', ')}`,
    left:
      left === ''
        ? null
        : `${counted(scope.notRun.length, 'case')} that ${scope.notRun.length === 1 ? 'applies to this bank was' : 'apply to this bank were'} left out (${left})`,
  };
}

/** The same in one line, for documents that have one; empty for a run that does not tell its scope. */
export function scopeLine(run: RunRecord): string {
  const words = scopeWords(run);
  if (words === null) return '';
  const asked = words.asked === null ? 'Everything that applies was asked for' : `Asked for with ${words.asked}`;
  return [asked, words.counts, ...(words.left === null ? [] : [words.left])].join('. ');
}
