/** A verdict in plain English: what was changed, what was expected, what was seen, both controls, and what to do next. */
import { oneLine } from '../evidence/hygiene.ts';
import type { AttemptRecord, CaseTrace, ControlSummary, Expectation, Outcome } from '../evidence/record.ts';
import { describeHold } from './holds.ts';
import { nextFor, nextForPlainRefusal } from './next-step.ts';
import { describeStep, endedStep } from './outcome.ts';
import type { Finding, VerdictRow } from './verdict.ts';
import { goodUntilOf, lagOf } from './window.ts';

interface Words {
  says: (trace: CaseTrace, finding: Finding) => string;
  /** Said unless how a step ended tells more. */
  next: string | null;
  /** The outcome that keeps the case from being judged, if one does. */
  stopped?: (trace: CaseTrace, finding: Finding) => Outcome | null;
  /** The attempt it was in, where nothing was changed in what was sent up to there. */
  plain?: (trace: CaseTrace) => AttemptRecord | null;
}

const FIX =
  'Find the check behind the requirement; the exchange is in the trace, and the command of the case runs it alone.';

/** One entry for each row of the verdict table. */
const WORDS: { [row in VerdictRow]: Words } = {
  fault: {
    says: (trace) => `The harness itself failed: ${trace.fault}.`,
    next: 'Report this; the bank is not to blame.',
  },
  withheld: { says: (trace) => trace.withheld?.reason ?? 'Not run.', next: null },
  'control-before': {
    says: () =>
      'The same request without the change did not get through, so a refusal of the changed one would prove nothing.',
    next: 'Look at the control before in the trace: the plain flow must work with this target first.',
    stopped: (trace) => endOf(trace, 'control-before'),
    plain: (trace) => lastOf(trace, 'control-before'),
  },
  verifier: {
    says: (trace) =>
      `Our own verifier missed an altered answer (${missed(trace)}), so what it says of the genuine one proves nothing.`,
    next: 'Report this; the bank is not to blame.',
  },
  'verifier-idle': {
    says: (trace) => `The bank's answer cannot be altered to test our verifier: ${idle(trace)}.`,
    next: 'Look at the answer in the trace: it is not signed as it should be, or cannot be decrypted with the key of the client.',
  },
  'not-sent': { says: () => 'The case was not sent.', next: 'Run it again; the run was probably interrupted.' },
  broken: {
    says: (trace) => `The attempt proves nothing: ${runOf(trace)?.broken ?? 'a value was missing'}.`,
    next: 'Look at the operator hooks and at the step named here in the trace.',
  },
  precondition: {
    says: (trace, { check }) => {
      if (trace.expect.polarity === 'positive' && !trace.controlsPlanned.before)
        return addedAfterFlow(trace, check)
          ? `The plain flow got through, but the step ${check?.step} after it, with nothing changed, did not: what the target file or the metadata claims does not hold for this client, and nothing can be said about the requirement.`
          : 'The flow of this case did not get through, with nothing changed in it, so nothing can be said about the requirement.';
      if (check?.early) return `The run ended before the step ${trace.target}, so the change was never tried.`;
      return 'A refusal counts only between two controls, and this scenario has none.';
    },
    next: 'Look at the step it ended at; the plain flow up to there must work with this target.',
    stopped: (_, { check }) => check?.outcome ?? null,
    plain: (trace) => (trace.controlsPlanned.before ? null : runOf(trace)),
  },
  'within-window': {
    says: (trace) =>
      `The bank still let it through, as it may: an answer that the authority gave before is good until ${goodUntilOf(runOf(trace))}.`,
    next: 'To see it refused, let the authority give answers that are good for a shorter time, or poll for longer.',
  },
  'window-unknown': {
    says: () =>
      'The bank still let it through, and nobody says until when answers that the authority gave before allow for that.',
    next: 'Have the hook cert.revoke give `good_until`, the latest nextUpdate that the authority signed for the certificate (docs/hooks.md).',
  },
  accepted: {
    says: (trace, { check }) =>
      check?.successWanted || trace.expect.polarity === 'positive'
        ? 'The bank let the run through, but not in the required way.'
        : 'The bank let through what it must refuse.',
    next: FIX,
  },
  'accepted-again': {
    says: () => 'The bank closed the connection once and let the same request through another time.',
    next: FIX,
  },
  'not-repeated': {
    says: () => 'The connection was closed or the host was not reached, and further attempts or the controls between them ended differently.',
    next: 'Check the network and any proxy between here and the bank, then run it again.',
  },
  'state-changed': {
    says: () =>
      'After the case, the same request without the change no longer got through, so the refusal may have another cause.',
    next: 'Look for a lock-out or throttling at the bank; run the case alone after a pause.',
    stopped: (trace) => endOf(trace, 'control-after'),
  },
  refused: { says: () => 'The bank refused what it must accept.', next: FIX },
  observed: { says: () => 'Recorded; no verdict is due.', next: null },
  'observed-other': { says: () => 'Recorded; it ended in a way the scenario does not list.', next: null },
  unclear: {
    says: (_, { check }) => {
      if (check?.outcome?.codes.length === 0) return 'The step could not be made with what the target file says.';
      return check?.outcome?.codes.includes('malformed')
        ? 'The run ended with an answer that is neither what was asked for nor a refusal.'
        : 'The run ended in a way that may be a network or server fault rather than a refusal.';
    },
    stopped: (_, { check }) => check?.outcome ?? null,
    next: 'Look at what was observed, and at the exchange in the trace. If the bank refuses this way on purpose, its answer must say so.',
  },
  unrecognised: {
    says: () =>
      'The bank refused, but with an answer that is not among the expected ones, so the reason may be a different one.',
    next: 'Compare the answer in the trace with the expected ones; if it is right, add it to the scenario.',
  },
  tolerated: {
    says: () => 'The bank refused, but not with the expected answer.',
    next: 'Answer with the expected error, so that clients can tell what happened.',
  },
  passed: {
    says: (trace) =>
      trace.expect.polarity === 'positive'
        ? 'The bank did what it must do.'
        : `The bank refused it, as it must${lagText(trace)}.`,
    next: null,
  },
  'settled-late': {
    says: (trace) =>
      `It took ${((runOf(trace)?.settledAfterMs ?? 0) / 1000).toFixed(1)} s until the bank refused; until then it let the request through.`,
    next: 'Within the allowed time, but sooner is safer.',
  },
  'hold-violated': {
    says: (_, { hold }) => `The bank's own answer is not what it must be: ${hold?.text}.`,
    next: FIX,
  },
  'fact-missing': {
    says: (_, { hold }) => `What the check needs cannot be seen: ${hold?.text}.`,
    next: 'Look at the answer in the trace; the target may not offer this after all.',
  },
};

/** How long it was until something that is done elsewhere showed at the bank. */
function lagText(trace: CaseTrace): string {
  const lag = lagOf(runOf(trace), trace.target);
  return lag === null ? '' : `, ${(lag / 1000).toFixed(1)} s after it was done`;
}

function addedAfterFlow(trace: CaseTrace, check: Finding['check']): boolean {
  return runOf(trace)?.steps.find(({ id }) => id === check?.step)?.phase === 'then';
}

/** The case's own attempt: the last, when it was polled. */
export function runOf(trace: CaseTrace): AttemptRecord | null {
  return trace.attempts.findLast((attempt) => attempt.role === 'case') ?? null;
}

function lastOf(trace: CaseTrace, role: AttemptRecord['role']): AttemptRecord | null {
  return trace.attempts.findLast((one) => one.role === role) ?? null;
}

function endOf(trace: CaseTrace, role: AttemptRecord['role']): Outcome | null {
  const attempt = lastOf(trace, role);
  return (attempt && endedStep(attempt)?.outcome) ?? null;
}

function missed(trace: CaseTrace): string {
  return trace.verifierChecks
    .filter((check) => check.noticed === false)
    .map((check) => check.id)
    .join(', ');
}

function idle(trace: CaseTrace): string {
  const details = trace.verifierChecks.filter((check) => check.noticed === null).map((check) => check.detail);
  return [...new Set(details)].join('; ');
}

/** One line for each mutation and action; when nothing was changed, the steps added after the flow are the attack. */
export function changedLines(trace: CaseTrace): string[] {
  const run = runOf(trace);
  if (!run) return [];
  const actions = run.actions.map(
    (action) => `${action.at} ${action.step}: ${action.do}${action.detail ? ` (${action.detail})` : ''}`,
  );
  const lines = [...actions, ...run.steps.flatMap((step) => step.changed)];
  if (lines.length > 0 || trace.expect.polarity !== 'negative') return lines;
  return run.steps.filter((step) => step.phase === 'then').map((step) => `then ${step.id}: ${step.use}`);
}

export function expectedLines(expect: Expectation): string[] {
  const line = (step: string, patterns: string[], note: string): string => `${step}: ${patterns.join(' or ')}${note}`;
  const each = Object.entries(expect.each ?? {});
  return [
    ...Object.entries(expect.outcome).map(([step, patterns]) => line(step, patterns, '')),
    ...each.map(([step, entry]) => line(step, entry.outcome, '')),
    ...Object.entries(expect.tolerates).map(([step, patterns]) => line(step, patterns, ' (warns)')),
    ...each
      .filter(([, entry]) => entry.tolerates.length > 0)
      .map(([step, entry]) => line(step, entry.tolerates, ' (warns)')),
    ...Object.entries(expect.observe).map(([step, patterns]) => line(step, patterns, ' (recorded)')),
    ...expect.holds.map(describeHold),
  ];
}

/** Where the run ended, with every step that counts when there are several. */
export function observedLine(trace: CaseTrace, findings: Finding[]): string {
  const run = runOf(trace);
  if (!run) return 'nothing was sent';
  const ended = endedStep(run);
  const counted = findings.map((one) => one.check?.step).filter((step) => step !== undefined);
  const steps = run.steps.filter((step) => step === ended || counted.includes(step.id));
  const facts = findings.flatMap((one) => (one.hold ? [one.hold.text] : []));
  return [...steps.map(describeStep), ...facts].join('; ') || 'nothing was sent';
}

function controlWords(name: string, control: ControlSummary): string {
  if (!control.planned) return `${name}: none`;
  return `${name}: ${control.ok ? 'passed' : 'failed'} (${control.outcome})`;
}

export interface Reason {
  /** What the verdict means. */
  meaning: string;
  /** What to do about it, or null. */
  next: string | null;
  /** The whole, one part on a line, the meaning first. What passed or was never run needs that alone. */
  reason: string;
}

/** Nothing that the bank said ends a line of it. */
export function reasonOf(
  trace: CaseTrace,
  findings: Finding[],
  controls: { before: ControlSummary; after: ControlSummary },
): Reason {
  const { says, more, next } = partsOf(trace, findings, controls);
  const meaning = oneLine(says.join(' '));
  const told = next === null ? null : oneLine(next);
  const lines = [...more.map(oneLine), ...(told === null ? [] : [`Next: ${told}`])];
  return { meaning, next: told, reason: [meaning, ...lines].join('\n') };
}

function partsOf(
  trace: CaseTrace,
  findings: Finding[],
  controls: { before: ControlSummary; after: ControlSummary },
): { says: string[]; more: string[]; next: string | null } {
  const first = findings[0];
  if (!first) return { says: ['No row of the verdict table fits.'], more: [], next: null };
  const words = WORDS[first.row];
  const says = [words.says(trace, first)];
  if (first.violation && first.verdict !== 'fail')
    says.push(
      first.verdict === 'warn'
        ? 'This is a recommendation here, so it warns.'
        : 'This is left to the bank, so it is only recorded.',
    );
  // What else was found of the same weight or below is told too, but what passed needs no words.
  for (const other of findings.slice(1))
    if (other.verdict !== 'pass' && other.row !== first.row) says.push(WORDS[other.row].says(trace, other));
  if (first.row === 'withheld' || first.verdict === 'pass') return { says, more: [], next: null };

  const stopped = words.stopped?.(trace, first) ?? null;
  const plain = words.plain?.(trace) ?? null;
  const refused = stopped && plain && nextForPlainRefusal(stopped, plain, trace.variant);
  const next = (stopped && nextFor(stopped)) ?? refused ?? words.next;
  const requirements = trace.requirements.map(requirementWords).join(', ');
  const changed = changedLines(trace);
  const more = [
    `Requirement: ${requirements || 'none'}.`,
    ...(changed.length > 0 ? [`Changed: ${changed.join('; ')}.`] : []),
    `Expected: ${expectedLines(trace.expect).join('; ')}.`,
    `Observed: ${observedLine(trace, findings)}.`,
    `Controls: ${controlWords('before', controls.before)}; ${controlWords('after', controls.after)}.`,
  ];
  return { says, more, next };
}

/** The planner notes the register's own level where this profile holds the requirement differently. */
function requirementWords(requirement: { id: string; level: string; stated?: string }): string {
  const stated = requirement.stated ? `, its text says ${requirement.stated}` : '';
  return `${requirement.id} (${requirement.level}${stated})`;
}
