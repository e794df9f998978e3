/** The folder of a run: traces written as they come, and a run.json that is whole and readable at every moment. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { CLAIM } from './folder-claim.ts';
import { tracePath } from './read-run.ts';
import type { CaseTrace, RunRecord } from './record.ts';

export interface RunFolder {
  readonly path: string;
  /** Writes a trace; failures come out of `flush`. */
  trace(trace: CaseTrace): void;
  /**
   * Writes run.json anew: the first time at once, later soon; while one writing is under way, only the newest state waits. What
   * was written is told when it is on disk.
   */
  refresh(record: () => RunRecord): void;
  /** Waits until everything handed over is on disk. */
  flush(): Promise<void>;
}

/** What a run itself writes. Its documents belong to the report writers, who name theirs. */
const EVIDENCE = /^(?:run\.(?:json|lock)(?:[.\w]+)?|traces)$/;
/** At most a twentieth of the time goes into rewriting run.json, however large it gets. */
const REST = 20;

function written(name: string, documents: readonly string[]): boolean {
  return EVIDENCE.test(name) || documents.includes(name);
}

/**
 * Says why a folder cannot take a run: it cannot be written to, or holds something that no run has written. `documents` are
 * the names that report writers own.
 */
export function folderProblem(path: string, documents: readonly string[]): string | null {
  let above = path;
  while (!existsSync(above) && above !== dirname(above)) above = dirname(above);
  if (!statSync(above).isDirectory()) return `${above} is not a folder`;
  try {
    accessSync(above, constants.W_OK);
  } catch {
    return `nothing can be written to ${above}`;
  }
  if (above !== path) return null;
  try {
    const foreign = readdirSync(path).filter((name) => !written(name, documents));
    return foreign.length === 0
      ? null
      : `the folder holds other files (${foreign.slice(0, 3).join(', ')}); name an empty one, or a new one`;
  } catch {
    return 'the folder cannot be read';
  }
}

/** The disk is full, or the folder of the run is gone. */
export class FolderLost extends Error {
  constructor(path: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`nothing more can be written to ${path}, so nothing more was sent: ${why}`, { cause });
  }
}

/** What the owner of a folder has of it, and is options. */
export interface FolderOptions {
  /** Cases whose traces stay as they lie there; run.json stays until it is written anew. */
  keep?: readonly string[];
  /** A state of run.json is on disk. */
  saved?(run: RunRecord): void;
  /** Nothing more can be written: once, at once. It comes out of `flush` as well. */
  failed?(error: FolderLost): void;
}

/** Makes the folder, without what an earlier run and its report writers left in it. */
export function openRunFolder(path: string, documents: readonly string[] = [], options: FolderOptions = {}): RunFolder {
  mkdirSync(path, { recursive: true });
  const keep = new Set((options.keep ?? []).map(tracePath));
  const kept = (name: string): boolean =>
    name === CLAIM || (keep.size > 0 && (name === 'run.json' || name === 'traces'));
  for (const name of readdirSync(path))
    if (written(name, documents) && !kept(name)) rmSync(join(path, name), { recursive: true, force: true });
  mkdirSync(join(path, 'traces'), { recursive: true });
  for (const name of readdirSync(join(path, 'traces')))
    if (!keep.has(`traces/${name}`)) rmSync(join(path, 'traces', name), { recursive: true, force: true });
  const file = join(path, 'run.json');
  let failure: FolderLost | null = null;
  let newest: (() => RunRecord) | null = null;
  let writing: Promise<void> | null = null;
  let hurry: (() => void) | null = null;
  let started = false;
  function fails(error: unknown): void {
    if (failure !== null) return;
    failure = new FolderLost(path, error);
    options.failed?.(failure);
  }

  async function write(): Promise<void> {
    while (newest) {
      const record = newest;
      newest = null;
      const begun = performance.now();
      const run = record();
      await writeRecord(file, run);
      options.saved?.(run);
      await rest((performance.now() - begun) * REST);
    }
    writing = null;
  }

  function rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, milliseconds);
      function done(): void {
        clearTimeout(timer);
        hurry = null;
        resolve();
      }
      hurry = done;
    });
  }

  return {
    path,
    // At once: what is told as finished is on disk, and one short write costs less than a file handle of the thread pool.
    trace(trace) {
      try {
        writeFileSync(join(path, tracePath(trace.id)), JSON.stringify(trace));
      } catch (error) {
        fails(error);
      }
    },
    refresh(record) {
      // From here on a run that is killed can say so.
      if (!started) {
        started = true;
        const run = record();
        writeNow(file, run);
        options.saved?.(run);
        return;
      }
      newest = record;
      if (writing) return;
      writing = write().catch((error: unknown) => {
        fails(error);
        writing = null;
      });
    },
    async flush() {
      hurry?.();
      while (writing) {
        hurry?.();
        await writing;
      }
      if (failure) throw failure;
    },
  };
}

/** Written beside and renamed, so that whoever reads finds the old state or the new one and never half of either. */
async function writeRecord(file: string, record: RunRecord): Promise<void> {
  const fresh = `${file}.new`;
  await writeFile(fresh, `${JSON.stringify(record)}\n`);
  await rename(fresh, file);
}

function writeNow(file: string, record: RunRecord): void {
  const fresh = `${file}.new`;
  writeFileSync(fresh, `${JSON.stringify(record)}\n`);
  renameSync(fresh, file);
}

/** Replaces run.json of a finished run, after it was judged again. */
export function rewriteRun(path: string, record: RunRecord): void {
  writeNow(join(path, 'run.json'), record);
}
