/** The page of one case: what it asks, what happened, its controls beside it, what differed, and each exchange that somebody has to see. */
import type { AttemptRecord, CaseTrace, JudgedCase, RunRecord, StepRecord } from '../../suites/evidence/record.ts';
import { needsAttention } from '../attention.ts';
import { allurePage } from '../identity.ts';
import { fileAddress, escapeMarkup as safe } from '../plain-text.ts';
import { page } from '../style.ts';
import { variantWords } from '../words.ts';
import { differences } from './differences.ts';
import { exchangePart } from './exchange.ts';

const ROLES: Readonly<Record<AttemptRecord['role'], string>> = {
  'control-before': 'Control before',
  case: 'Case',
  repeat: 'Case again',
  'control-between': 'Control between',
  'control-after': 'Control after',
};
/** What is read first comes first. */
const ORDER: readonly AttemptRecord['role'][] = [
  'case',
  'repeat',
  'control-before',
  'control-between',
  'control-after',
];
const LONGEST_VALUE = 400;

/**
 * `trace` is null where it is lost; then only what the run says of the case is told.
 * @param texts what each requirement asks, by its id
 */
export function caseDocument(
  judged: JudgedCase,
  trace: CaseTrace | null,
  run: Pick<RunRecord, 'run' | 'target'>,
  texts: ReadonlyMap<string, string>,
): string {
  const title = safe(judged.id);
  return page(
    `${title}: ${judged.verdict}`,
    `<nav aria-label="Run"><a href="../index.html">${safe(run.target.name)}, run ${safe(run.run.id)}</a></nav>
<h1><span class="mark ${judged.verdict}">${judged.verdict}</span> <code>${title}</code></h1>
<p class="lead">${safe(judged.title)}</p>
<p class="says ${needsAttention(judged) ? judged.verdict : ''}">${safe(judged.meaning, 1000)}</p>
${facts(judged, texts)}
${trace === null ? '<p class="notice bad">The trace of this case is lost: nothing that was sent can be shown.</p>' : evidence(judged, trace)}
<h2>More</h2>
<ul><li><a href="../${fileAddress(judged.trace)}">The trace</a>: all that was sent and received, as data</li>
<li><a href="../${allurePage(run.run.id, judged.id)}">This case in the Allure report</a>, where it was made</li></ul>`,
  );
}

function facts(judged: JudgedCase, texts: ReadonlyMap<string, string>): string {
  const { next } = judged;
  const { deviation } = judged;
  const rows: [string, readonly string[]][] = [
    [
      'Requirement',
      judged.requirements.map(
        ({ id, level }) =>
          `<a href="../requirements.html#${safe(encodeURIComponent(id))}"><code>${safe(id)}</code></a> (${level}) ${safe(texts.get(id) ?? '')}`,
      ),
    ],
    ['Tried at', judged.proves.length > 0 ? [safe(judged.proves.join(', '))] : []],
    ['Severity', [judged.severity]],
    ['Variant', [safe(variantWords(judged))]],
    ['Changed', judged.changed.map((one) => `<code>${safe(one, LONGEST_VALUE)}</code>`)],
    ['Expected', judged.expected.map((one) => safe(one, LONGEST_VALUE))],
    ['Observed', [`<b>${safe(judged.observed, 1000)}</b>`]],
    ['Next', next === null ? [] : [safe(next, 1000)]],
    [
      'Known deviation',
      deviation ? [safe(`${deviation.reason}${deviation.until ? `, until ${deviation.until}` : ''}`, 600)] : [],
    ],
    ['Scenario', [`<code>${safe(judged.file)}:${judged.line}</code>`]],
    ['Run it again', [`<code>${safe(judged.reproduce, 600)}</code>`]],
  ];
  const told = rows.filter(([, lines]) => lines.length > 0);
  return `<dl class="facts">${told.map(([name, lines]) => `<dt>${name}</dt><dd>${lines.join('<br>')}</dd>`).join('\n')}</dl>`;
}

function evidence(judged: JudgedCase, trace: CaseTrace): string {
  if (trace.attempts.length === 0) return `<h2>The plan</h2>\n${plan(trace)}`;
  return `<h2>Case and controls</h2>
${sideBySide(judged, trace)}
${differing(trace)}
<h2>What was sent and received</h2>
${exchanges(judged, trace)}
<h2>The plan</h2>
${plan(trace)}`;
}

const plan = (trace: CaseTrace): string => `<pre>${safe(trace.plan.join('\n'), 8000)}</pre>`;

/** A row for each step, a column for each attempt. */
function sideBySide({ decidedAt, verdict }: JudgedCase, { attempts, target }: CaseTrace): string {
  const ids = [...new Set(attempts.flatMap(({ steps }) => steps.map(({ id }) => id)))];
  const cell = (attempt: AttemptRecord, id: string): string => {
    const step = attempt.steps.find((one) => one.id === id);
    if (!step) return '<td class="soft">not reached</td>';
    const decided = decidedAt?.role === attempt.role && decidedAt.step === id;
    return `<td${decided ? ' class="decided"' : ''}>${ended(step, decided ? verdict : null)}${decided ? ' <span class="soft">decided</span>' : ''}</td>`;
  };
  const heads = attempts.map(
    ({ role, durationMs }) =>
      `<th scope="col">${ROLES[role]} <span class="soft">${Math.round(durationMs)} ms</span></th>`,
  );
  const rows = ids.map(
    (id) =>
      `<tr><th scope="row"><code>${safe(id)}</code>${id === target ? ' <span class="soft">differs here</span>' : ''}</th>${attempts.map((attempt) => cell(attempt, id)).join('')}</tr>`,
  );
  const broken = attempts.flatMap(({ role, broken }) =>
    broken === null ? [] : [`<p class="notice">${ROLES[role]}: ${safe(broken, 600)}</p>`],
  );
  const left = attempts.flatMap(({ role, leftBehind = [] }) =>
    leftBehind.map((one) => `<p class="notice">${ROLES[role]}: ${safe(one, 600)}</p>`),
  );
  return `<div class="wide"><table><thead><tr><th scope="col">Step</th>${heads.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>${broken.join('')}${left.join('')}`;
}

/** A refusal that was due is as good as a success, and a success may be the violation: what decided has the verdict's colour. */
const ended = ({ outcome: { ok, codes, detail } }: StepRecord, verdict: JudgedCase['verdict'] | null = null): string =>
  `<span class="mark ${verdict ?? (ok ? 'pass' : 'refused')}">${safe(codes[0] ?? 'no answer', 80)}</span> <span class="soft">${safe([...codes.slice(1), ok ? '' : detail].filter((one) => one !== '').join(', '), LONGEST_VALUE)}</span>`;

function differing(trace: CaseTrace): string {
  const lines = differences(trace);
  if (lines.length === 0) return '';
  const rows = lines.map(
    ({ what, control, case: tried }) =>
      `<tr><th scope="row">${safe(what, 200)}</th><td><code>${safe(control, LONGEST_VALUE)}</code></td><td><code>${safe(tried, LONGEST_VALUE)}</code></td></tr>`,
  );
  return `<h3>What differed</h3>
<div class="wide"><table><thead><tr><th scope="col">What</th><th scope="col">Control</th><th scope="col">Case</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** Of a case that nobody has to look into the own attempt alone, and of that only the step that was changed. */
function exchanges(judged: JudgedCase, trace: CaseTrace): string {
  const attention = needsAttention(judged);
  const shown = trace.attempts
    .filter(({ role }) => attention || role === 'case')
    .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
  const parts = shown.map((attempt) => {
    const steps = attempt.steps.filter(({ id }) => attention || id === trace.target || id === attempt.endedAt);
    const deciding = ({ id }: StepRecord): boolean =>
      judged.decidedAt?.role === attempt.role && (judged.decidedAt.step === id || trace.target === id);
    return `<h3>${ROLES[attempt.role]}</h3>\n${steps.map((step) => stepPart(step, attention && deciding(step))).join('\n')}`;
  });
  const rest = attention
    ? ''
    : `<p class="soft">The other steps and the controls are in <a href="../${fileAddress(judged.trace)}">the trace</a>.</p>`;
  return `${parts.join('\n')}${rest}`;
}

function stepPart(step: StepRecord, open: boolean): string {
  const changed = step.changed.map((one) => `<li><code>${safe(one, LONGEST_VALUE)}</code></li>`);
  const told = Object.entries(step.facts).map(
    ([name, value]) => `<dt><code>${safe(name, 100)}</code></dt><dd>${safe(JSON.stringify(value), LONGEST_VALUE)}</dd>`,
  );
  return `<h4 id="${safe(step.id)}"><code>${safe(step.id)}</code> ${ended(step)}</h4>
${changed.length > 0 ? `<ul class="changed">${changed.join('')}</ul>` : ''}
${step.exchanges.map((one, at) => exchangePart(one, { open: open && at === step.exchanges.length - 1 })).join('\n')}
${told.length > 0 ? `<details><summary>Facts of this step</summary><div><dl class="facts">${told.join('')}</dl></div></details>` : ''}
${(step.screenshots ?? []).map(picture).join('\n')}`;
}

/** Of our own browser; what is no PNG is left out. */
function picture({ name, base64 }: { name: string; base64: string }): string {
  const isPng = /^iVBORw0KGgo[A-Za-z0-9+/]*={0,2}$/.test(base64);
  return isPng
    ? `<figure><img src="data:image/png;base64,${base64}" alt="${safe(name)}"><figcaption>${safe(name)}</figcaption></figure>`
    : '';
}
