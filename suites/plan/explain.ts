/** A case in plain text: the resolved sequence with the change marked, its controls, and what each outcome would mean. */
import type { Expectation } from '../evidence/record.ts';
import type { Value } from '../load/scenario.ts';
import type { PlannedAttempt, PlannedCase, PlannedStep, Vocabulary } from './case.ts';
import { variantLine } from './variant.ts';

/** Renders a case for `assay explain`. */
export function explain(planned: PlannedCase, vocabulary: Vocabulary): string {
  return `${explainLines(planned, vocabulary).join('\n')}\n`;
}

/** The lines of `explain`. They are of a trace, too, and made with it: of all cases they are more text than the plan itself. */
export function explainLines(planned: PlannedCase, vocabulary: Vocabulary): string[] {
  const lines = [
    `${planned.id}  ${planned.title}`,
    `  ${planned.file}:${planned.line}`,
    `  area ${planned.area}, severity ${planned.severity}, profile ${planned.profile}`,
  ];
  if (Object.keys(planned.variant).length > 0) lines.push(`  variant ${variantLine(planned.variant, vocabulary.axes)}`);
  if (planned.withheld) lines.push(`  ${planned.withheld.verdict}: ${planned.withheld.reason}`);
  lines.push('', 'Requirements');
  for (const { id, level, stated } of planned.requirements)
    lines.push(`  ${id}  ${level}${stated ? ` (its text says ${stated})` : ''}`);

  lines.push(
    '',
    `Sequence (client ${planned.attempt.client}${identityOf(planned.attempt)})`,
    ...sequenceLines(planned),
  );
  const called = callsOf(planned.attempt.steps);
  if (called.length > 0) {
    lines.push('', 'Changed');
    for (const [where, name] of called) lines.push(`  ${where}: ${name}${summary(name, vocabulary)}`);
  }
  lines.push('', 'Controls');
  lines.push(`  before  ${controlText(planned.before, planned)}`);
  lines.push(`  after   ${controlText(planned.after, planned)}`);
  lines.push('', 'Expected', ...expectationLines(planned.expect, planned.attempt.steps).map((line) => `  ${line}`));
  for (const check of planned.verifierChecks)
    lines.push(`  verify  ${check.id}: ${check.do} on ${check.at} must be noticed`);
  if (planned.settle)
    lines.push(
      `  settle  asked again every ${planned.settle.everyMs / 1000} s for up to ${planned.settle.maxMs / 1000} s; late is a warning`,
    );
  if (planned.exclusive) lines.push('', 'Runs alone, because it changes something for the whole bank');
  if (planned.detects.length > 0) lines.push('', `Detects ${planned.detects.join(', ')}`);
  return lines;
}

function identityOf(attempt: PlannedAttempt): string {
  return attempt.identity === null ? '' : `, certificate ${attempt.identity}`;
}

function sequenceLines(planned: PlannedCase): string[] {
  const { steps } = planned.attempt;
  const width = Math.max(0, ...steps.map((step) => step.id.length));
  return steps.flatMap((step, index) => {
    const touched = step.mutations.length > 0 || step.actions.some((action) => action.at === 'before');
    const mark = touched || step.id === planned.target ? '>' : ' ';
    const phase = step.phase === 'flow' ? '' : `  [${step.phase}]`;
    const line = `  ${mark} ${String(index + 1).padStart(2)}  ${step.id.padEnd(width)}  ${step.use}${inputs(step.with)}${phase}`;
    const indent = ' '.repeat(width + 10);
    const actions = (at: 'before' | 'after'): string[] =>
      step.actions
        .filter((action) => action.at === at)
        .map((action) => `${indent}${at} it: ${action.do}${inputs(action.with)}`);
    const mutations = step.mutations.map(
      (one) => `${indent}changed: ${one.at === '' ? '' : `${one.at} `}${one.do}${inputs(one.with)}`,
    );
    return [...actions('before'), line, ...mutations, ...actions('after')];
  });
}

function inputs(given: { [input: string]: Value }): string {
  const parts = Object.entries(given).map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return parts.join('');
}

/** Mutations and actions, each once, with the place they touch. */
function callsOf(steps: PlannedStep[]): [string, string][] {
  const called = steps.flatMap((step): [string, string][] => [
    ...step.mutations.map((one): [string, string] => [one.at === '' ? step.id : `${step.id}.${one.at}`, one.do]),
    ...step.actions.map((one): [string, string] => [`${one.at} ${step.id}`, one.do]),
  ]);
  return called;
}

function summary(name: string, vocabulary: Vocabulary): string {
  const text = vocabulary.mutations.get(name)?.summary ?? vocabulary.actions.get(name)?.summary;
  return text ? `: ${text}` : '';
}

function controlText(control: PlannedAttempt | null, planned: PlannedCase): string {
  if (!control) return 'none';
  const last = control.steps.at(-1)?.id ?? 'nothing';
  const who = control.client === planned.attempt.client ? '' : `, client ${control.client}`;
  const certificate =
    control.identity === planned.attempt.identity ? '' : `, certificate ${control.identity ?? 'of the client'}`;
  const changed = control.steps.some((step) => step.mutations.length > 0);
  const what = changed ? 'with the same change but without the actions' : 'unchanged';
  return `to ${last}, ${what}${who}${certificate}; must succeed (${control.shared ? `shared, ${control.key.slice(0, 8)}` : 'for this case alone'})`;
}

/** What each outcome would mean, one line each; used in reports as well. */
export function expectationLines(expect: Expectation, steps: { id: string }[]): string[] {
  const lines: string[] = [];
  const last = steps.at(-1)?.id ?? 'the end';
  for (const [step, patterns] of Object.entries(expect.outcome)) lines.push(`pass    ${step}: ${patterns.join(', ')}`);
  for (const [step, entry] of Object.entries(expect.each ?? {})) {
    lines.push(`pass    ${step}: ${entry.outcome.join(', ')}`);
    if (entry.tolerates.length > 0) lines.push(`warn    ${step}: ${entry.tolerates.join(', ')}`);
  }
  for (const [step, patterns] of Object.entries(expect.tolerates))
    lines.push(`warn    ${step}: ${patterns.join(', ')}`);
  for (const [step, patterns] of Object.entries(expect.observe)) lines.push(`observe ${step}: ${patterns.join(', ')}`);
  for (const { of, fact, ...test } of expect.holds) lines.push(`holds   ${of}: ${fact} ${JSON.stringify(test)}`);
  const wrong = { shall: 'fail', 'shall-not': 'fail', should: 'warn', may: 'observed' }[expect.level].padEnd(7);
  if (expect.polarity === 'negative' && !expect.each) lines.push(`${wrong} the run gets through to ${last}`);
  if (expect.polarity === 'negative' && expect.each) lines.push(`${wrong} a step gets through that has to be refused`);
  if (expect.polarity === 'positive') lines.push(`${wrong} the bank refuses, or goes another way`);
  return lines;
}
