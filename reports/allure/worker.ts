/** Has Allure work in a process of its own, while the cases that come next are read here. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PageFile } from './packed-files.ts';
import type { Answer, Order, ReportHead } from './work.ts';

const PROGRAM = fileURLToPath(new URL('./work-process.js', import.meta.url));

export interface Worker {
  /** The files of some cases. `files` are their results and attachments, `heads` what counts in `all`. */
  some(files: readonly PageFile[], heads: readonly PageFile[]): Promise<PageFile[]>;
  /** What counts and orders all cases that it was told of, and the program of the page: each file when the next is asked for. */
  all(): AsyncIterable<PageFile>;
  close(): void;
}

interface Waiting {
  resolve(answer: Exclude<Answer, { failed: string }>): void;
  reject(error: Error): void;
}

/** Each answer rejects when Allure fails or its process ends; `program` is another than Allure's in tests. */
export function openWorker(outDir: string, head: ReportHead, program = PROGRAM): Worker {
  // Of a process group of its own: Ctrl-C is for us. What Allure prints is no part of our output.
  const child = fork(program, {
    // It has time: the next cases are read meanwhile. With less room for what is new it takes a tenth less memory.
    execArgv: ['--max-semi-space-size=4'],
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
  tell(child, { do: 'begin', outDir, head });

  function ask(order: Order): Promise<{ files?: PageFile[]; names?: string[] }> {
    return new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      waiting.push({ resolve, reject });
      tell(child, order);
    });
  }

  async function filesOf(order: Order): Promise<PageFile[]> {
    return (await ask(order)).files ?? [];
  }

  return {
    some: (files, heads) => filesOf({ do: 'some', files: [...files], heads: [...heads] }),
    async *all() {
      const { names = [] } = await ask({ do: 'all' });
      for (const name of names) yield* await filesOf({ do: 'file', name });
    },
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}

/** What cannot be sent is told by the end of the process. */
function tell(child: ChildProcess, order: Order): void {
  child.send(order, () => undefined);
}
