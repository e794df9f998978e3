/** What the process of a report and the one in which Allure works tell each other. */
import type { RunRecord } from '../../suites/evidence/record.ts';
import type { PageFile } from './packed-files.ts';

/** What Allure's page says of the run as a whole. */
export type ReportHead = Pick<RunRecord, 'run' | 'harness' | 'target' | 'scenarios'>;

/** `begin` comes first and has no answer; each of the others has one, in their order. */
export type Order =
  | { do: 'begin'; outDir: string; head: ReportHead; order: ReadonlyMap<string, number> }
  /** Makes the files of some cases, from all that is to be seen of them; their heads are kept for `all`. */
  | { do: 'some'; files: PageFile[]; heads: PageFile[] }
  /** Makes what counts and orders all cases, from their heads, and names it: there are megabytes of it, asked for one by one. */
  | { do: 'all' }
  | { do: 'file'; name: string };

const RESULT = /^data\/test-results\/(\w+)\.json$/;

/** The id of the result that a file of the page is made of; null when it is another file. */
export const resultIdOf = (name: string): string | null => RESULT.exec(name)?.[1] ?? null;

export type Answer = { files: PageFile[] } | { names: string[] } | { failed: string };
