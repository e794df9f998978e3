/** What a run says on the terminal when it is over: areas, findings with their brackets, requirements, the way to the report. */
import colours from 'picocolors';
import type { JudgedCase, RunRecord, Verdict } from '../suites/evidence/record.ts';
import { countStatus, coverage } from './matrix/html.ts';
import { plainLine } from './plain-text.ts';

type Paint = (text: string) => string;

export const VERDICT_COLOURS: Readonly<Record<Verdict, Paint>> = {
  pass: colours.green,
  warn: colours.yellow,
  observed: colours.cyan,
  review: colours.yellow,
  'not-applicable': colours.dim,
  skipped: colours.dim,
  inconclusive: colours.yellow,
  fail: colours.red,
  error: colours.magenta,
};

const ORDER = Object.keys(VERDICT_COLOURS) as Verdict[];
const TOLD_AT_LENGTH: readonly Verdict[] = ['error', 'fail', 'inconclusive', 'review', 'warn'];

/** `folder` is where the reports were written, or null. */
export function consoleSummary(run: RunRecord, folder: string | null): string {
  const findings = TOLD_AT_LENGTH.flatMap((verdict) => run.cases.filter((judged) => judged.verdict === verdict));
  return [
    ...findings.flatMap(finding),
    ...areas(run),
    ...deviations(run),
    ...requirements(run),
    ...(folder ? [`Report: ${folder}/index.html`] : []),
  ].join('\n');
}

function finding(judged: JudgedCase): string[] {
  const control = ({ planned, ok, ending }: JudgedCase['controls']['before']): string =>
    planned ? `${ok ? 'passed' : 'did not pass'}, ${plainLine(ending, 160)}` : 'not planned';
  const lines: [string, string][] = [
    ['requirement', judged.requirements.map(({ id, level }) => `${id} (${level})`).join(', ')],
    ['why', plainLine(judged.reason, 600)],
    ['changed', judged.changed.map((line) => plainLine(line)).join('; ') || 'nothing'],
    ['expected', judged.expected.map((line) => plainLine(line)).join('; ')],
    ['observed', plainLine(judged.observed, 300)],
    ['control before', control(judged.controls.before)],
    ['control after', control(judged.controls.after)],
    ...(judged.deviation ? ([['known', plainLine(judged.deviation.reason)]] as [string, string][]) : []),
    ['reproduce', judged.reproduce],
  ];
  const head = `${VERDICT_COLOURS[judged.verdict](judged.verdict.toUpperCase())} ${colours.bold(judged.id)}  ${plainLine(judged.title)}`;
  return [head, ...lines.map(([name, value]) => `  ${colours.dim(name.padEnd(14))} ${value}`), ''];
}

function areas(run: RunRecord): string[] {
  const shown = ORDER.filter((verdict) => run.totals[verdict] > 0);
  const names = [...new Set(run.cases.map(({ area }) => area))].sort();
  const width = Math.max(5, ...names.map((name) => name.length));
  const count = (area: string | null, verdict: Verdict): number =>
    run.cases.filter((judged) => judged.verdict === verdict && (area === null || judged.area === area)).length;
  const line = (name: string, area: string | null): string => {
    const cells = shown.map((verdict) => {
      const number = count(area, verdict);
      const text = (number === 0 ? '·' : String(number)).padStart(Math.max(verdict.length, 3));
      return number === 0 ? colours.dim(text) : VERDICT_COLOURS[verdict](text);
    });
    return `${name.padEnd(width)}  ${cells.join('  ')}`;
  };
  const head = `${colours.dim('area'.padEnd(width))}  ${shown.map((verdict) => colours.dim(verdict.padStart(3))).join('  ')}`;
  return [head, ...names.map((name) => line(name, name)), line('total', null), ''];
}

function deviations(run: RunRecord): string[] {
  const { unexpectedPasses, expired } = run.deviations;
  return [
    ...unexpectedPasses.map(
      (id) => `${colours.yellow('known deviation no longer seen')}: ${id}; take it out of the file`,
    ),
    ...expired.map((id) => `${colours.red('known deviation past its end')}: ${id}`),
  ];
}

function requirements(run: RunRecord): string[] {
  const { proven, of, percent } = coverage(run.requirements);
  const violated = countStatus(run.requirements, 'violated');
  const text = `Requirements: ${violated} violated, ${proven} proven of ${of} that apply and can be tested from outside (${percent}%)`;
  return [violated > 0 ? colours.red(text) : text];
}
