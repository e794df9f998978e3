/** For GitHub Actions: annotations, as workflow commands on the output, and the summary of a job, as Markdown. */
import type { JudgedCase, RunRecord, Verdict } from '../../suites/evidence/record.ts';
import { gravestFirst } from '../attention.ts';
import { coverage } from '../matrix/html.ts';
import { escapeMarkdown, plainLine } from '../plain-text.ts';
import { scopeLine } from '../scope.ts';

const KINDS: { [V in Verdict]?: 'error' | 'warning' | 'notice' } = {
  fail: 'error',
  error: 'error',
  warn: 'warning',
  inconclusive: 'notice',
  review: 'notice',
};
/** GitHub shows no more of each kind in a step. */
const MOST = 10;
/** A summary may have a mebibyte. */
const MOST_ROWS = 200;

/** What a value of a workflow command must not hold. */
const data = (text: string): string =>
  plainLine(text, 800).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** The gravest first; without what a known deviation accepts. */
function notable(run: RunRecord): JudgedCase[] {
  return run.cases
    .filter(({ verdict, deviation }) => KINDS[verdict] !== undefined && deviation === null)
    .sort(gravestFirst(Object.keys(KINDS) as Verdict[]));
}

export function githubAnnotations(run: RunRecord): string {
  const shown = new Map<string, number>();
  const lines = notable(run).flatMap((judged) => {
    const kind = KINDS[judged.verdict] ?? 'notice';
    const count = (shown.get(kind) ?? 0) + 1;
    shown.set(kind, count);
    if (count > MOST) return [];
    const place = `file=${property(judged.file)},line=${Math.max(1, judged.line)},title=${property(judged.id)}`;
    return [`::${kind} ${place}::${data(`${judged.title}. ${judged.meaning} Observed: ${judged.observed}`)}`];
  });
  return lines.map((line) => `${line}\n`).join('');
}

export function githubSummary(run: RunRecord): string {
  const { proven, of, percent } = coverage(run.requirements);
  const totals = Object.entries(run.totals).filter(([, count]) => count > 0);
  const cases = notable(run);
  const scope = scopeLine(run);
  const rows = cases.slice(0, MOST_ROWS).map((judged) => {
    const cited = judged.requirements.map(({ id }) => id).join(', ');
    return `| ${[judged.verdict, judged.severity, judged.id, cited, judged.observed].map(escapeMarkdown).join(' | ')} |`;
  });
  return [
    `## Assay: ${escapeMarkdown(run.target.name)}`,
    '',
    `Issuer ${escapeMarkdown(run.target.issuer)}, profile ${escapeMarkdown(run.target.profile)}, run ${escapeMarkdown(run.run.id)}.`,
    ...(scope === '' ? [] : ['', `${escapeMarkdown(scope)}.`]),
    ...(run.run.finished ? [] : ['', '**This run is unfinished.**']),
    '',
    `${totals.map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'No case ran'}. Proven at ${proven} of ${of} places where a requirement applies and can be tested from outside (${percent}%).`,
    '',
    ...(rows.length === 0
      ? ['Nothing needs attention.']
      : ['| Verdict | Severity | Case | Requirements | Observed |', '|---|---|---|---|---|', ...rows]),
    ...(cases.length > MOST_ROWS ? ['', `${cases.length - MOST_ROWS} more are in the report.`] : []),
    '',
  ].join('\n');
}
