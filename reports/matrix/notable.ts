/** What the page of the run tells in full: of each cause the first case, the gravest first, and no more than a person can read. */
import type { JudgedCase, RunRecord, Verdict } from '../../suites/evidence/record.ts';
import { gravestFirst, needsAttention } from '../attention.ts';

export interface Notable {
  judged: JudgedCase;
  /** Cases that the same cause kept from being concluded. */
  alike: JudgedCase[];
}

export interface NotableCases {
  told: Notable[];
  /** How many more causes there are; their cases stand in the table of all. */
  more: number;
}

/** Each is told with its exchanges: a page of thousands would neither open nor be read. */
const MOST = 200;

const VERDICTS: readonly Verdict[] = ['error', 'fail', 'inconclusive', 'review', 'warn'];

export function notableCases({ cases }: Pick<RunRecord, 'cases'>): NotableCases {
  const sorted = cases.filter(needsAttention).sort(gravestFirst(VERDICTS));
  const byCause = new Map<string, Notable>();
  const all: Notable[] = [];
  for (const judged of sorted) {
    const known = judged.cause === null ? undefined : byCause.get(judged.cause);
    if (known) {
      known.alike.push(judged);
      continue;
    }
    const first = { judged, alike: [] };
    if (judged.cause !== null) byCause.set(judged.cause, first);
    all.push(first);
  }
  return { told: all.slice(0, MOST), more: Math.max(0, all.length - MOST) };
}
