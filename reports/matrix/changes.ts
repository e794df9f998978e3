/** What changed since the last run of the same target, as a part of the run's page. */
import type { CaseChange, JudgedCase, RunChanges, RunRecord } from '../../suites/evidence/record.ts';
import { caseAddress } from '../case/address.ts';
import { requirementLine } from '../identity.ts';
import { escapeMarkup as safe } from '../plain-text.ts';

type Group = 'appeared' | 'fixed' | 'stillOpen' | 'notSeen';

const GROUPS: readonly [Group, string][] = [
  ['appeared', 'New'],
  ['fixed', 'Fixed'],
  ['stillOpen', 'Still open'],
  ['notSeen', 'Open before, not seen now: that does not show that it is mended'],
];

export function changesSection(run: RunRecord, changes: RunChanges): string {
  const { since, requirements, differs } = changes;
  const cases = new Map(run.cases.map((one) => [one.id, one]));
  const groups = GROUPS.filter(([group]) => changes[group].length > 0).map(
    ([group, title]) =>
      `<details${group === 'appeared' ? ' open' : ''}><summary>${title} <span class="soft">${changes[group].length}</span></summary>
<div><table><tbody>${changes[group].map((one) => row(one, cases)).join('')}</tbody></table></div></details>`,
  );
  const statuses = requirements.map(
    ({ id, was, is }) =>
      `<tr><td class="id"><a href="${safe(requirementLine(id))}"><code>${safe(id)}</code></a></td><td>${mark(was)} → ${mark(is)}</td></tr>`,
  );
  return `<h2>Since the last run</h2>
<p>Compared with run ${safe(since.id)} of ${safe(since.startedAt)}: ${changes.appeared.length} new, ${changes.fixed.length} fixed, ${changes.stillOpen.length} still open.${
    differs.length > 0 ? ` Different as well: ${safe(differs.join(', '))}.` : ''
  }</p>
${groups.join('\n')}
${
  statuses.length > 0
    ? `<details><summary>Requirements <span class="soft">${statuses.length} changed</span></summary>
<div><table><tbody>${statuses.join('')}</tbody></table></div></details>`
    : ''
}`;
}

function row({ id, was, is }: CaseChange, cases: ReadonlyMap<string, JudgedCase>): string {
  const name = `<code>${safe(id)}</code>`;
  const judged = cases.get(id);
  const linked = judged === undefined ? name : `<a href="${caseAddress(judged)}">${name}</a>`;
  return `<tr><td class="id">${linked}</td><td>${mark(was)} → ${mark(is)}</td></tr>`;
}

const mark = (word: string | null): string =>
  word === null ? '<span class="soft">not run</span>' : `<span class="mark ${safe(word)}">${safe(word)}</span>`;
