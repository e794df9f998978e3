/** The ways a command ends other than by doing its work, and what each means to the shell. */
import { foldProblems } from '../load/fold-problems.ts';
import type { Problem } from '../load/scenario.ts';
import type { Files } from '../load/source.ts';

export const EXIT = {
  clean: 0,
  violation: 1,
  usage: 2,
  inconclusive: 3,
  /** A known deviation is no longer seen, or past its last day. */
  outdated: 4,
  secret: 5,
  altered: 6,
  fault: 70,
  interrupted: 130,
} as const;

/** The author or the operator has to mend something first. Nothing was sent. */
export class Rejected extends Error {
  readonly problems: Problem[];
  /** The texts the problems point into. */
  readonly files: Files;

  constructor(message: string, problems: Problem[] = [], files: Files = new Map()) {
    super(message);
    this.name = 'Rejected';
    this.problems = problems;
    this.files = files;
  }
}

/** Throws when there is anything to mend. What is wrong in many rows counts as one problem. */
export function rejectIf(found: readonly Problem[], files: Files): void {
  const problems = foldProblems(found);
  if (problems.length === 0) return;
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  throw new Rejected(`${count}; nothing was sent`, problems, files);
}

/** The reason of a run's signal when a fault of the harness that nobody caught broke the run off. */
export class Escaped extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'Escaped';
  }
}
