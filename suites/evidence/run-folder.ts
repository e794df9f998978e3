/** The folder of a run: traces written as they come, and a run.json that is whole and readable at every moment. */
import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { CERTIFICATES, certificateKeeper } from './certificates.ts';
import { CLAIM } from './folder-claim.ts';
import type { CaseTrace, RunRecord } from './record.ts';
import { recordText } from './record-text.ts';
import { tracePath } from './trace-path.ts';

export interface RunFolder {
  readonly path: string;
  /** Writes a trace, and gives the SHA-256 (hex) of what is written; failures come out of `flush`. */
  trace(trace: CaseTrace): string;
  /** Keeps the public part of a certificate that was seen or used, PEM; the same one once. Failures come out of `flush`. */
  certificate(pem: string): void;
  /**
   * Writes run.json anew: the first time at once, later soon; while one writing is under way, only the newest state waits. What
   * was written is told when it is on disk.
   */
  refresh(record: () => RunRecord): void;
  /** Waits until everything handed over is on disk. */
  flush(): Promise<void>;
}

/** What a run itself writes. Its documents belong to the report writers, who name theirs. */
const EVIDENCE = /^(?:run\.(?:json|lock)(?:[.\w]+)?|traces|certificates)$/;
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

export interface FolderOptions {
  /** Names that report writers own. */
  documents: readonly string[];
  /** Ids of cases whose traces stay: the run in the folder is finished, not made anew. */
  kept: readonly string[];
  /** Told of a state of run.json that is on disk. */
  saved(run: RunRecord): void;
  /** Told once, at once, when nothing more can be written; it comes out of `flush` as well. */
  failed(error: FolderLost): void;
}

/** Makes the folder, without what an earlier run and its report writers left in it. */
export function openRunFolder(
  path: string,
  { documents = [], kept = [], saved, failed }: Partial<FolderOptions> = {},
): RunFolder {
  mkdirSync(path, { recursive: true });
  const staying = new Set(kept.length === 0 ? [] : ['run.json', 'traces', CERTIFICATES, ...kept.map(tracePath)]);
  const clear = (below: string): void => {
    for (const name of readdirSync(join(path, below))) {
      const file = below === '' ? name : `${below}/${name}`;
      if (file !== CLAIM && !staying.has(file) && (below !== '' || written(name, documents)))
        rmSync(join(path, file), { recursive: true, force: true });
    }
  };
  clear('');
  mkdirSync(join(path, 'traces'), { recursive: true });
  clear('traces');
  const file = join(path, 'run.json');
  let failure: FolderLost | null = null;
  let newest: (() => RunRecord) | null = null;
  let writing: Promise<void> | null = null;
  let hurry: (() => void) | null = null;
  let started = false;
  let flushing = false;
  function fails(error: unknown): void {
    if (failure !== null) return;
    failure = new FolderLost(path, error);
    failed?.(failure);
  }

  async function write(): Promise<void> {
    while (newest) {
      const record = newest;
      newest = null;
      const begun = performance.now();
      const run = record();
      await writeRecord(file, run);
      saved?.(run);
      await rest((performance.now() - begun) * REST);
    }
    writing = null;
  }

  function rest(milliseconds: number): Promise<void> {
    if (flushing) return Promise.resolve();
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

  const keep = certificateKeeper(path);
  return {
    path,
    certificate(pem) {
      try {
        keep(pem);
      } catch (error) {
        fails(error);
      }
    },
    // At once: what is told as finished is on disk, and one short write costs less than a file handle of the thread pool.
    trace(trace) {
      const text = JSON.stringify(trace);
      try {
        writeFileSync(join(path, tracePath(trace.id)), text);
      } catch (error) {
        fails(error);
      }
      return createHash('sha256').update(text).digest('hex');
    },
    refresh(record) {
      // What came after a trace that could not be kept is not told as finished.
      if (failure !== null) return;
      // From here on a run that is killed can say so.
      if (!started) {
        started = true;
        const run = record();
        rewriteRun(path, run);
        saved?.(run);
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
      flushing = true;
      hurry?.();
      while (writing) await writing;
      flushing = false;
      if (failure) throw failure;
    },
  };
}

/** Written beside and renamed, so that whoever reads finds the old state or the new one and never half of either. */
async function writeRecord(file: string, record: RunRecord): Promise<void> {
  const fresh = `${file}.new`;
  // Whatever has its name goes first: a link would lead the writing elsewhere.
  rmSync(fresh, { force: true });
  const out = await open(fresh, 'wx');
  try {
    for (const piece of recordText(record)) await out.appendFile(piece);
  } finally {
    await out.close();
  }
  await rename(fresh, file);
}

/** Writes run.json at once: when a run begins, and of a finished one after it was judged again. */
export function rewriteRun(path: string, record: RunRecord): void {
  const file = join(path, 'run.json');
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  const out = openSync(fresh, 'wx');
  try {
    for (const piece of recordText(record)) writeFileSync(out, piece);
  } finally {
    closeSync(out);
  }
  renameSync(fresh, file);
}
