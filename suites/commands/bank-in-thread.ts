/** The thread's side of bank-thread.ts: opens the bank, and answers one question after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Answer, Question } from './bank-thread.ts';
import { type BankWish, openSwitchableBank } from './switchable-bank.ts';

const stop = new AbortController();
const opened = openSwitchableBank(workerData as BankWish, stop.signal);
// Whoever asks hears of it.
opened.catch(() => undefined);

async function answer(question: Question): Promise<unknown> {
  if (question.ask === 'interrupt') return stop.abort();
  const { bank, close } = await opened;
  switch (question.ask) {
    case 'switchTo':
      return bank.switchTo(question.with);
    case 'run':
      return bank.run(question.with);
    case 'record':
      return bank.record(question.with);
    case 'close':
      return close();
  }
}

parentPort?.on('message', async (question: Question) => {
  const { number } = question;
  const told: Answer = await answer(question).then(
    (value) => ({ number, value }),
    (error: unknown) => ({ number, fault: error instanceof Error ? error.message : String(error) }),
  );
  parentPort?.postMessage(told);
});
