/** index.html of a run: what was tested, how it went, and where each document lies. */
import type { JudgedCase, RunRecord, Verdict } from '../../suites/evidence/record.ts';
import { escapeMarkup as safe } from '../plain-text.ts';
import { countStatus, coverage } from './html.ts';
import { page } from './style.ts';

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
const NOTABLE = new Set<Verdict>(['error', 'fail', 'inconclusive', 'review', 'warn']);

export function runPage(run: RunRecord, documents: readonly { file: string; about: string }[]): string {
  const title = `Assay: ${safe(run.target.name)}`;
  const notable = run.cases
    .filter(({ verdict }) => NOTABLE.has(verdict))
    .sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  const { proven, of, percent } = coverage(run.requirements);
  return page(
    title,
    `<h1>${title}</h1>
<p class="soft">${verdictLine(run)}</p>
${run.run.finished ? '' : `<p class="notice bad">This run is unfinished${run.run.interrupted ? ': it was interrupted' : ''}. What is missing was not reached.</p>`}
${run.target.defects.length > 0 ? `<p class="notice">The bundled bank ran with the defects: ${safe(run.target.defects.join(', '))}.</p>` : ''}
<div class="tiles">${ORDER.filter((verdict) => run.totals[verdict] > 0)
      .map((verdict) => `<div class="tile ${verdict}"><b>${run.totals[verdict]}</b>${verdict}</div>`)
      .join('')}</div>
<dl class="facts">
<dt>Issuer</dt><dd><code>${safe(run.target.issuer)}</code></dd>
<dt>Profile</dt><dd>${safe(run.target.profile)}</dd>
<dt>Requirements</dt><dd>${countStatus(run.requirements, 'violated')} violated; ${proven} proven of ${of} that apply and can be tested from outside (${percent}%)</dd>
<dt>Run</dt><dd>${safe(run.run.id)}, ${safe(run.run.startedAt)} to ${safe(run.run.finishedAt ?? 'unfinished')}</dd>
<dt>Harness</dt><dd>${safe(run.harness.name)} ${safe(run.harness.version)}, ${run.scenarios.count} scenarios, sha256 <code>${safe(run.scenarios.digest.slice(0, 16))}</code></dd>
<dt>Target file</dt><dd>sha256 <code>${safe(run.target.digest.slice(0, 16))}</code></dd>
</dl>
<h2>Documents</h2>
<table><tbody>${documents.map(({ file, about }) => `<tr><td><a href="${safe(file)}">${safe(file)}</a></td><td>${safe(about)}</td></tr>`).join('')}</tbody></table>
${notable.length > 0 ? `<h2>What needs attention</h2>${notable.map(finding).join('\n')}` : ''}
<h2>By area</h2>
${areas(run)}
<h2>All cases</h2>
<table><thead><tr><th>Case</th><th>What it says</th><th>Verdict</th><th>ms</th></tr></thead><tbody>
${run.cases.map(row).join('\n')}
</tbody></table>`,
  );
}

function verdictLine(run: RunRecord): string {
  const { totals } = run;
  if (totals.error > 0) return 'The harness had a fault of its own; see below.';
  if (totals.fail > 0) return `${totals.fail} case${totals.fail === 1 ? '' : 's'} found a violation.`;
  if (totals.inconclusive + totals.review > 0) return 'No violation was found, but not everything could be concluded.';
  return totals.pass + totals.warn > 0 ? 'No violation was found.' : 'Nothing conclusive ran.';
}

function finding(judged: JudgedCase): string {
  const control = ({ planned, ok, ending }: JudgedCase['controls']['before']): string =>
    planned ? `${ok ? 'passed' : 'did not pass'}: ${safe(ending)}` : 'not planned';
  return `<details${judged.verdict === 'fail' ? ' open' : ''}><summary><span class="mark ${judged.verdict}">${judged.verdict}</span> <code>${safe(judged.id)}</code> <span class="soft">${safe(judged.title)}</span></summary>
<div><dl class="facts">
<dt>Why</dt><dd>${safe(judged.reason)}</dd>
<dt>Requirements</dt><dd>${judged.requirements.map(({ id, level }) => `<a href="requirements.html#${safe(id)}"><code>${safe(id)}</code></a> (${level})`).join(', ')}</dd>
<dt>Changed</dt><dd>${judged.changed.map((line) => `<code>${safe(line)}</code>`).join('<br>') || 'nothing'}</dd>
<dt>Expected</dt><dd>${judged.expected.map((line) => safe(line)).join('<br>')}</dd>
<dt>Observed</dt><dd>${safe(judged.observed)}</dd>
<dt>Control before</dt><dd>${control(judged.controls.before)}</dd>
<dt>Control after</dt><dd>${control(judged.controls.after)}</dd>
<dt>Evidence</dt><dd><a href="${safe(encodeURI(judged.trace))}">${safe(judged.trace)}</a></dd>
<dt>Reproduce</dt><dd><code>${safe(judged.reproduce)}</code></dd>
${judged.deviation ? `<dt>Known deviation</dt><dd>${safe(judged.deviation.reason)}${judged.deviation.until ? `, until ${safe(judged.deviation.until)}` : ''}</dd>` : ''}
</dl></div></details>`;
}

function areas(run: RunRecord): string {
  const names = [...new Set(run.cases.map(({ area }) => area))].sort();
  const shown = ORDER.filter((verdict) => run.totals[verdict] > 0);
  const body = names.map((area) => {
    const own = run.cases.filter((judged) => judged.area === area);
    const cells = shown
      .map((verdict) => `<td class="num">${own.filter((judged) => judged.verdict === verdict).length || ''}</td>`)
      .join('');
    return `<tr><td>${safe(area)}</td>${cells}</tr>`;
  });
  return `<table><thead><tr><th>Area</th>${shown.map((verdict) => `<th>${verdict}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function row(judged: JudgedCase): string {
  return `<tr><td><a href="${safe(encodeURI(judged.trace))}"><code>${safe(judged.id)}</code></a></td><td>${safe(judged.title)}</td><td><span class="mark ${judged.verdict}">${judged.verdict}</span></td><td class="num">${Math.round(judged.durationMs)}</td></tr>`;
}
