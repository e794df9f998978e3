/** RESULT.txt: what was tested, what failed, what is in doubt and what was not tested, to be read in any editor. */
import { escapeUnsafe } from '../evidence/hygiene.ts';
import type { JudgedCase, RequirementRow, RunRecord, Verdict } from '../evidence/record.ts';

const LONGEST = 400;

/** On one line, whatever a bank or an author wrote. */
export function plain(text: string): string {
  const line = escapeUnsafe(text.replace(/\s+/g, ' '));
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}

const WHY: { [T in RequirementRow['testable']]: string } = {
  blackbox: 'no case of this run touches it',
  config: 'it is visible only in the configuration of the bank',
  manual: 'it has to be checked by a person',
};

/** @param conclusion what the run ended with, in words */
export function resultText(run: RunRecord, conclusion: string): string {
  const of = (...verdicts: Verdict[]): JudgedCase[] => run.cases.filter(({ verdict }) => verdicts.includes(verdict));
  const status = (wanted: RequirementRow['status']): RequirementRow[] =>
    run.requirements.filter((row) => row.status === wanted);
  const untested = status('unproven').filter(({ cases }) => cases.length === 0);
  const tried = status('unproven').filter(({ cases }) => cases.length > 0);
  return [
    'WHAT WAS TESTED',
    '',
    `Bank        ${plain(run.target.name)}, issuer ${plain(run.target.issuer)}`,
    `Profile     ${plain(run.target.profile)}`,
    `Run         ${run.run.id}, ${run.run.startedAt} to ${run.run.finishedAt ?? 'unfinished'}`,
    `Arguments   ${plain(run.run.argv.join(' '))}`,
    `Harness     ${plain(run.harness.name)} ${plain(run.harness.version)}, commit ${plain(run.harness.commit ?? 'not known')}, Node ${plain(run.harness.node)}, ${plain(run.harness.system)}`,
    `Target file SHA-256 ${run.target.digest}`,
    `Cases       ${run.cases.length} of ${run.run.plan.count} planned${run.run.shard === null ? '' : `, part ${plain(run.run.shard)} of the plan`}`,
    ...scopeLines(run),
    `Conclusion  ${conclusion}`,
    ...(run.run.finished ? [] : ['The run did not finish: what is missing here was not reached.']),
    ...[...run.target.defects, ...run.target.variations].map(
      (id) => `The bundled bank ran with ${plain(id)} switched on.`,
    ),
    ...run.notices.map((notice) => `Notice      ${plain(notice)}`),
    '',
    ...section('REQUIREMENTS VIOLATED', status('violated').map(requirement)),
    ...section('CASES THAT FAILED', of('fail', 'error').flatMap(failing)),
    ...section('CASES IN DOUBT', of('inconclusive', 'review').flatMap(failing)),
    ...section('CASES THAT WARN', of('warn').flatMap(failing)),
    ...section('REQUIREMENTS PROVEN AT ALL THEIR PLACES', status('proven').map(requirement)),
    ...section('REQUIREMENTS PROVEN AT SOME OF THEIR PLACES', status('partly-proven').map(partly)),
    ...section('REQUIREMENTS TRIED AND NOT PROVEN', tried.map(requirement)),
    ...section('REQUIREMENTS OF WHICH CASES WERE LEFT OUT, ALL OR SOME', status('not-run').map(requirement)),
    ...section(
      'REQUIREMENTS NOT TESTED, AND WHY',
      untested.map((row) => `${requirement(row)} [${WHY[row.testable]}]`),
    ),
    ...section('REQUIREMENTS THAT DO NOT APPLY HERE', status('not-applicable').map(requirement)),
    ...section(
      'CASES THAT APPLY AND WERE LEFT OUT',
      (run.scope?.notRun ?? []).map(({ id, because }) => `${plain(id)}  left out by ${plain(because)}`),
    ),
    ...section(
      'CASES THAT WERE NOT RUN',
      of('skipped', 'not-applicable').map((one) => `${plain(one.id)}  ${one.verdict}: ${meaning(one)}`),
    ),
  ].join('\n');
}

function scopeLines({ scope }: RunRecord): string[] {
  if (!scope) return [];
  const asked = scope.asked.length === 0 ? 'everything that applies' : plain(scope.asked.join(' '));
  const left =
    scope.notRun.length === 0
      ? 'nothing that applies was left out'
      : scope.notRun.length === 1
        ? 'one case that applies was left out'
        : `${scope.notRun.length} cases that apply were left out`;
  return [`Scope       ${asked}; ${scope.planned} of ${scope.catalogue} cases there are, ${left}`];
}

function section(title: string, lines: readonly string[]): string[] {
  return [`${title} (${lines.filter((line) => !line.startsWith(' ')).length})`, '', ...lines, ''];
}

const requirement = ({ id, spec, clause, level, text }: RequirementRow): string =>
  `${plain(id)}  ${plain(spec)}, ${plain(clause)} (${level}): ${plain(text)}`;

function partly(row: RequirementRow): string {
  const missing = row.places.filter(({ status }) => status !== 'proven').map(({ place }) => place);
  return `${requirement(row)} [not proven at ${missing.map(plain).join(', ')}]`;
}

const meaning = (one: JudgedCase): string => plain(one.meaning);

function failing(one: JudgedCase): string[] {
  const cited = one.requirements.map(({ id, level }) => `${plain(id)} (${level})`).join(', ');
  const accepted = one.deviation
    ? [`    accepted until ${one.deviation.until ?? 'further notice'}: ${plain(one.deviation.reason)}`]
    : [];
  return [
    `${plain(one.id)}  ${one.verdict}, ${one.severity}: ${plain(one.title)}`,
    `    requirement ${cited}`,
    ...one.changed.map((change) => `    changed     ${plain(change)}`),
    `    expected    ${one.expected.map(plain).join('; ')}`,
    `    observed    ${plain(one.observed)}`,
    `    meaning     ${meaning(one)}`,
    ...accepted,
    `    evidence    run/${plain(one.trace)}`,
  ];
}
