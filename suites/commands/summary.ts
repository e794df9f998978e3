/** What a run has shown, on one screen: areas, requirements, the worst cases, where the report lies, and what the exit code means. */
import type { JudgedCase, RequirementStatus, RunRecord, Severity, Verdict } from '../evidence/index.ts';
import { VERDICTS } from '../evidence/index.ts';
import { verdictText } from './progress.ts';
import type { Colors } from './screen.ts';

const SEVERITIES: Severity[] = ['critical', 'high', 'medium', 'low', 'info'];
const STATUSES: RequirementStatus[] = ['proven', 'violated', 'unproven', 'not-applicable'];
/** Verdicts that a reader has to do something about, the gravest first. */
const ATTENTION: Verdict[] = ['fail', 'error', 'inconclusive', 'review'];
const SHOWN = 8;

export const MEANING: { [code: number]: string } = {
  0: 'no requirement was violated',
  1: 'a requirement was violated, or a known deviation is no longer what it was',
  2: 'a scenario, the target file or the command line has to be mended first',
  3: 'nothing was violated, but something stayed in doubt or nothing conclusive ran',
  5: 'a secret was found in what the run has written: do not hand it on',
  70: 'the harness itself failed',
  130: 'interrupted; what was finished is on disk',
};

export interface SummaryOptions {
  color: Colors;
  /** Where the run lies, as a person would type it. */
  folder: string;
  report: string | null;
  exit: number;
  seconds: number;
}

export function summaryText(run: RunRecord, options: SummaryOptions): string {
  const { color } = options;
  return [
    '',
    ...areaTable(run.cases, color),
    '',
    requirementLine(run),
    ...worst(run, color),
    ...deviationLines(run, color),
    '',
    `${run.cases.length} cases in ${options.seconds.toFixed(1)} s`,
    `Run     ${options.folder}`,
    ...(options.report ? [`Report  ${options.report}`] : []),
    `Exit    ${options.exit}: ${MEANING[options.exit] ?? 'see the messages above'}`,
    '',
  ].join('\n');
}

function areaTable(cases: JudgedCase[], color: Colors): string[] {
  const areas = [...new Set(cases.map((one) => one.area))];
  const columns = VERDICTS.filter((verdict) => cases.some((one) => one.verdict === verdict));
  const width = Math.max(5, ...areas.map((area) => area.length));
  const row = (name: string, of: (verdict: Verdict) => string): string =>
    `  ${name.padEnd(width)}  ${columns.map((verdict) => of(verdict).padStart(verdict.length)).join('  ')}`;
  const count = (of: JudgedCase[], verdict: Verdict): string => {
    const number = of.filter((one) => one.verdict === verdict).length;
    return number === 0 ? '·' : String(number);
  };
  return [
    color.bold(row('area', (verdict) => verdict)),
    ...areas.map((area) => {
      const own = cases.filter((one) => one.area === area);
      return row(area, (verdict) => count(own, verdict));
    }),
    color.bold(row('all', (verdict) => count(cases, verdict))),
  ];
}

export function requirementCounts(run: RunRecord): { [S in RequirementStatus]: number } {
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as { [S in RequirementStatus]: number };
  for (const { status } of run.requirements) counts[status] += 1;
  return counts;
}

function requirementLine(run: RunRecord): string {
  const counts = requirementCounts(run);
  const parts = STATUSES.map((status) => `${counts[status]} ${status}`);
  return `Requirements of profile ${run.target.profile}: ${parts.join(', ')}`;
}

function worst(run: RunRecord, color: Colors): string[] {
  const open = run.cases
    .filter((one) => ATTENTION.includes(one.verdict) && one.deviation === null)
    .sort(
      (a, b) =>
        ATTENTION.indexOf(a.verdict) - ATTENTION.indexOf(b.verdict) ||
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
    );
  const rest = open.length - SHOWN;
  return [
    ...open.slice(0, SHOWN).flatMap((one) => ['', ...caseBlock(one, color)]),
    ...(rest > 0 ? ['', `... and ${rest} more in the report`] : []),
  ];
}

function caseBlock(one: JudgedCase, color: Colors): string[] {
  const line = (name: string, text: string): string => `    ${name.padEnd(12)} ${text}`;
  const control = ({ planned, ok, ending }: JudgedCase['controls']['before']): string =>
    planned ? `${ok ? 'passed' : 'did not pass'} (${ending})` : 'none';
  return [
    `${verdictText(one.verdict, color)} ${color.bold(one.id)}  ${one.title}`,
    line('requirement', one.requirements.map(({ id, level }) => `${id} (${level})`).join(', ')),
    line('severity', one.severity),
    ...one.changed.map((change) => line('changed', change)),
    ...one.expected.map((expected) => line('expected', expected)),
    line('observed', one.observed),
    line('control', `before ${control(one.controls.before)}; after ${control(one.controls.after)}`),
    line('reason', one.reason),
    line('again', one.reproduce),
  ];
}

function deviationLines(run: RunRecord, color: Colors): string[] {
  const { unexpectedPasses, expired } = run.deviations;
  return [
    ...unexpectedPasses.map((id) => color.yellow(`Known deviation ${id} passes now: take it off the list`)),
    ...expired.map((id) => color.yellow(`Known deviation ${id} was accepted until a day that is over`)),
  ];
}
