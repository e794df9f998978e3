/** Ctrl-C, or a fault that escaped: the first one lets the run finish its files, the second one ends at once. */
import { Escaped, EXIT } from '../run/exit.ts';
import { finishOnEscape, hasEscaped } from './escaped.ts';

export interface Interrupt {
  signal: AbortSignal;
  /** What a command that was broken off ends with: 130, or 70 after a fault of ours. */
  readonly exit: number;
  release(): void;
}

export function interruptible(tell: (text: string) => void): Interrupt {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    tell('\nInterrupted: finishing the files\n');
    stop.abort();
  };
  const release = finishOnEscape((error) => {
    // What it says may hold a secret, and is told where it can be redacted.
    tell('\nThe harness itself failed: finishing the files\n');
    if (process.env.ASSAY_DEBUG) process.stderr.write(`${error.stack}\n`);
    stop.abort(new Escaped(error));
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: stop.signal,
    get exit() {
      return hasEscaped() ? EXIT.fault : EXIT.interrupted;
    },
    release() {
      release();
      for (const name of signals) process.removeListener(name, onSignal);
    },
  };
}
