/** A case that needs attention, as the page of the run tells it: why, what was sent and answered, and what to do. */
import type { JudgedCase, RunRecord } from '../../suites/evidence/record.ts';
import { caseAddress } from '../case/address.ts';
import { requirementLine } from '../identity.ts';
import { fileAddress, escapeMarkup as safe } from '../plain-text.ts';
import { controlWords, variantWords } from '../words.ts';
import type { Exhibit } from './exhibit.ts';

const MOST_ALIKE = 200;

function others(alike: readonly JudgedCase[]): string[] {
  const links = alike
    .slice(0, MOST_ALIKE)
    .map((other) => `<a href="${caseAddress(other)}"><code>${safe(other.id)}</code></a>`);
  return alike.length > MOST_ALIKE ? [...links, `and ${alike.length - MOST_ALIKE} more`] : links;
}

/** One case that needs attention, folded up unless it accuses somebody. */
export function finding(
  judged: JudgedCase,
  run: RunRecord,
  { exhibits, alike }: { exhibits: readonly Exhibit[]; alike: readonly JudgedCase[] },
): string {
  const texts = new Map(run.requirements.map(({ id, text }) => [id, text]));
  const asks = judged.requirements.map(
    ({ id, level }) =>
      `<a href="${safe(requirementLine(id))}"><code>${safe(id)}</code></a> (${level}) <span class="soft">${safe(texts.get(id) ?? '')}</span>`,
  );
  const { next } = judged;
  const rows: [string, string[]][] = [
    ['Why', [safe(judged.meaning)]],
    ['Requirement', asks],
    ['Variant', [safe(variantWords(judged))]],
    ['Changed', judged.changed.length > 0 ? judged.changed.map((one) => `<code>${safe(one)}</code>`) : ['nothing']],
    ['Expected', judged.expected.map((one) => safe(one))],
    ['Observed', [`<b>${safe(judged.observed)}</b>`]],
    ...exhibits.map((shown): [string, string[]] => [`Exchange at ${safe(shown.step)}`, [exchange(shown)]]),
    ['Control before', [safe(controlWords(judged.controls.before))]],
    ['Control after', [safe(controlWords(judged.controls.after))]],
    ['Next', next ? [safe(next)] : []],
    [`The same cause`, others(alike)],
    [
      'Known deviation',
      judged.deviation
        ? [safe(`${judged.deviation.reason}${judged.deviation.until ? `, until ${judged.deviation.until}` : ''}`)]
        : [],
    ],
    [
      'Evidence',
      [`<a href="${caseAddress(judged)}">steps and exchanges</a>, <a href="${fileAddress(judged.trace)}">trace</a>`],
    ],
    ['Run it again', [`<code>${safe(judged.reproduce)}</code>`]],
  ];
  const list = rows
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => `<dt>${name}</dt><dd>${lines.join('<br>')}</dd>`);
  return `<details${judged.verdict === 'fail' || judged.verdict === 'error' ? ' open' : ''}><summary><span class="mark ${judged.verdict}">${judged.verdict}</span> <code>${safe(judged.id)}</code> <span class="soft">${safe(judged.title)}; ${judged.severity}</span></summary>
<div><dl class="facts">
${list.join('\n')}
</dl></div></details>`;
}

function exchange({ request, answer, body, curl }: Exhibit): string {
  return `<code>${safe(request)}</code><br><b>${safe(answer)}</b>
${body === null ? '' : `<pre>${safe(body)}</pre>`}${curl === null ? '' : `<details><summary>As a curl command</summary><div><pre>${safe(curl)}</pre></div></details>`}`;
}
