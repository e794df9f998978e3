/** Reads a run back: its record at once, its traces one at a time, so that a large run costs no more memory than a small one. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseTrace, RunRecord, Traces } from './record.ts';

export class UnreadableRun extends Error {}

/** Where the trace of a case lies inside the folder of its run. */
export function tracePath(caseId: string): string {
  return `traces/${caseId.replace(/[^A-Za-z0-9._[\]-]/g, '_')}.json`;
}

/**
 * Also one that was killed half way. Throws UnreadableRun when run.json is not a run; the traces throw it when one of a
 * finished run is not a trace.
 */
export function readRunFolder(path: string): { run: RunRecord; traces: Traces } {
  const run = readJson(join(path, 'run.json'));
  if (!isRun(run)) throw new UnreadableRun(`${join(path, 'run.json')} is not a run of this harness`);
  return { run, traces: tracesIn(path, run) };
}

/** The traces that lie in the folder of a run: in the order of its cases, then those that it does not know yet. */
export function tracesIn(path: string, run: Pick<RunRecord, 'run' | 'cases'>): Traces {
  function read(file: string): CaseTrace | null {
    // The last file of a killed run may be half written; its case has no verdict, so nothing is lost.
    const trace = run.run.finished ? readJson(join(path, file)) : readable(join(path, file));
    if (isTrace(trace)) return trace;
    if (run.run.finished) throw new UnreadableRun(`${join(path, file)} is not a trace of this harness`);
    return null;
  }
  const there = (): Set<string> => {
    const folder = join(path, 'traces');
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
    return new Set(names.sort().map((name) => `traces/${name}`));
  };
  return {
    of(caseId) {
      const file = tracePath(caseId);
      return existsSync(join(path, file)) ? read(file) : null;
    },
    sha256(caseId) {
      const file = join(path, tracePath(caseId));
      return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : null;
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

/** As far as is needed to know the file from another one; what a run wrote itself is taken as it is. */
export function isRun(value: unknown): value is RunRecord {
  const { schema, run, cases, requirements } = (value ?? {}) as Partial<RunRecord>;
  return schema === 'assay.run/4' && typeof run === 'object' && Array.isArray(cases) && Array.isArray(requirements);
}

export function isTrace(value: unknown): value is CaseTrace {
  const { schema, id, attempts } = (value ?? {}) as Partial<CaseTrace>;
  return schema === 'assay.trace/3' && typeof id === 'string' && Array.isArray(attempts);
}

function readable(file: string): unknown {
  try {
    return readJson(file);
  } catch {
    return null;
  }
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UnreadableRun(`${file} cannot be read`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UnreadableRun(`${file} is not JSON`);
  }
}
