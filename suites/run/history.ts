/** The history of a target: one line a run in a file that only grows, and the newest line to compare a run with. */
import { appendFileSync, closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { RunChanges, RunLine, RunRecord } from '../evidence/index.ts';
import { comparable, compareRuns, lineOf } from '../judge/index.ts';
import { Rejected } from './exit.ts';
import { shown } from './project.ts';

const FILE = 'history.jsonl';
/** Of a longer file the end is read: some hundred runs of a whole plan. */
const MOST_BYTES = 64_000_000;

/** What changed since the newest finished run of the same target and part of the plan before this one; null when there is none. */
export function changesSince(folder: string, run: RunRecord): RunChanges | null {
  const line = lineOf(run);
  const earlier = linesOf(textOf(folder))
    .filter((one) => one.finished && one.id !== line.id && one.startedAt < line.startedAt && comparable(one, line))
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .at(-1);
  return earlier === undefined ? null : compareRuns(earlier, line);
}

/** Adds the line of a run, unless it is there. Throws Rejected when nothing can be written there. */
export function addToHistory(folder: string, run: RunRecord): void {
  const line = lineOf(run);
  const text = textOf(folder);
  if (linesOf(text).some(({ id, finished }) => id === line.id && finished === line.finished)) return;
  // A run that was killed while it wrote has left a line without an end.
  const begin = text === '' || text.endsWith('\n') ? '' : '\n';
  try {
    mkdirSync(folder, { recursive: true });
    appendFileSync(join(folder, FILE), `${begin}${JSON.stringify(line)}\n`);
  } catch {
    throw new Rejected(`--history ${shown(folder)}: nothing can be written there`);
  }
}

/** What cannot be read as a line is passed over: a run that was killed while it wrote must not spoil the others. */
function linesOf(text: string): RunLine[] {
  return text.split('\n').flatMap((one) => {
    try {
      const line = Object(JSON.parse(one)) as Partial<RunLine>;
      return line.schema === 'assay.history/1' && isWhole(line) ? [line as RunLine] : [];
    } catch {
      return [];
    }
  });
}

const isWhole = ({ id, startedAt, target, verdicts, statuses }: Partial<RunLine>): boolean =>
  typeof id === 'string' &&
  typeof startedAt === 'string' &&
  [target, verdicts, statuses].every((one) => Object(one) === one);

/** The end of the file; nothing when there is none yet. */
function textOf(folder: string): string {
  const file = join(folder, FILE);
  if (!existsSync(file)) return '';
  const handle = openSync(file, 'r');
  try {
    const facts = fstatSync(handle);
    if (!facts.isFile()) throw new Rejected(`${shown(file)} is not a regular file`);
    const length = Math.min(facts.size, MOST_BYTES);
    const bytes = Buffer.alloc(length);
    const read = readSync(handle, bytes, 0, length, facts.size - length);
    return bytes.toString('utf8', 0, read);
  } finally {
    closeSync(handle);
  }
}
