/** From traces to verdicts: one case, and a whole run with its requirements, totals and known deviations. */

import { linesOnly, oneLine } from '../evidence/hygiene.ts';
import {
  type AttemptRecord,
  type AttemptRole,
  type CaseTrace,
  type ControlSummary,
  type JudgedCase,
  type Level,
  type NotRun,
  type RequirementRow,
  type RunRecord,
  VERDICTS,
  type Verdict,
} from '../evidence/record.ts';
import type { KnownDeviation } from '../load/target.ts';
import { causeOf } from './cause.ts';
import { applyDeviations } from './deviations.ts';
import { holdFindings, strongest } from './holds.ts';
import { describeOutcome, endedStep, outcomeChecks, passed } from './outcome.ts';
import { changedLines, expectedLines, observedLine, reasonOf, runOf } from './reason.ts';
import { type RequirementInput, requirementRows } from './requirement-status.ts';
import { decide, type Finding, type Situation, type VerdictRow } from './verdict.ts';
import { windowOf } from './window.ts';

export interface Judgement {
  verdict: Verdict;
  /** How strongly binds what the bank broke, also where that only warns; null when it broke nothing. */
  violates: Level | null;
  /** Row of the verdict table that decided. */
  row: string;
  meaning: string;
  next: string | null;
  reason: string;
  changed: string[];
  expected: string[];
  observed: string;
  decidedAt: JudgedCase['decidedAt'];
  controls: { before: ControlSummary; after: ControlSummary };
}

/** Whether the verdict on a case that ends without its control after depends on that control. */
export function needsAfter(trace: CaseTrace): boolean {
  const before = attemptOf(trace, 'control-before');
  const planned = { ...trace, controlsPlanned: { ...trace.controlsPlanned, after: true } };
  const whole = before
    ? { ...planned, attempts: [...trace.attempts, { ...before, role: 'control-after' as const }] }
    : null;
  if (whole === null) return true;
  const [passing, missing] = [judgeCase(whole), judgeCase(planned)];
  return passing.verdict !== missing.verdict || passing.violates !== missing.violates;
}

/** Judges one case from its trace alone, so that it can be judged again later and elsewhere. */
export function judgeCase(trace: CaseTrace): Judgement {
  const run = runOf(trace);
  const repeats = trace.attempts.filter(({ role }) => role === 'repeat');
  const controls = {
    before: summary(trace.controlsPlanned.before, attemptOf(trace, 'control-before')),
    after: summary(trace.controlsPlanned.after, attemptOf(trace, 'control-after')),
  };
  const situation: Situation = {
    fault: trace.fault !== null,
    withheld: trace.withheld?.verdict ?? null,
    before: state(controls.before),
    after: state(controls.after),
    verifierMissed: trace.verifierChecks.some((check) => check.noticed === false),
    verifierIdle: trace.verifierChecks.some((check) => check.noticed === null),
    sent: run !== null && (run.steps.length > 0 || run.broken !== null),
    broken: run !== null && run.broken !== null,
    polarity: trace.expect.polarity,
    level: trace.expect.level,
    settledLate: (run?.settledAfterMs ?? 0) > 0,
    window: windowOf(run, trace.target),
  };
  const findings = run
    ? decide(situation, outcomeChecks(trace, run, repeats), holdFindings(trace, run))
    : decide(situation, [], []);
  return {
    verdict: findings[0]?.verdict ?? 'inconclusive',
    violates: strongest(findings.filter((finding) => finding.violation).map(({ level }) => level)),
    row: findings[0]?.row ?? '',
    ...reasonOf(trace, findings, controls),
    changed: linesOnly(changedLines(trace)),
    expected: linesOnly(expectedLines(trace.expect)),
    observed: oneLine(observedLine(trace, findings)),
    decidedAt: decidedAt(trace, findings[0]),
    controls: linesOnly(controls),
  };
}

/** Rows that speak of a control; every other speaks of the attempt of the case itself. */
const CONTROL_ROWS: { [row in VerdictRow]?: AttemptRole } = {
  'control-before': 'control-before',
  'state-changed': 'control-after',
};

function decidedAt(trace: CaseTrace, finding: Finding | undefined): JudgedCase['decidedAt'] {
  const role = (finding && CONTROL_ROWS[finding.row]) ?? 'case';
  const attempt = attemptOf(trace, role);
  const named = role === 'case' ? (finding?.hold?.hold.of ?? finding?.check?.step) : undefined;
  const step = attempt?.steps.some(({ id }) => id === named) ? named : attempt && endedStep(attempt)?.id;
  return step === undefined || step === null ? null : { role, step };
}

function attemptOf(trace: CaseTrace, role: AttemptRecord['role']): AttemptRecord | null {
  return trace.attempts.findLast((attempt) => attempt.role === role) ?? null;
}

/** A control that was planned and is not there has not passed. */
function summary(planned: boolean, attempt: AttemptRecord | null): ControlSummary {
  return {
    planned,
    ok: attempt !== null && passed(attempt),
    outcome: planned ? describeOutcome(attempt) : 'none planned',
  };
}

function state(control: ControlSummary): Situation['before'] {
  if (!control.planned) return 'unplanned';
  return control.ok ? 'passed' : 'failed';
}

export interface RunContext {
  /** Requirements of the profile at its levels; `requirementInputs` makes them from a plan. */
  requirements: RequirementInput[];
  deviations: KnownDeviation[];
  /** Cases that apply: those of them that have no verdict leave open what they would show. */
  notRun?: readonly NotRun[];
  /** `YYYY-MM-DD`, for deviations that end. */
  today: string;
  /** Where the trace of a case lies, as run.json says it. */
  tracePath(trace: CaseTrace): string;
  /** A command that runs the case alone. */
  reproduce(trace: CaseTrace): string;
}

/** Of the cases that apply, those that have not been run: they are not among the cases, or as skipped. */
export function openCases(cases: readonly JudgedCase[], { notRun = [] }: Pick<RunContext, 'notRun'>): NotRun[] {
  const ran = new Set(cases.filter(({ verdict }) => verdict !== 'skipped').map(({ id }) => id));
  return notRun.filter(({ id }) => !ran.has(id));
}

export interface JudgedRun {
  cases: JudgedCase[];
  requirements: RequirementRow[];
  totals: RunRecord['totals'];
  deviations: RunRecord['deviations'];
}

/** All that is kept of a case once it is judged: its line, and what the requirements need to know beside it. */
export interface Judged {
  line: JudgedCase;
  violates: Judgement['violates'];
}

/** Judges every case of a run and what follows from them together; of the traces it holds one at a time. */
export function judgeRun(traces: Iterable<CaseTrace>, context: RunContext): JudgedRun {
  const judged: Judged[] = [];
  for (const trace of traces) judged.push(judgeTrace(trace, context));
  return sumUp(judged, context);
}

export function judgeTrace(trace: CaseTrace, context: Pick<RunContext, 'tracePath' | 'reproduce'>): Judged {
  const judgement = judgeCase(trace);
  return { line: judgedCase(trace, judgement, context), violates: judgement.violates };
}

/** What follows from all cases together, in the order given. */
export function sumUp(judged: readonly Judged[], context: RunContext): JudgedRun {
  const lines = judged.map(({ line }) => line);
  const deviations = applyDeviations(lines, context.deviations, context.today);
  const violated = new Map(
    judged.flatMap(({ line, violates }) => (violates === null ? [] : [[line.id, violates] as const])),
  );
  return {
    cases: deviations.cases,
    requirements: requirementRows(
      context.requirements,
      deviations.cases,
      violated,
      openCases(deviations.cases, context),
    ),
    totals: totalsOf(deviations.cases),
    deviations: {
      unexpectedPasses: deviations.unexpectedPasses,
      expired: deviations.expired,
      known: context.deviations.map(({ case: id, verdict, reason, until }) => ({ case: id, verdict, reason, until })),
    },
  };
}

/** The line of run.json for one case. */
function judgedCase(
  trace: CaseTrace,
  judgement: Judgement,
  context: Pick<RunContext, 'tracePath' | 'reproduce'>,
): JudgedCase {
  const { reason } = judgement;
  const line = {
    id: trace.id,
    scenario: trace.scenario,
    row: trace.row,
    title: trace.title,
    area: trace.area,
    severity: trace.severity,
    ...(trace.tags ? { tags: trace.tags } : {}),
    variant: trace.variant,
    requirements: trace.requirements.map(({ id, level }) => ({ id, level })),
    proves: shownAt(trace, judgement.verdict),
    verdict: judgement.verdict,
    meaning: judgement.meaning,
    next: judgement.next,
    deviation: null,
    changed: judgement.changed,
    expected: judgement.expected,
    observed: judgement.observed,
    decidedAt: judgement.decidedAt,
    controls: judgement.controls,
    cause: causeOf(judgement),
    startedAt: trace.startedAt,
    durationMs: trace.durationMs,
    lane: trace.lane,
    file: trace.file,
    line: trace.line,
    detects: trace.detects,
    reproduce: context.reproduce(trace),
    trace: context.tracePath(trace),
  };
  // A trace may be of a foreign folder, and its texts come to stand in our lines.
  return { ...linesOnly(line), reason };
}

/** Verdicts that say something of the bank, and so only of the steps the case came to. */
const CONCLUDED: readonly Verdict[] = ['pass', 'warn', 'observed', 'fail'];

/** A change that was never sent, because the run ended before it, shows nothing at its place; a doubt is at every place. */
function shownAt(trace: CaseTrace, verdict: Verdict): string[] {
  const ran = new Set(runOf(trace)?.steps.map(({ id }) => id));
  const steps = Object.keys(trace.proves).filter((step) => !CONCLUDED.includes(verdict) || ran.has(step));
  return [...new Set(steps.flatMap((step) => trace.proves[step] ?? []))];
}

/** How many cases there are of each verdict. */
export function totalsOf(cases: Pick<JudgedCase, 'verdict'>[]): RunRecord['totals'] {
  const totals = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as RunRecord['totals'];
  for (const { verdict } of cases) totals[verdict] += 1;
  return totals;
}
