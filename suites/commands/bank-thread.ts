/** A bank of the self-test whose client runs in a thread: it is the client that takes the processor's time, and one thread has one processor. */
import { Worker } from 'node:worker_threads';
import type { SwitchableBank } from '../selftest/bank.ts';
import type { BankWish } from './switchable-bank.ts';

/** What is asked of the thread; each question has one answer with its number. */
export type Question = { number: number } & (
  | { [Name in keyof SwitchableBank]: { ask: Name; with: Parameters<SwitchableBank[Name]>[0] } }[keyof SwitchableBank]
  | { ask: 'interrupt' | 'close'; with: null }
);

export type Answer = { number: number; value: unknown } | { number: number; fault: string };

export interface ThreadedBank {
  bank: SwitchableBank;
  close(): Promise<void>;
}

/** Errors: whatever its opening or a question of it failed with, as our own fault. */
export function openBankThread(wish: BankWish, signal: AbortSignal): ThreadedBank {
  const thread = new Worker(new URL('./bank-in-thread.js', import.meta.url), { workerData: wish });
  const waiting = new Map<number, Asked>();
  let last = 0;
  let ended: Error | null = null;
  const ask = (question: Pick<Question, 'ask' | 'with'>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      last += 1;
      waiting.set(last, { resolve, reject });
      thread.postMessage({ number: last, ...question });
    });
  const end = (error: Error): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  thread.on('message', (answer: Answer) => {
    const asked = waiting.get(answer.number);
    waiting.delete(answer.number);
    if ('fault' in answer) asked?.reject(new Error(answer.fault));
    else asked?.resolve(answer.value);
  });
  thread.on('error', end);
  thread.on('exit', () => end(new Error('the thread of a bank ended by itself')));
  const interrupt = (): void => void ask({ ask: 'interrupt', with: null }).catch(() => undefined);
  signal.addEventListener('abort', interrupt);
  return {
    // The types of the answers are those of the bank in the thread.
    bank: {
      switchTo: (state) => ask({ ask: 'switchTo', with: state }) as ReturnType<SwitchableBank['switchTo']>,
      run: (cases) => ask({ ask: 'run', with: cases }) as ReturnType<SwitchableBank['run']>,
      record: (cases) => ask({ ask: 'record', with: cases }) as ReturnType<SwitchableBank['record']>,
    },
    async close() {
      signal.removeEventListener('abort', interrupt);
      // A bank that was never opened has nothing to close, and whoever asked for it has heard why.
      await ask({ ask: 'close', with: null }).catch(() => undefined);
      await thread.terminate();
    },
  };
}

interface Asked {
  resolve(value: unknown): void;
  reject(error: Error): void;
}
