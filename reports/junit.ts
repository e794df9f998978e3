/** JUnit XML of a run, for CI systems: one suite for each scenario; a case goes by its id, which outlives its title. */
import type { JudgedCase, RunRecord, Verdict } from '../suites/evidence/record.ts';
import { escapeMarkup } from './plain-text.ts';
import { controlWords } from './words.ts';

type Result = 'passed' | 'failure' | 'error' | 'skipped';

const RESULTS: Readonly<Record<Verdict, Result>> = {
  pass: 'passed',
  warn: 'passed',
  observed: 'passed',
  review: 'error',
  'not-applicable': 'skipped',
  skipped: 'skipped',
  inconclusive: 'error',
  fail: 'failure',
  error: 'error',
};

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

/** A known deviation is reported, but breaks no build. */
const resultOf = (judged: JudgedCase): Result => (judged.deviation ? 'skipped' : RESULTS[judged.verdict]);

/** Case by case, for the text of ten thousand is large. */
export function* junitXml(run: RunRecord): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="assay ${escapeMarkup(run.target.name)}" ${counts(run.cases.map(resultOf))} time="${seconds(sum(run.cases))}">\n`;
  for (const [scenario, cases] of grouped(run.cases)) yield* suite(scenario, cases);
  yield '</testsuites>\n';
}

const sum = (cases: readonly JudgedCase[]): number => cases.reduce((total, { durationMs }) => total + durationMs, 0);

function counts(results: readonly Result[]): string {
  const count = (result: Result): number => results.filter((one) => one === result).length;
  return `tests="${results.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function* suite(scenario: string, cases: readonly JudgedCase[]): Generator<string> {
  const started = cases.map(({ startedAt }) => startedAt).sort()[0] ?? '';
  yield `  <testsuite name="${escapeMarkup(scenario)}" ${counts(cases.map(resultOf))} time="${seconds(sum(cases))}" timestamp="${escapeMarkup(started.slice(0, 19))}">\n`;
  for (const one of cases) yield `${testcase(one)}\n`;
  yield '  </testsuite>\n';
}

function testcase(judged: JudgedCase): string {
  const properties = [
    ['title', judged.title],
    ['verdict', judged.verdict],
    ['severity', judged.severity],
    ...(judged.tags ?? []).map((tag) => ['tag', tag] as const),
    ...Object.entries(judged.variant).map(([axis, value]) => [`variant.${axis}`, value] as const),
    ...judged.requirements.map(({ id }) => ['requirement', id] as const),
    ...(judged.deviation ? [['known-deviation', judged.deviation.reason] as const] : []),
  ].map(
    ([key, value]) => `        <property name="${escapeMarkup(key ?? '')}" value="${escapeMarkup(value ?? '', 500)}"/>`,
  );
  return [
    `    <testcase classname="${escapeMarkup(judged.scenario)}" name="${escapeMarkup(judged.id)}" file="${escapeMarkup(judged.file)}" time="${seconds(judged.durationMs)}">`,
    '      <properties>',
    ...properties,
    '      </properties>',
    ...result(judged),
    '    </testcase>',
  ].join('\n');
}

function result(judged: JudgedCase): string[] {
  const result = resultOf(judged);
  const message = escapeMarkup(judged.meaning, 500);
  if (result === 'passed')
    return judged.verdict === 'pass' ? [] : [`      <system-out>${judged.verdict}: ${message}</system-out>`];
  if (result === 'skipped') return [`      <skipped message="${judged.verdict}: ${message}"/>`];
  const told = [
    `requirement: ${judged.requirements.map(({ id, level }) => `${id} (${level})`).join(', ')}`,
    `changed: ${judged.changed.join('; ') || 'nothing'}`,
    `expected: ${judged.expected.join('; ')}`,
    `observed: ${judged.observed}`,
    `control before: ${controlWords(judged.controls.before)}`,
    `control after: ${controlWords(judged.controls.after)}`,
    `run again: ${judged.reproduce}`,
  ].join('\n');
  return [`      <${result} type="${judged.verdict}" message="${message}">${escapeMarkup(told)}</${result}>`];
}

function grouped(cases: readonly JudgedCase[]): [string, JudgedCase[]][] {
  const groups = new Map<string, JudgedCase[]>();
  for (const judged of cases) {
    const known = groups.get(judged.scenario);
    if (known) known.push(judged);
    else groups.set(judged.scenario, [judged]);
  }
  return [...groups];
}
