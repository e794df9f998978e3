/** requirements.html: the page an auditor reads first: what is violated, what is proven, and what is not tested. */
import type {
  JudgedCase,
  PlaceStatus,
  RequirementRow,
  RequirementStatus,
  RunRecord,
} from '../../suites/evidence/record.ts';
import { caseAddress } from '../case/address.ts';
import { escapeMarkup as safe } from '../plain-text.ts';
import { scopeWords } from '../scope.ts';
import { page } from '../style.ts';

const STATUSES: readonly RequirementStatus[] = [
  'violated',
  'proven',
  'partly-proven',
  'not-run',
  'unproven',
  'not-applicable',
];

const WORDS: Readonly<Record<RequirementStatus, string>> = {
  violated: 'violated',
  proven: 'proven',
  'partly-proven': 'partly proven',
  'not-run': 'not run',
  unproven: 'not proven',
  'not-applicable': 'not applicable',
};

const HOW: Readonly<Record<RequirementRow['testable'], string>> = {
  blackbox: 'no case yet',
  config: 'visible only in the configuration of the bank',
  manual: 'to be checked by a person',
};

export const countStatus = (rows: readonly RequirementRow[], status: RequirementStatus): number =>
  rows.filter((row) => row.status === status).length;

/**
 * Places where a requirement is proven, of all where one applies and can be tested from outside, or was. The one percentage
 * that is published. A requirement whose places nobody has named counts as one.
 */
export function coverage(rows: readonly RequirementRow[]): { proven: number; of: number; percent: number } {
  const counted = rows.filter(
    (row) => row.status !== 'not-applicable' && (row.testable === 'blackbox' || row.cases.length > 0),
  );
  const sum = (of: (row: RequirementRow) => number): number => counted.reduce((total, row) => total + of(row), 0);
  const proven = sum((row) => (row.places.length === 0 ? Number(row.status === 'proven') : provenPlaces(row)));
  const of = sum((row) => Math.max(1, row.places.length));
  return { proven, of, percent: of === 0 ? 0 : Math.floor((1000 * proven) / of) / 10 };
}

const provenPlaces = ({ places }: RequirementRow): number => places.filter(({ status }) => status === 'proven').length;

/** Why a requirement that is not proven is not: no case goes there, which is ours, or none could show it at this bank. */
function word(row: RequirementRow): string {
  if (row.status === 'not-run' && row.cases.length > 0) return 'run in part';
  if (row.accepted) return 'violated, as a known deviation';
  if (row.status === 'partly-proven') return `proven at ${provenPlaces(row)} of ${row.places.length}`;
  return row.status === 'unproven' && row.cases.length === 0 ? 'not tested' : WORDS[row.status];
}

const PLACE_WORDS: Readonly<Record<PlaceStatus, string>> = {
  proven: 'proven',
  violated: 'violated',
  'in-doubt': 'in doubt',
  'not-run': 'not run',
  'not-tried': 'not tried',
  'no-case': 'no case',
};

/** What of the cases was left out, where anything was: nothing below is proven beyond what ran. */
export function scopeNotice(run: RunRecord): string {
  const words = scopeWords(run);
  if (words === null || (words.asked === null && words.left === null)) return '';
  const asked = words.asked === null ? '' : `Asked for: <code>${safe(words.asked, 1000)}</code>. `;
  const left = words.left === null ? '' : ` ${safe(words.left, 1000)}. Nothing is proven beyond what ran.`;
  return `<p class="notice"><b>Scope.</b> ${asked}${safe(words.counts)}.${left}</p>`;
}

type Shown = ReadonlyMap<string, JudgedCase>;

export function requirementsHtml(run: RunRecord): string {
  const rows = run.requirements;
  const shown: Shown = new Map(run.cases.map((judged) => [judged.id, judged]));
  const { proven, of, percent } = coverage(rows);
  const title = `Requirements of ${safe(run.target.profile)}: ${safe(run.target.name)}`;
  const specs = [...new Set(rows.map(({ spec }) => spec))];
  const untested = rows.filter((row) => row.status === 'unproven' && row.cases.length === 0).length;
  return page(
    title,
    `<p><a href="index.html">← the run</a></p>
<h1>${title}</h1>
<p class="soft">Run ${safe(run.run.id)}, ${safe(run.run.startedAt)}, issuer <code>${safe(run.target.issuer)}</code></p>
${run.run.finished ? '' : '<p class="notice bad">This run is unfinished: what is missing here was not reached.</p>'}
${scopeNotice(run)}
<div class="tiles">${STATUSES.map((status) => `<div class="tile ${status}"><b>${countStatus(rows, status)}</b>${WORDS[status]}</div>`).join('')}</div>
<p><b>${percent}%</b>: proven at ${proven} of ${of} places, where requirements apply and can be tested from outside. A place is an endpoint or an artefact of
this bank at which a requirement has to hold. It is proven there when a case passed between its controls, none failed and none was left in doubt; a requirement is
proven when it is at every place. <em>Not run</em>: cases for it were left out of this run, all or some, and what they would show is not known. <em>Not tried</em>: there is a case, and it was not run or could not show anything at this bank. <em>No case</em>: Assay has none for
that place, which says nothing about the bank. Of the requirements not proven, ${untested} are <em>not tested</em>: no case of this run touches them.</p>
${specs
  .map((spec) =>
    section(
      spec,
      rows.filter((row) => row.spec === spec),
      shown,
    ),
  )
  .join('\n')}`,
  );
}

const HEADS = ['Requirement', 'Clause', 'Level', 'Status', 'Where', 'What it asks', 'Cases'];

/** What is violated comes first, then what is shown; what nobody tested last. */
function section(spec: string, rows: readonly RequirementRow[], shown: Shown): string {
  const count = (status: RequirementStatus): number => countStatus(rows, status);
  const share = (status: RequirementStatus): string => ((100 * count(status)) / rows.length).toFixed(1);
  const told = STATUSES.filter((status) => count(status) > 0).map((status) => `${count(status)} ${WORDS[status]}`);
  return `<details${count('violated') > 0 ? ' open' : ''}>
<summary>${safe(spec)} <span class="soft">${told.join(', ')}</span><span class="bar"><i class="violated" style="width:${share('violated')}%"></i><i class="proven" style="width:${share('proven')}%"></i><i class="partly-proven" style="width:${share('partly-proven')}%"></i></span></summary>
<div><table><thead><tr>${HEADS.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>
${rows
  .toSorted((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status))
  .map((row) => line(row, shown))
  .join('\n')}
</tbody></table></div></details>`;
}

function line(row: RequirementRow, cases: Shown): string {
  const links = row.cases.map((id) => {
    const name = `<code>${safe(id)}</code>`;
    const judged = cases.get(id);
    if (judged === undefined) return name;
    return `<a href="${caseAddress(judged)}">${name}</a> <span class="mark ${judged.verdict}">${judged.verdict}</span>`;
  });
  const clause =
    row.url === null ? safe(row.clause) : `<a href="${safe(row.url)}" rel="noreferrer">${safe(row.clause)}</a>`;
  const recalled = row.source === 'recalled' ? ' <span class="soft">(from memory; it only warns)</span>' : '';
  const elsewhere =
    row.status === 'not-run'
      ? 'left out of this run'
      : row.places.some(({ status }) => status === 'not-tried')
        ? 'no case in this run'
        : HOW[row.testable];
  const without = row.status === 'not-applicable' ? 'not a duty of this bank' : elsewhere;
  return `<tr id="${safe(row.id)}"><td class="id"><code>${safe(row.id)}</code></td><td>${clause}</td><td class="id">${row.level}</td>
<td><span class="mark ${row.status}">${word(row)}</span></td><td class="places">${row.places.map(placeMark).join('')}</td><td>${safe(row.text)}${recalled}</td><td>${links.join('<br>') || `<span class="soft">${without}</span>`}</td></tr>`;
}

const placeMark = ({ place, status, cases }: RequirementRow['places'][number]): string =>
  `<span class="place ${status}" title="${safe(`${PLACE_WORDS[status]}${cases.length > 0 ? `: ${cases.join(', ')}` : ''}`, 500)}">${safe(place)} <i>${PLACE_WORDS[status]}</i></span>`;
