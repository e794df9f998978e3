/** requirements.html: the page an auditor reads first: what is proven, what is violated, and what is not tested. */
import type { JudgedCase, RequirementRow, RequirementStatus, RunRecord } from '../../suites/evidence/record.ts';
import { escapeMarkup as safe } from '../plain-text.ts';
import { page } from './style.ts';

const STATUSES: readonly RequirementStatus[] = ['violated', 'proven', 'unproven', 'not-applicable'];

const WORDS: Readonly<Record<RequirementStatus, string>> = {
  violated: 'violated',
  proven: 'proven',
  unproven: 'not tested',
  'not-applicable': 'not applicable',
};

export const countStatus = (rows: readonly RequirementRow[], status: RequirementStatus): number =>
  rows.filter((row) => row.status === status).length;

/** Proven of all that could be tested from outside and applies. The one percentage that is published. */
export function coverage(rows: readonly RequirementRow[]): { proven: number; of: number; percent: number } {
  const testable = rows.filter((row) => row.testable === 'blackbox' && row.status !== 'not-applicable');
  const proven = countStatus(testable, 'proven');
  return {
    proven,
    of: testable.length,
    percent: testable.length === 0 ? 0 : Math.floor((1000 * proven) / testable.length) / 10,
  };
}

export function requirementsHtml(run: RunRecord): string {
  const rows = run.requirements;
  const cases = new Map(run.cases.map((judged) => [judged.id, judged]));
  const { proven, of, percent } = coverage(rows);
  const title = `Requirements of ${safe(run.target.profile)}: ${safe(run.target.name)}`;
  const specs = [...new Set(rows.map(({ spec }) => spec))];
  return page(
    title,
    `<p><a href="index.html">← the run</a></p>
<h1>${title}</h1>
<p class="soft">Run ${safe(run.run.id)}, ${safe(run.run.startedAt)}, issuer <code>${safe(run.target.issuer)}</code></p>
${run.run.finished ? '' : '<p class="notice bad">This run is unfinished: what is missing here was not reached.</p>'}
<div class="tiles">${STATUSES.map((status) => `<div class="tile ${status}"><b>${countStatus(rows, status)}</b>${WORDS[status]}</div>`).join('')}</div>
<p><b>${percent}%</b>: ${proven} proven of ${of} requirements that apply and can be tested from outside. A requirement is proven when a case of it passed
between its controls and none failed; it is <em>not tested</em> when no case of it was conclusive.</p>
${specs
  .map((spec) =>
    section(
      spec,
      rows.filter((row) => row.spec === spec),
      cases,
    ),
  )
  .join('\n')}`,
  );
}

function section(spec: string, rows: readonly RequirementRow[], cases: ReadonlyMap<string, JudgedCase>): string {
  const count = (status: RequirementStatus): number => countStatus(rows, status);
  const share = (status: RequirementStatus): string => ((100 * count(status)) / rows.length).toFixed(1);
  const open = count('violated') > 0 ? ' open' : '';
  return `<details${open}>
<summary>${safe(spec)} <span class="soft">${count('proven')} proven, ${count('violated')} violated, ${count('unproven')} not tested, ${count('not-applicable')} not applicable</span></summary>
<div><div class="bar"><i class="violated" style="width:${share('violated')}%"></i><i class="proven" style="width:${share('proven')}%"></i></div>
<table><thead><tr><th>Requirement</th><th>Clause</th><th>Level</th><th>Status</th><th>What it asks</th><th>Cases</th></tr></thead><tbody>
${rows.map((row) => line(row, cases)).join('\n')}
</tbody></table></div></details>`;
}

function line(row: RequirementRow, cases: ReadonlyMap<string, JudgedCase>): string {
  const links = row.cases.map((id) => {
    const judged = cases.get(id);
    const verdict = judged?.verdict ?? 'skipped';
    const name = `<code>${safe(id)}</code>`;
    const linked = judged ? `<a href="${safe(encodeURI(judged.trace))}">${name}</a>` : name;
    return `${linked} <span class="mark ${verdict}">${verdict}</span>`;
  });
  const recalled = row.source === 'recalled' ? ' <span class="soft">(wording recalled, not read)</span>' : '';
  const how = row.cases.length > 0 ? '' : row.testable === 'blackbox' ? 'no case yet' : `only by ${row.testable}`;
  return `<tr id="${safe(row.id)}"><td><code>${safe(row.id)}</code></td><td>${safe(row.clause)}</td><td>${row.level}</td>
<td><span class="mark ${row.status}">${WORDS[row.status]}</span></td><td>${safe(row.text)}${recalled}</td><td>${links.join('<br>') || `<span class="soft">${how}</span>`}</td></tr>`;
}
