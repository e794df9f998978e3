/** Ctrl-C: the first one lets the run finish its files, the second one ends at once. */
import { EXIT } from '../run/exit.ts';

export interface Interrupt {
  signal: AbortSignal;
  release(): void;
}

export function interruptible(tell: (text: string) => void): Interrupt {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    tell('\nInterrupted: finishing the files\n');
    stop.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: stop.signal,
    release() {
      for (const name of signals) process.removeListener(name, onSignal);
    },
  };
}
