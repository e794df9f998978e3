/** What is kept of a run to compare it with another, and what a comparison shows. */
import type { RequirementStatus } from './requirement-row.ts';
import type { Verdict } from './verdict.ts';

/** One run in one line of a history. */
export interface RunLine {
  schema: 'assay.history/1';
  id: string;
  startedAt: string;
  finished: boolean;
  shard: string | null;
  /** `behaviours` are the defects and variations switched on in a bundled bank. */
  target: { name: string; profile: string; digest: string; behaviours: string[] };
  /** Digest of the ids of all planned cases. */
  plan: string;
  scenarios: string;
  harness: string;
  totals: { [V in Verdict]: number };
  /** By case. */
  verdicts: { [id: string]: Verdict };
  /** By requirement. */
  statuses: { [id: string]: RequirementStatus };
}

/** Null for a case that was not in that run. */
export interface CaseChange {
  id: string;
  was: Verdict | null;
  is: Verdict | null;
}

export interface RunChanges {
  since: { id: string; startedAt: string };
  /** Needs attention now, and did not then. */
  appeared: CaseChange[];
  /** Needed attention then, and was seen to be well now. */
  fixed: CaseChange[];
  /** Needs attention now as it did then. */
  stillOpen: CaseChange[];
  /** Needed attention then, and was not run now, or could not be: nothing shows that it is mended. */
  notSeen: CaseChange[];
  requirements: { id: string; was: RequirementStatus | null; is: RequirementStatus }[];
  /** What else was different, so that a change need not be the bank's: the target file, the scenarios, the harness. */
  differs: string[];
}
