/** What no handler caught is a fault of ours: the command ends with 70, whatever it was about to say of a bank, and finishes its files first. */
import { EXIT } from '../run/exit.ts';

/** What a command does to come to its end in order. */
type Finish = (error: Error) => void;

/** What Node ends with when a command waits for what never comes, and nothing is left to do. */
const NOTHING_LEFT = 13;

let finishing: Finish | null = null;
let escaped = false;

/** Whether anything has escaped in this process. */
export const hasEscaped = (): boolean => escaped;

/**
 * From here on nothing that escapes ends the process by itself. What is first is handed to the command that asked for it, which
 * has files to finish; without one, or a second time, `tell` says what it was and the process ends at once with 70.
 */
export function catchEscapes(tell: (error: Error) => Promise<unknown>): void {
  process.on('uncaughtException', (thrown: unknown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const finish = escaped ? null : finishing;
    escaped = true;
    if (finish !== null) return finish(error);
    const exit = (): never => process.exit(EXIT.fault);
    tell(error).then(exit, exit);
  });
  process.on('exit', () => {
    if (escaped || process.exitCode === NOTHING_LEFT) process.exitCode = EXIT.fault;
  });
}

/** Until the given function is called, `finish` is told of the first thing that escapes. */
export function finishOnEscape(finish: Finish): () => void {
  finishing = finish;
  return () => {
    finishing = null;
  };
}
