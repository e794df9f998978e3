/** What a run has shown, on one screen: areas, requirements, the worst cases, where the report lies, and what the exit code means. */
import type { JudgedCase, RequirementStatus, RunRecord, Severity, Verdict } from '../evidence/index.ts';
import { SEVERITIES, VERDICTS } from '../evidence/index.ts';
import { isGrave } from '../judge/index.ts';
import { counted } from './counted.ts';
import { verdictText } from './progress.ts';
import type { Colors } from './screen.ts';

const STATUSES: RequirementStatus[] = ['proven', 'partly-proven', 'violated', 'not-run', 'unproven', 'not-applicable'];
/** Verdicts that a reader has to do something about, the gravest first. */
const ATTENTION: Verdict[] = ['fail', 'error', 'inconclusive', 'review'];
/** Verdicts that change the exit code unless they are left aside. */
const COUNTED: Verdict[] = ['fail', 'inconclusive', 'review'];
const SHOWN = 8;

export const MEANING: { [code: number]: string } = {
  0: 'no requirement was violated',
  1: 'a requirement was violated',
  2: 'a scenario, the target file or the command line has to be corrected first',
  3: 'nothing was violated, but something stayed in doubt or nothing conclusive ran',
  4: 'nothing was violated, but a known deviation is no longer true: take it off the list, or give it a new last day',
  5: 'a secret was found in what the run wrote: do not pass it on',
  6: 'the evidence is not what the run wrote: a trace is missing, changed or added',
  70: 'the harness itself failed',
  130: 'interrupted; what was finished is on disk',
};

/** What the exit code says of this run: of what it leaves aside as well. */
export function meaningOf(
  exit: number,
  { cases, scope }: Pick<RunRecord, 'cases' | 'scope'>,
  failOn: Severity | null,
): string {
  const open = cases.filter(({ verdict }) => COUNTED.includes(verdict));
  const known = open.filter(({ deviation }) => deviation !== null).length;
  const below = open.filter((one) => one.deviation === null && !isGrave(one, failOn)).length;
  const aside = [
    ...(known > 0 ? [counted(known, 'known deviation')] : []),
    ...(below > 0 ? [`${counted(below, 'finding')} below the severity ${failOn}`] : []),
  ];
  const notRun = scope?.notRun.length ?? 0;
  if (notRun > 0) aside.push(`${counted(notRun, 'case')} not run`);
  const told = aside.length > 0 && [0, 1, 3, 4].includes(exit) ? `; left aside: ${aside.join(', ')}` : '';
  return `${MEANING[exit] ?? 'see the messages above'}${told}`;
}

export interface SummaryOptions {
  color: Colors;
  /** Where the run lies, as a person would type it. */
  folder: string;
  report: string | null;
  exit: number;
  /** The severity from which on verdicts count. */
  failOn?: Severity | null;
  /** What the exit code would have been without a secret in the output. */
  verdict?: number;
  seconds: number;
  /** What came up while the cases ran. */
  notices?: readonly string[];
}

export function summaryText(run: RunRecord, options: SummaryOptions): string {
  const { color } = options;
  return [
    '',
    ...scopeLines(run),
    ...areaTable(run.cases, color),
    '',
    requirementLine(run),
    ...skippedLines(run.cases),
    ...worst(run, color),
    ...deviationLines(run, color),
    ...(options.notices ?? []).map((notice) => color.yellow(notice)),
    '',
    `${counted(run.cases.length, 'case')} in ${options.seconds.toFixed(1)} s`,
    `Run     ${options.folder}`,
    ...(options.report ? [`Report  ${options.report}`] : []),
    `Exit    ${options.exit}: ${meaningOf(options.exit, run, options.failOn ?? null)}`,
    ...(options.verdict === undefined || options.verdict === options.exit
      ? []
      : [
          `        without that it would have been ${options.verdict}: ${meaningOf(options.verdict, run, options.failOn ?? null)}`,
        ]),
    '',
  ].join('\n');
}

/** Only where less was run than applies: then nothing below speaks for the rest. */
function scopeLines({ scope }: RunRecord): string[] {
  if (!scope || scope.notRun.length === 0) return [];
  const asked = scope.asked.length > 0 ? ` (${scope.asked.join(' ')})` : '';
  return [
    `Scope: ${scope.planned} of ${scope.catalogue} cases${asked}. ${scope.notRun.length} that apply to this bank were not run; nothing is proven beyond what ran.`,
    '',
  ];
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

/**
 * What breaks no duty is counted apart: a requirement that nothing but known deviations violates, and a recommendation, which
 * warns. So a count of violated requirements never stands beside an exit code that denies it.
 */
type Counted = RequirementStatus | 'accepted' | 'recommendation-violated';

const ASIDE: readonly [Counted, string][] = [
  ['accepted', 'violated by known deviations alone'],
  ['recommendation-violated', 'violated as recommendations'],
];

function countedAs({ status, accepted, level }: RunRecord['requirements'][number]): Counted {
  if (accepted) return 'accepted';
  return status === 'violated' && level === 'should' ? 'recommendation-violated' : status;
}

export function requirementCounts(run: RunRecord): { [S in Counted]: number } {
  const all: Counted[] = [...STATUSES, ...ASIDE.map(([counted]) => counted)];
  const counts = Object.fromEntries(all.map((one) => [one, 0])) as { [S in Counted]: number };
  for (const row of run.requirements) counts[countedAs(row)] += 1;
  return counts;
}

function requirementLine(run: RunRecord): string {
  const counts = requirementCounts(run);
  const aside = ASIDE.filter(([counted]) => counts[counted] > 0).map(
    ([counted, words]) => `${counts[counted]} ${words}`,
  );
  const parts = [...STATUSES.map((status) => `${counts[status]} ${status}`), ...aside];
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
  // A cause that many cases share is told once, with the first of them.
  const firsts = open.filter((one) => one.cause === null || open.find(({ cause }) => cause === one.cause) === one);
  const rest = firsts.length - SHOWN;
  return [
    ...firsts.slice(0, SHOWN).flatMap((one) => ['', ...caseBlock(one, color), ...sharing(one, open)]),
    ...(rest > 0
      ? ['', `${rest} more, described in the report:`, ...firsts.slice(SHOWN).map((one) => oneLine(one, color))]
      : []),
  ];
}

/** The other cases that the same cause kept from being concluded. */
function sharing(one: JudgedCase, open: JudgedCase[]): string[] {
  const others = open.filter((other) => other !== one && one.cause !== null && other.cause === one.cause);
  if (others.length === 0) return [];
  const named = others.slice(0, 3).map(({ id }) => id);
  const more = others.length > named.length ? ` and ${others.length - named.length} more` : '';
  return [`    the same keeps ${others.length} other cases in doubt: ${named.join(', ')}${more}`];
}

const oneLine = (one: JudgedCase, color: Colors): string =>
  `${verdictText(one.verdict, color)} ${color.bold(one.id)}  ${one.title}`;

function caseBlock(one: JudgedCase, color: Colors): string[] {
  const line = (name: string, text: string): string => `    ${color.dim(name.padEnd(12))} ${text}`;
  return [
    `${oneLine(one, color)} (${one.severity})`,
    line('requirement', one.requirements.map(({ id, level }) => `${id} (${level})`).join(', ')),
    ...one.changed.map((change) => line('changed', change)),
    ...one.expected.map((expected) => line('expected', expected)),
    line('observed', one.observed),
    line('controls', `before ${controlText(one.controls.before)}, after ${controlText(one.controls.after)}`),
    line('meaning', one.meaning),
    // What to do about a violation is to mend it; a doubt needs a word on how to remove it.
    ...(one.next !== null && one.verdict !== 'fail' ? [line('next', one.next)] : []),
    line('run again', one.reproduce),
  ];
}

/** A control that passed needs no words; one that did not is the first thing to look at. */
function controlText({ planned, ok, outcome }: JudgedCase['controls']['before']): string {
  if (!planned) return 'not planned';
  return ok ? 'passed' : `did not pass (${outcome})`;
}

/** What was skipped for want of something here, once for each reason. */
function skippedLines(cases: JudgedCase[]): string[] {
  const skipped = cases.filter(({ verdict }) => verdict === 'skipped');
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const ids = skipped.filter((one) => one.reason === reason).map(({ id }) => id);
    const shown = ids.length > 3 ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more` : ids.join(', ');
    return `Skipped ${shown}: ${reason}`;
  });
}

function deviationLines(run: RunRecord, color: Colors): string[] {
  const { unexpectedPasses, expired } = run.deviations;
  const held = run.cases.flatMap(({ id, verdict, deviation }) =>
    deviation === null ? [] : [{ id, verdict, ...deviation }],
  );
  return [
    ...held.map(({ id, verdict, reason, until }) => {
      const end = until === null ? '' : `, accepted until ${until.slice(0, 10)}`;
      return color.yellow(`Known deviation ${id} still holds (${verdict}${end}): ${reason}`);
    }),
    ...unexpectedPasses.map((id) => color.yellow(`Known deviation ${id} passes now: take it off the list`)),
    ...expired.map((id) => color.yellow(`Known deviation ${id} has expired`)),
  ];
}
