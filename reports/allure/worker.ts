/** Has Allure work in a process of its own, while the cases that come next are read here. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PageFile } from './packed-files.ts';
import type { Answer, Order, ReportHead } from './work.ts';

const PROGRAM = fileURLToPath(new URL('./work-process.js', import.meta.url));

export interface Worker {
  /** Tells it of the run, which is to be done first. `order` numbers the cases by the ids of their results. */
  begin(outDir: string, head: ReportHead, order: ReadonlyMap<string, number>): void;
  /** The files of some cases. `files` are their results and attachments, `heads` what counts in `all`. */
  some(files: readonly PageFile[], heads: readonly PageFile[]): Promise<PageFile[]>;
  /** What counts and orders all cases that it was told of, and the program of the page: made from now on, and each file sent when the one before was taken. */
  all(): AsyncIterable<PageFile>;
  close(): void;
}

interface Waiting {
  resolve(answer: Exclude<Answer, { failed: string }>): void;
  reject(error: Error): void;
}

/**
 * Starts it, best before there is anything to do: loading Allure takes as long as a hundred cases. Each answer rejects when
 * Allure fails or its process ends; `program` is another than Allure's in tests.
 */
export function startWorker(program = PROGRAM): Worker {
  // Of a process group of its own: Ctrl-C is for us. What Allure prints is no part of our output.
  const child = fork(program, {
    // It has time: the next cases are read meanwhile. With less room for what is new it takes a tenth less memory.
    execArgv: ['--max-semi-space-size=4'],
    // For the C library of Linux: what one thread gave back, another takes. It is another tenth.
    env: { ...process.env, MALLOC_ARENA_MAX: '1' },
    serialization: 'advanced',
    detached: true,
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const waiting: Waiting[] = [];
  let ended: Error | null = null;

  function end(error: Error): void {
    ended ??= error;
    for (const { reject } of waiting.splice(0)) reject(ended);
  }
  child.on('error', end);
  child.on('exit', (code, signal) => end(new Error(`the process in which Allure works ended with ${signal ?? code}`)));
  child.on('message', (answer: Answer) => {
    const next = waiting.shift();
    if ('failed' in answer) next?.reject(new Error(answer.failed));
    else next?.resolve(answer);
  });

  function ask(order: Order): Promise<{ files?: PageFile[]; names?: string[] }> {
    const answer = new Promise<Exclude<Answer, { failed: string }>>((resolve, reject) => {
      if (ended) return reject(ended);
      waiting.push({ resolve, reject });
      tell(child, order);
    });
    // Whoever does not wait for it any more does not hear that there was none.
    answer.catch(() => undefined);
    return answer;
  }

  async function filesOf(order: Order): Promise<PageFile[]> {
    return (await ask(order)).files ?? [];
  }

  async function* eachOf(made: Promise<{ names?: string[] }>): AsyncGenerator<PageFile> {
    const { names = [] } = await made;
    const asked = (name: string | undefined) => (name === undefined ? null : ask({ do: 'file', name }));
    // Each is on its way while the one before is packed.
    let coming = asked(names[0]);
    for (let at = 1; coming; at += 1) {
      const { files = [] } = await coming;
      coming = asked(names[at]);
      yield* files;
    }
  }

  return {
    begin: (outDir, head, order) => tell(child, { do: 'begin', outDir, head, order }),
    some: (files, heads) => filesOf({ do: 'some', files: [...files], heads: [...heads] }),
    all: () => eachOf(ask({ do: 'all' })),
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}

/** What cannot be sent is told by the end of the process. */
function tell(child: ChildProcess, order: Order): void {
  child.send(order, () => undefined);
}
