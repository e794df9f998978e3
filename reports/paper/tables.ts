/** The long tables of the report on paper: every requirement with its places, and what was not tested with the reason. */
import type { JudgedCase, PlaceStatus, RequirementRow, RunRecord } from '../../suites/evidence/record.ts';
import { escapeMarkup as safe } from '../plain-text.ts';

const PLACES: Readonly<Record<PlaceStatus, string>> = {
  proven: 'proven',
  violated: 'violated',
  'in-doubt': 'in doubt',
  'not-run': 'not run',
  'not-tried': 'not tried',
  'no-case': 'no case',
};

const head = (text: string): string => `<th scope="col">${text}</th>`;

/** All standards, each with the requirements that bind this bank; the others are counted. */
export function matrix({ requirements }: RunRecord): string {
  const specs = [...new Set(requirements.map(({ spec }) => spec))];
  return specs
    .map((spec) => {
      const rows = requirements.filter((row) => row.spec === spec);
      const binding = rows.filter(({ status }) => status !== 'not-applicable');
      const others = rows.length - binding.length;
      const note = others === 0 ? '' : `<p class="soft">${others} more do not apply to this bank.</p>`;
      const table =
        binding.length === 0
          ? ''
          : `<table><thead><tr>${['Requirement', 'What it asks', 'Level', 'Status', 'Places'].map(head).join('')}</tr></thead><tbody>${binding.map(line).join('\n')}</tbody></table>`;
      return `<h3>${safe(spec)}</h3>${table}${note}`;
    })
    .join('\n');
}

function line(row: RequirementRow): string {
  const places = [...new Set(row.places.map(({ status }) => status))].map(
    (status) =>
      `${PLACES[status]}: ${row.places
        .filter((one) => one.status === status)
        .map(({ place }) => safe(place))
        .join(', ')}`,
  );
  return `<tr><td class="id"><code>${safe(row.id)}</code><br>${safe(row.clause)}</td><td>${safe(row.text)}</td><td class="one">${row.level}</td><td><b class="${row.status}">${statusWords(row)}</b></td><td>${places.join('<br>')}</td></tr>`;
}

const statusWords = (row: RequirementRow): string =>
  row.status === 'unproven' && row.cases.length === 0 ? 'not tested' : row.status.replace('-', ' ');

/** Requirements that no case of this run touched, by why; then the cases that were planned and not run. */
export function notTested({ requirements, cases }: RunRecord): string {
  const untouched = requirements.filter(
    ({ status, cases: own }) => status === 'not-run' || (status === 'unproven' && own.length === 0),
  );
  const groups: [string, (row: RequirementRow) => boolean][] = [
    ['Cases for it were left out of this run, all or some', ({ status }) => status === 'not-run'],
    ['There is a case, and it was not run, or could show nothing at this bank', tried],
    [
      'Can be tested from outside, and the harness has no case for it',
      (row) => row.testable === 'blackbox' && !tried(row),
    ],
    ['Only visible in the configuration of the bank', ({ testable }) => testable === 'config'],
    ['To be checked by a person', ({ testable }) => testable === 'manual'],
  ];
  const told = groups.map(([why, fits]) => {
    const rows = untouched.filter(fits);
    return rows.length === 0
      ? ''
      : `<h3>${why} (${rows.length})</h3><p class="ids">${rows.map(({ id, text }) => `<code>${safe(id)}</code> ${safe(text)}`).join('<br>')}</p>`;
  });
  const withheld = cases.filter(({ verdict }) => verdict === 'skipped' || verdict === 'not-applicable');
  return `${told.join('\n')}
<h3>Cases that were planned and not run (${withheld.length})</h3>
${reasons(withheld)}`;
}

const tried = ({ places, testable }: RequirementRow): boolean =>
  testable === 'blackbox' && places.some(({ status }) => status === 'not-tried');

/** A reason that many cases share is told once. */
function reasons(withheld: readonly JudgedCase[]): string {
  const byReason = new Map<string, string[]>();
  for (const { meaning, id } of withheld) byReason.set(meaning, [...(byReason.get(meaning) ?? []), id]);
  const rows = [...byReason].map(
    ([reason, ids]) =>
      `<tr><td>${safe(reason, 500)}</td><td>${ids.length}</td><td>${ids.map((id) => `<code>${safe(id)}</code>`).join(', ')}</td></tr>`,
  );
  return rows.length === 0
    ? '<p>None.</p>'
    : `<table><thead><tr>${['Why', 'Cases', 'Which'].map(head).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}
