/** index.html of a run: what was tested, how it went, and where each document lies. */
import type { JudgedCase, RunChanges, RunRecord, Verdict } from '../../suites/evidence/record.ts';
import { caseAddress } from '../case/address.ts';
import { escapeMarkup as safe } from '../plain-text.ts';
import { scopeWords } from '../scope.ts';
import { page } from '../style.ts';
import { counted } from '../words.ts';
import { changesSection } from './changes.ts';
import type { Exhibit } from './exhibit.ts';
import { chosen, FILTER, filterData, filterForm } from './filter.ts';
import { finding } from './finding.ts';
import { countStatus, coverage, scopeNotice } from './html.ts';
import { type NotableCases, notableCases } from './notable.ts';

const ORDER: readonly Verdict[] = [
  'error',
  'fail',
  'inconclusive',
  'review',
  'warn',
  'pass',
  'observed',
  'skipped',
  'not-applicable',
];

/** `exhibits` are what to show of a case, by its id; `documents` lie beside the page; `changes` are since the last run, if one is known. */
export function runPage(
  run: RunRecord,
  documents: readonly { file: string; about: string }[],
  exhibits: ReadonlyMap<string, readonly Exhibit[]>,
  changes: RunChanges | null = null,
): string {
  const title = `Assay: ${safe(run.target.name)}`;
  const notable = notableCases(run);
  return page(
    title,
    `<h1>${title}</h1>
${scopeNotice(run)}
<p class="lead ${tone(run)}">${verdictLine(run)}</p>
${notices(run)}
<div class="tiles">${ORDER.filter((verdict) => run.totals[verdict] > 0)
      .map(
        (verdict) => `<a class="tile ${verdict}" href="${chosen(verdict)}"><b>${run.totals[verdict]}</b>${verdict}</a>`,
      )
      .join('')}</div>
${facts(run)}
<h2>Documents</h2>
<table><tbody>${documents.map(({ file, about }) => `<tr><td class="id"><a href="${safe(file)}">${safe(file)}</a></td><td>${safe(about)}</td></tr>`).join('')}</tbody></table>
${changes === null ? '' : changesSection(run, changes)}
${notable.told.length > 0 ? `<h2>What needs attention</h2>\n${findings(notable, run, exhibits)}` : ''}
<h2>By area</h2>
${areas(run)}
<h2 id="cases">All cases</h2>
${filterForm(run.cases)}
<table class="cases"><thead><tr><th scope="col">Case</th><th scope="col">What it says</th><th scope="col">Severity</th><th scope="col">Verdict</th><th scope="col" class="num">ms</th></tr></thead><tbody>
${run.cases.map(row).join('\n')}
</tbody></table>`,
    FILTER,
  );
}

/** A cause that many cases share is told once, with the first of them. */
function findings(
  { told, more }: NotableCases,
  run: RunRecord,
  exhibits: ReadonlyMap<string, readonly Exhibit[]>,
): string {
  const shown = told.map(({ judged, alike }) =>
    finding(judged, run, { exhibits: exhibits.get(judged.id) ?? [], alike }),
  );
  const rest =
    more === 0 ? [] : [`<p class="soft">${more} more need attention: <a href="#cases">among all cases</a>.</p>`];
  return [...shown, ...rest].join('\n');
}

function facts(run: RunRecord): string {
  const { proven, of, percent } = coverage(run.requirements);
  const violated = countStatus(run.requirements, 'violated');
  const notRun = countStatus(run.requirements, 'not-run');
  const scope = scopeWords(run);
  const accepted = run.requirements.filter((row) => row.accepted).length;
  return `<dl class="facts">
<dt>Requirements</dt><dd>${violated} violated${accepted > 0 ? ` (${accepted} by known deviations alone)` : ''}, ${countStatus(run.requirements, 'proven')} proven, ${countStatus(run.requirements, 'partly-proven')} partly${notRun > 0 ? `, ${notRun} not run or in part` : ''}; proven at ${proven} of ${of} places where one applies and can be tested from outside (${percent}%)</dd>
${scope === null ? '' : `<dt>Scope</dt><dd>${safe(scope.counts)}${scope.left === null ? '; none that applies was left out' : ''}</dd>`}
<dt>Issuer</dt><dd><code>${safe(run.target.issuer)}</code></dd>
<dt>Profile</dt><dd>${safe(run.target.profile)}</dd>
${variants(run)}
<dt>Run</dt><dd>${safe(run.run.id)}, ${safe(run.run.startedAt)} to ${safe(run.run.finishedAt ?? 'unfinished')}${run.run.shard ? `, part ${safe(run.run.shard)} of the plan` : ''}</dd>
<dt>Harness</dt><dd>${safe(run.harness.name)} ${safe(run.harness.version)}${run.harness.commit ? `, commit <code>${safe(run.harness.commit.slice(0, 12))}${run.harness.commit.endsWith('-dirty') ? ', changed since' : ''}</code>` : ''}, Node ${safe(run.harness.node)}, ${safe(run.harness.system)}; ${run.scenarios.count} scenarios, sha256 <code>${safe(run.scenarios.digest.slice(0, 16))}</code></dd>
<dt>Target file</dt><dd>sha256 <code>${safe(run.target.digest.slice(0, 16))}</code></dd>
</dl>`;
}

/** What each client speaks; of several answers the first is what it does. Clients that speak alike share a line. */
function variants(run: RunRecord): string {
  const clients = new Map<string, string[]>();
  for (const [name, variant] of Object.entries(run.target.variants)) {
    const told = Object.entries(variant).map(([axis, answers]) => `${axis} ${answers.join(' / ')}`);
    clients.set(told.join(', '), [...(clients.get(told.join(', ')) ?? []), name]);
  }
  return [...clients]
    .map(([told, names]) => `<dt>Variant of ${safe(names.join(', '))}</dt><dd>${safe(told)}</dd>`)
    .join('\n');
}

function notices(run: RunRecord): string {
  const { defects, variations } = run.target;
  const { unexpectedPasses, expired } = run.deviations;
  const list = (ids: readonly string[]): string => ids.map((id) => `<code>${safe(id)}</code>`).join(', ');
  const told: [boolean, string, string][] = [
    [
      !run.run.finished,
      'bad',
      `This run is unfinished${brokenOff(run)}. What is missing was not reached; the command of the run with <code>--resume</code> and this folder finishes it.`,
    ],
    [
      defects.length > 0,
      '',
      `The bundled bank ran with ${list(defects)} switched on: a defect, to see that it is caught.`,
    ],
    [variations.length > 0, '', `The bundled bank ran with ${list(variations)} switched on: lawful, but different.`],
    [
      unexpectedPasses.length > 0,
      'bad',
      `Known deviations that are no longer seen: ${list(unexpectedPasses)}. Take them off the list.`,
    ],
    ...run.notices.map((text): [boolean, string, string] => [true, '', safe(text)]),
    [expired.length > 0, 'bad', `Known deviations that have expired: ${list(expired)}.`],
  ];
  return told
    .filter(([applies]) => applies)
    .map(([, kind, text]) => `<p class="notice ${kind}">${text}</p>`)
    .join('\n');
}

/** How many cases came to one of these verdicts, without known deviations or, when asked for, of them alone. */
const count = ({ cases }: RunRecord, verdicts: readonly Verdict[], known = false): number =>
  cases.filter(({ verdict, deviation }) => verdicts.includes(verdict) && (deviation !== null) === known).length;

const DOUBTFUL: readonly Verdict[] = ['inconclusive', 'review'];

function tone(run: RunRecord): string {
  if (count(run, ['error', 'fail']) > 0) return 'bad';
  return count(run, DOUBTFUL) > 0 || !concluded(run) || isPart(run) ? 'unsure' : 'good';
}

const concluded = ({ totals }: RunRecord): boolean => totals.pass + totals.warn + totals.fail > 0;

const isPart = ({ scope }: RunRecord): boolean => (scope?.notRun.length ?? 0) > 0;

function verdictLine(run: RunRecord): string {
  const where = isPart(run) ? ' in what was run' : '';
  const [failed, known] = [count(run, ['fail']), count(run, ['fail'], true)];
  const but = known === 0 ? '' : `, but for ${counted(known, 'known deviation')}`;
  if (count(run, ['error']) > 0) return 'The harness itself failed; see below.';
  if (failed > 0) return `${counted(failed, 'case')} found a violation${known === 0 ? '' : `, beside ${known} known`}.`;
  if (count(run, DOUBTFUL) > 0) return `No violation was found${where}${but}, and not everything could be concluded.`;
  return concluded(run) ? `No violation was found${where}${but}.` : 'Nothing conclusive ran.';
}

function areas(run: RunRecord): string {
  const names = [...new Set(run.cases.map(({ area }) => area))].sort();
  const shown = ORDER.filter((verdict) => run.totals[verdict] > 0);
  const line = (name: string, own: readonly JudgedCase[]): string => {
    const cells = shown.map((verdict) => {
      const count = own.filter((judged) => judged.verdict === verdict).length;
      return `<td class="num ${count > 0 ? verdict : ''}">${count || '·'}</td>`;
    });
    return `<tr><td>${safe(name)}</td>${cells.join('')}</tr>`;
  };
  const body = names.map((area) =>
    line(
      area,
      run.cases.filter((judged) => judged.area === area),
    ),
  );
  return `<table class="narrow"><thead><tr><th scope="col">Area</th>${shown.map((verdict) => `<th scope="col" class="num">${verdict}</th>`).join('')}</tr></thead><tbody>${body.join('')}${line('all', run.cases)}</tbody></table>`;
}

function row(judged: JudgedCase): string {
  const withheld = judged.verdict === 'skipped' || judged.verdict === 'not-applicable';
  const why = withheld ? `<br><span class="soft">${safe(judged.meaning)}</span>` : '';
  return `<tr${filterData(judged)}><td><a href="${caseAddress(judged)}"><code>${safe(judged.id)}</code></a></td><td>${safe(judged.title)}${why}${(judged.tags ?? []).map((tag) => ` <span class="soft">#${safe(tag)}</span>`).join('')}</td><td>${judged.severity}</td><td><span class="mark ${judged.verdict}">${judged.verdict}</span></td><td class="num">${Math.round(judged.durationMs)}</td></tr>`;
}

/** Why a run did not finish, as far as it could say. */
function brokenOff({ run: { interrupted, fault } }: RunRecord): string {
  if (fault !== undefined) return `: the harness itself failed (${safe(fault)})`;
  return interrupted ? ': it was interrupted' : '';
}
