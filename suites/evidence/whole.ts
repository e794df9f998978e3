/** Whether the traces that lie with a run are those it wrote: none missing, none changed, none added. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { bytesOf, traceNames } from './read-run.ts';
import type { RunRecord } from './record.ts';
import { tracePath } from './trace-path.ts';

/**
 * One line for each trace that is not what run.json says. Whoever can write to the folder can mend run.json as well, so
 * this shows carelessness; a signed bundle shows intent.
 */
export function evidenceProblems(path: string, run: RunRecord): string[] {
  const folder = join(path, 'traces');
  const names = traceNames(path);
  const digest = (name: string): string =>
    createHash('sha256')
      .update(bytesOf(join(folder, name)))
      .digest('hex');
  return traceProblems(run, new Map(names.map((name) => [`traces/${name}`, () => digest(name)])));
}

/** @param there the traces by their path in the folder of the run, and how to get the SHA-256 (hex) of each */
export function traceProblems(run: RunRecord, there: ReadonlyMap<string, () => string>): string[] {
  if (run.cases.length > 1 && run.cases.every(({ traceSha256 }) => traceSha256 === undefined))
    return ['run.json has no SHA-256 of any trace: an earlier version wrote it, so that nothing can be checked'];
  const left = new Set(there.keys());
  const told = run.cases.flatMap(({ id, traceSha256 }): string[] => {
    const file = tracePath(id);
    left.delete(file);
    const digest = there.get(file);
    if (digest === undefined) return [`${file} is missing: run.json has a verdict for ${id}`];
    if (traceSha256 === undefined) return [`${file} cannot be checked: run.json has no SHA-256 of it`];
    return digest() === traceSha256 ? [] : [`${file} was changed: its SHA-256 is not the one in run.json`];
  });
  // A killed run has traces that its run.json had not come to.
  const added = run.run.finished ? [...left].map((file) => `${file} was added: run.json does not know it`) : [];
  return bounded([...told, ...added]);
}

const MOST = 20;

/** Thousands of lines hide what they say. */
const bounded = (lines: string[]): string[] =>
  lines.length <= MOST ? lines : [...lines.slice(0, MOST), `and ${lines.length - MOST} more`];
