/** Where an attempt ended, and what its outcome is worth against what was expected. */

import { isSuccess, matches } from '../evidence/outcome-code.ts';
import type { AttemptRecord, CaseTrace, Expectation, Outcome, StepRecord } from '../evidence/record.ts';

/** How one outcome of the case stands to the expectation; the verdict table looks at nothing else of the run. */
export interface OutcomeCheck {
  step: string;
  /** Null when the step never ran. */
  outcome: Outcome | null;
  /** The run never came to the step at which case and control part, and nobody said that this is to be recorded. */
  early: boolean;
  accepted: boolean;
  listed: 'outcome' | 'tolerates' | 'observe' | 'none';
  /** An outcome is listed that lets the run through. */
  successWanted: boolean;
  /** A closed connection counts only when it happens again. */
  repeat: 'not-needed' | 'same' | 'differs' | 'missing' | 'accepted';
}

const FRAGILE = ['tls.closed', 'unreachable'];

/** A control that walked its whole way, and nothing stood in for a missing value. */
export function passed(attempt: AttemptRecord): boolean {
  return attempt.broken === null && attempt.steps.length > 0 && attempt.steps.every((step) => step.outcome.ok);
}

/** The step an attempt ended at: its first that was not ok, else its last. */
export function endedStep(attempt: AttemptRecord): StepRecord | null {
  return attempt.steps.find((step) => !step.outcome.ok) ?? attempt.steps.at(-1) ?? null;
}

/** One line on where an attempt ended. */
export function describeOutcome(attempt: AttemptRecord | null): string {
  if (!attempt) return 'not run';
  if (attempt.broken !== null) return `proves nothing: ${attempt.broken}`;
  const step = endedStep(attempt);
  return step ? describeStep(step) : 'sent nothing';
}

export function describeStep(step: StepRecord): string {
  const detail = step.outcome.detail && step.outcome.detail !== 'ok' ? ` (${step.outcome.detail})` : '';
  return `${step.id}: ${step.outcome.codes.join(', ') || 'no answer'}${detail}`;
}

/**
 * Tells the executor to run the case once more on fresh connections: an outcome that would count is a closed
 * connection or an unreachable host, which a broken network looks like as well.
 */
export function needsRepeat(attempt: AttemptRecord, expect: Expectation): boolean {
  if (attempt.broken !== null) return false;
  return judgedSteps(attempt, expect).some(
    (step) => fragile(step.outcome) && listing(expect, step.id, step.outcome) !== 'none',
  );
}

function fragile(outcome: Outcome): boolean {
  return !outcome.ok && outcome.codes.some((code) => FRAGILE.includes(code));
}

/** With `each`, the steps it names, once the flow before them got through; else the step the run ended at. */
function judgedSteps(attempt: AttemptRecord, expect: Expectation): StepRecord[] {
  const ended = endedStep(attempt);
  if (!ended) return [];
  if (!expect.each || (ended.phase !== 'then' && !ended.outcome.ok)) return [ended];
  const { each } = expect;
  return attempt.steps.filter((step) => Object.hasOwn(each, step.id));
}

function listing(expect: Expectation, step: string, outcome: Outcome): OutcomeCheck['listed'] {
  const each = expect.each?.[step];
  if (matches(each?.outcome ?? expect.outcome[step], outcome.codes)) return 'outcome';
  if (matches(each?.tolerates ?? expect.tolerates[step], outcome.codes)) return 'tolerates';
  return matches(expect.observe[step], outcome.codes) ? 'observe' : 'none';
}

/** Every outcome of the case that has to be judged. */
export function outcomeChecks(trace: CaseTrace, run: AttemptRecord, repeats: readonly AttemptRecord[]): OutcomeCheck[] {
  const { expect } = trace;
  const early = !run.steps.some((step) => step.id === trace.target);
  const judged = judgedSteps(run, expect);
  const found = judged.map((step) => check(trace, step, repeats, early));
  const ended = endedStep(run);
  // A step that `each` names and that never ran has shown nothing.
  if (expect.each && (ended === null || ended.phase === 'then' || ended.outcome.ok))
    for (const id of Object.keys(expect.each)) if (!judged.some((step) => step.id === id)) found.push(unreached(id));
  if (found.length === 0) found.push(unreached(trace.target));
  return [...found, ...wrongSuccesses(trace, run, judged)];
}

function check(trace: CaseTrace, step: StepRecord, repeats: readonly AttemptRecord[], early: boolean): OutcomeCheck {
  const { expect } = trace;
  const listed = listing(expect, step.id, step.outcome);
  const wanted = expect.each?.[step.id]?.outcome;
  return {
    step: step.id,
    outcome: step.outcome,
    // What is listed as only to be recorded says by itself why the change was not tried.
    early: early && listed !== 'observe',
    accepted: step.outcome.ok,
    listed,
    successWanted: wanted ? wanted.some(isSuccess) : expect.polarity === 'positive',
    repeat: fragile(step.outcome) && listed !== 'none' ? compareAll(trace, step, repeats) : 'not-needed',
  };
}

function unreached(step: string): OutcomeCheck {
  return {
    step,
    outcome: null,
    early: true,
    accepted: false,
    listed: 'none',
    successWanted: false,
    repeat: 'not-needed',
  };
}

/** A run that was let through, but at some step in its middle not in the way that was expected there. */
function wrongSuccesses(trace: CaseTrace, run: AttemptRecord, judged: StepRecord[]): OutcomeCheck[] {
  const { expect } = trace;
  return run.steps
    .filter((step) => step.outcome.ok && !judged.includes(step))
    .filter((step) => expect.outcome[step.id]?.some(isSuccess))
    .map((step) => check(trace, step, [], false))
    .filter((one) => one.listed !== 'outcome');
}

/** How often a closed connection has to come again before it counts. */
const REPEATS = 2;

/** One that was let through decides; else all have to have ended the same way, each after a control that got through. */
function compareAll(trace: CaseTrace, step: StepRecord, repeats: readonly AttemptRecord[]): OutcomeCheck['repeat'] {
  const found = repeats.map((repeat) => compare(trace, step, repeat));
  if (found.includes('accepted')) return 'accepted';
  const between = trace.attempts.filter(({ role }) => role === 'control-between');
  if (found.includes('differs') || !between.every(passed)) return 'differs';
  return found.length < REPEATS || found.includes('missing') ? 'missing' : 'same';
}

function compare(trace: CaseTrace, step: StepRecord, repeat: AttemptRecord): OutcomeCheck['repeat'] {
  if (repeat.broken !== null) return 'missing';
  const again = repeat.steps.find((one) => one.id === step.id);
  if (!again) return 'differs';
  if (again.outcome.ok) {
    // Let through here and refused further on is still a refusal; with `each` a step stands for itself.
    const through = trace.expect.each !== null || passed(repeat);
    return through && listing(trace.expect, step.id, again.outcome) === 'none' ? 'accepted' : 'differs';
  }
  const same = again.outcome.codes.length === step.outcome.codes.length && sameMoment(step, again);
  return same && again.outcome.codes.every((code) => step.outcome.codes.includes(code)) ? 'same' : 'differs';
}

/** One bank closes at one moment each time, within the handshake or behind it; a bad line breaks at any. */
function sameMoment(step: StepRecord, again: StepRecord): boolean {
  const [one, other] = [step, again].map(({ exchanges }) => exchanges.at(-1)?.tls?.version ?? null);
  return (one === null) === (other === null);
}
