/** Reads a run back: its record at once, its traces one at a time, so that a large run costs no more memory than a small one. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRegular, UnusableFile } from '../files/regular-file.ts';
import { linesOnly, oneLine } from './hygiene.ts';
import type { CaseTrace, RunRecord, Traces } from './record.ts';
import { RUN, TRACE } from './record-shape.ts';
import { anything } from './shape.ts';
import { tracePath } from './trace-path.ts';

/** Bytes; a run of ten thousand cases has a tenth of it. */
const MOST_OF_A_RUN = 400_000_000;
const MOST_OF_A_TRACE = 100_000_000;

export class UnreadableRun extends Error {}

export { tracePath };

/**
 * Also one that was killed half way. Throws UnreadableRun when run.json is not a run; the traces throw it when one of a
 * finished run is not a trace.
 */
export function readRunFolder(path: string): { run: RunRecord; traces: Traces } {
  const file = join(path, 'run.json');
  const run = readJson(file, MOST_OF_A_RUN);
  const wrong = runProblem(run);
  if (wrong !== null) throw new UnreadableRun(`${file} is not a run of this harness: ${wrong}`);
  const clean = oneLineEach(run as RunRecord);
  return { run: clean, traces: tracesIn(path, clean) };
}

/** The traces that lie in the folder of a run: in the order of its cases, then those that it does not know yet. */
export function tracesIn(path: string, run: Pick<RunRecord, 'run' | 'cases'>): Traces {
  function read(file: string): CaseTrace | null {
    // The last file of a killed run may be half written; its case has no verdict, so nothing is lost.
    const trace = run.run.finished ? readJson(join(path, file), MOST_OF_A_TRACE) : readable(join(path, file));
    const wrong = TRACE(trace, 'the trace');
    if (wrong === null) return trace as CaseTrace;
    if (run.run.finished) throw new UnreadableRun(`${join(path, file)} is not a trace of this harness: ${wrong}`);
    return null;
  }
  const there = (): Set<string> => {
    const names = traceNames(path).filter((name) => name.endsWith('.json'));
    return new Set(names.map((name) => `traces/${name}`));
  };
  return {
    of(caseId) {
      const file = tracePath(caseId);
      return isThere(join(path, file)) ? read(file) : null;
    },
    sha256(caseId) {
      const file = join(path, tracePath(caseId));
      return isThere(file) ? createHash('sha256').update(bytesOf(file, MOST_OF_A_TRACE)).digest('hex') : null;
    },
    *[Symbol.iterator]() {
      const files = there();
      const known = run.cases.map(({ id }) => tracePath(id)).filter((file) => files.delete(file));
      for (const file of [...known, ...files]) {
        const trace = read(file);
        if (trace) yield trace;
      }
    },
  };
}

/** Whether a value has the shape of a run, and of a trace. */
export const isRun = (value: unknown): value is RunRecord => runProblem(value) === null;
export const isTrace = (value: unknown): value is CaseTrace => TRACE(value, 'the trace') === null;

function runProblem(value: unknown): string | null {
  const { schema } = (value ?? {}) as Partial<RunRecord>;
  if (typeof schema === 'string' && /^assay\.run\/\d+$/.test(schema) && schema !== 'assay.run/4')
    return `it is ${schema}, of another version; this one reads assay.run/4`;
  return RUN(value, 'run.json');
}

/** Every text on one line, for it comes to stand in ours; the reason keeps the lines it has. */
function oneLineEach(run: RunRecord): RunRecord {
  const cases = run.cases.map((one) => ({
    ...linesOnly(one),
    reason: one.reason.split('\n').map(oneLine).join('\n'),
  }));
  return { ...linesOnly({ ...run, cases: [] }), cases };
}

/** What lies in the folder of a run among its traces, by name and in order; none of a folder that is a link. */
export function traceNames(path: string): string[] {
  const folder = join(path, 'traces');
  const seen = lstatSync(folder, { throwIfNoEntry: false });
  if (seen === undefined) return [];
  if (!seen.isDirectory()) throw new UnreadableRun(`${folder} is not a folder, and links are not followed here`);
  return readdirSync(folder).sort();
}

/** A link is there, too: to be refused when it is read. */
const isThere = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

function readable(file: string): unknown {
  try {
    return readJson(file, MOST_OF_A_TRACE);
  } catch {
    return null;
  }
}

/** The bytes of a file of a run that may be a stranger's. Throws UnreadableRun for whatever is no regular file of a bounded size. */
export function bytesOf(file: string, most = MOST_OF_A_TRACE): Buffer {
  try {
    return readRegular(file, { most, links: false });
  } catch (error) {
    throw new UnreadableRun(`${file} cannot be read${error instanceof UnusableFile ? `: ${error.message}` : ''}`);
  }
}

function readJson(file: string, most: number): unknown {
  const text = bytesOf(file, most).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch (error) {
    throw new UnreadableRun(`${file} is not JSON${placeIn(text, error)}`);
  }
  const deep = anything(value, 'it');
  if (deep !== null) throw new UnreadableRun(`${file}: ${deep}`);
  return value;
}

/** Line and column of what is wrong, as far as the parser says. */
function placeIn(text: string, error: unknown): string {
  const [, position] = /position (\d+)/.exec(String(error)) ?? [];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` (line ${before.length}, column ${(before.at(-1) ?? '').length + 1})`;
}
