/** Where an attempt ended, and what its ending is worth against what was expected. */
import {
  type AttemptRecord,
  type CaseTrace,
  type Ending,
  type Expectation,
  isSuccess,
  type StepRecord,
} from '../evidence/record.ts';
import { matches } from './match.ts';

/** How one ending of the case stands to the expectation; the verdict table looks at nothing else of the run. */
export interface Outcome {
  step: string;
  /** Null when the step never ran. */
  ending: Ending | null;
  /** The run never came to the step at which case and control part. */
  early: boolean;
  accepted: boolean;
  listed: 'ends' | 'tolerates' | 'observe' | 'none';
  /** An ending is listed that lets the run through. */
  successWanted: boolean;
  /** A closed connection counts only when it happens again. */
  repeat: 'not-needed' | 'same' | 'differs' | 'missing' | 'accepted';
}

const FRAGILE = ['tls.closed', 'unreachable'];

/** A control that walked its whole way, and nothing stood in for a missing value. */
export function passed(attempt: AttemptRecord): boolean {
  return attempt.broken === null && attempt.steps.length > 0 && attempt.steps.every((step) => step.ending.ok);
}

/** The step an attempt ended at: its first that was not ok, else its last. */
export function endedStep(attempt: AttemptRecord): StepRecord | null {
  return attempt.steps.find((step) => !step.ending.ok) ?? attempt.steps.at(-1) ?? null;
}

/** One line on where an attempt ended. */
export function describeEnding(attempt: AttemptRecord | null): string {
  if (!attempt) return 'not run';
  if (attempt.broken !== null) return `proves nothing: ${attempt.broken}`;
  const step = endedStep(attempt);
  return step ? describeStep(step) : 'sent nothing';
}

export function describeStep(step: StepRecord): string {
  const detail = step.ending.detail && step.ending.detail !== 'ok' ? ` (${step.ending.detail})` : '';
  return `${step.id}: ${step.ending.atoms.join(', ') || 'no answer'}${detail}`;
}

/**
 * Tells the executor to run the case once more on fresh connections: an ending that would count is a closed
 * connection or an unreachable host, which a broken network looks like as well.
 */
export function needsRepeat(attempt: AttemptRecord, expect: Expectation): boolean {
  if (attempt.broken !== null) return false;
  return judgedSteps(attempt, expect).some(
    (step) => fragile(step.ending) && listing(expect, step.id, step.ending) !== 'none',
  );
}

function fragile(ending: Ending): boolean {
  return !ending.ok && ending.atoms.some((atom) => FRAGILE.includes(atom));
}

/** With `each`, the steps it names, once the flow before them got through; else the step the run ended at. */
function judgedSteps(attempt: AttemptRecord, expect: Expectation): StepRecord[] {
  const ended = endedStep(attempt);
  if (!ended) return [];
  if (!expect.each || (ended.phase !== 'then' && !ended.ending.ok)) return [ended];
  const { each } = expect;
  return attempt.steps.filter((step) => Object.hasOwn(each, step.id));
}

function listing(expect: Expectation, step: string, ending: Ending): Outcome['listed'] {
  const each = expect.each?.[step];
  if (matches(each?.ends ?? expect.ends[step], ending.atoms)) return 'ends';
  if (matches(each?.tolerates ?? expect.tolerates[step], ending.atoms)) return 'tolerates';
  return matches(expect.observe[step], ending.atoms) ? 'observe' : 'none';
}

/** Every ending of the case that has to be judged. */
export function outcomes(trace: CaseTrace, run: AttemptRecord, repeat: AttemptRecord | null): Outcome[] {
  const { expect } = trace;
  const early = !run.steps.some((step) => step.id === trace.target);
  const judged = judgedSteps(run, expect);
  const found = judged.map((step) => outcome(trace, step, repeat, early));
  const ended = endedStep(run);
  // A step that `each` names and that never ran has shown nothing.
  if (expect.each && (ended === null || ended.phase === 'then' || ended.ending.ok))
    for (const id of Object.keys(expect.each)) if (!judged.some((step) => step.id === id)) found.push(unreached(id));
  if (found.length === 0) found.push(unreached(trace.target));
  return [...found, ...wrongSuccesses(trace, run, judged)];
}

function outcome(trace: CaseTrace, step: StepRecord, repeat: AttemptRecord | null, early: boolean): Outcome {
  const { expect } = trace;
  const listed = listing(expect, step.id, step.ending);
  const wanted = expect.each?.[step.id]?.ends;
  return {
    step: step.id,
    ending: step.ending,
    early,
    accepted: step.ending.ok,
    listed,
    successWanted: wanted ? wanted.some(isSuccess) : expect.polarity === 'positive',
    repeat: fragile(step.ending) && listed !== 'none' ? compare(trace, step, repeat) : 'not-needed',
  };
}

function unreached(step: string): Outcome {
  return {
    step,
    ending: null,
    early: true,
    accepted: false,
    listed: 'none',
    successWanted: false,
    repeat: 'not-needed',
  };
}

/** A run that was let through, but at some step in its middle not in the way that was expected there. */
function wrongSuccesses(trace: CaseTrace, run: AttemptRecord, judged: StepRecord[]): Outcome[] {
  const { expect } = trace;
  return run.steps
    .filter((step) => step.ending.ok && !judged.includes(step))
    .filter((step) => expect.ends[step.id]?.some(isSuccess))
    .map((step) => outcome(trace, step, null, false))
    .filter((one) => one.listed !== 'ends');
}

function compare(trace: CaseTrace, step: StepRecord, repeat: AttemptRecord | null): Outcome['repeat'] {
  if (!repeat || repeat.broken !== null) return 'missing';
  const again = repeat.steps.find((one) => one.id === step.id);
  if (!again) return 'differs';
  if (again.ending.ok) {
    // Let through here and refused further on is still a refusal; with `each` a step stands for itself.
    const through = trace.expect.each !== null || passed(repeat);
    return through && listing(trace.expect, step.id, again.ending) === 'none' ? 'accepted' : 'differs';
  }
  const same = again.ending.atoms.length === step.ending.atoms.length;
  return same && again.ending.atoms.every((atom) => step.ending.atoms.includes(atom)) ? 'same' : 'differs';
}
