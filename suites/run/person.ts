/** The person at the terminal: is told something, and types lines. */
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { TppPerson } from '../../mock-tpp/index.ts';

/** Nothing is read before the first line is asked for, and nothing keeps the process alive between two. */
export function personAtTerminal(input: Readable, output: Writable): TppPerson {
  const waiting: ((line: string | null) => void)[] = [];
  const early: string[] = [];
  let ended = false;
  let reader: Interface | null = null;
  const open = (): Interface => {
    const opened = createInterface({ input, terminal: false });
    opened.on('line', (line) => {
      const next = waiting.shift();
      if (next === undefined) early.push(line);
      else next(line);
    });
    opened.on('close', () => {
      ended = true;
      for (const next of waiting.splice(0)) next(null);
    });
    return opened;
  };
  return {
    tell: (text) => void output.write(text),
    line(signal) {
      reader ??= open();
      const known = early.shift();
      if (known !== undefined) return Promise.resolve(known);
      if (ended || signal.aborted) return Promise.resolve(null);
      const asked = reader;
      asked.resume();
      return new Promise((resolve) => {
        const done = (line: string | null): void => {
          signal.removeEventListener('abort', stop);
          if (waiting.length === 0 && !ended) asked.pause();
          resolve(line);
        };
        const stop = (): void => {
          waiting.splice(waiting.indexOf(done), 1);
          done(null);
        };
        waiting.push(done);
        signal.addEventListener('abort', stop, { once: true });
      });
    },
  };
}
