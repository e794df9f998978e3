/** Tells a person what went wrong, in the words that fit whose mistake it was, and gives the exit code for it. */
import { CommanderError } from 'commander';
import { FolderLost, UnreadableRun } from '../evidence/index.ts';
import { renderProblems } from '../load/index.ts';
import { EXIT, Rejected } from '../run/exit.ts';

export function exitOf(error: unknown, tell: (text: string) => void = (text) => process.stderr.write(text)): number {
  // Commander has said by itself what is wrong with the command line.
  if (error instanceof CommanderError) return EXIT.usage;
  if (error instanceof Rejected) {
    if (error.problems.length > 0) tell(`${renderProblems(error.problems, error.files)}\n`);
    tell(`${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof FolderLost) {
    tell(`${error.message}\n`);
    return EXIT.fault;
  }
  if (error instanceof UnreadableRun) {
    tell(`${error.message}\n`);
    return EXIT.usage;
  }
  tell(`The harness itself failed: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.ASSAY_DEBUG && error instanceof Error) tell(`${error.stack}\n`);
  else tell('Set ASSAY_DEBUG=1 to see where.\n');
  return EXIT.fault;
}
