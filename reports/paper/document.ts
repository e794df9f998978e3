/** The report on paper, for who never saw the tool: what was tested and concluded, what was found, the matrix, the evidence, what was not tested. */
import type { CaseTrace, JudgedCase, RunRecord, Traces } from '../../suites/evidence/record.ts';
import { gravestFirst, needsAttention } from '../attention.ts';
import { type DifferenceLine, differences } from '../case/differences.ts';
import { exhibits } from '../matrix/exhibit.ts';
import { countStatus, coverage } from '../matrix/html.ts';
import { escapeMarkup as safe } from '../plain-text.ts';
import { scopeWords } from '../scope.ts';
import { controlWords, counted, variantWords } from '../words.ts';
import { PAPER_STYLE } from './style.ts';
import { matrix, notTested } from './tables.ts';

const WORST: readonly JudgedCase['verdict'][] = ['error', 'fail', 'inconclusive', 'review', 'warn'];
const MOST_LINES = 12;

/** What a verdict says of the bank, in a sentence for who does not know the word. */
const MEANINGS: Readonly<Record<string, string>> = {
  pass: 'the bank did what the requirement asks',
  warn: 'the bank did what is allowed and not recommended, or answered a refusal in a way of its own',
  fail: 'the bank broke a requirement',
  inconclusive: 'nothing can be said: the plain flow did not go through beside it, or the answer was not clear',
  review: 'a person has to look at it',
  observed: 'written down without a judgement, because no requirement decides',
  skipped: 'not run, for the reason that is given',
  'not-applicable': 'the requirement does not bind this bank',
  error: 'the harness itself failed; says nothing of the bank',
};

/** A document of its own, to be printed; it loads nothing and runs nothing. */
export function paperDocument(run: RunRecord, traces: Pick<Traces, 'of'>): string {
  const found = run.cases.filter(needsAttention).sort(gravestFirst(WORST));
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<title>${safe(title(run))}</title>
<style>${PAPER_STYLE}</style></head>
<body>
${cover(run, found)}
<section><h2>1 Findings</h2>
${findings(run, found)}</section>
<section><h2>2 Requirements and places</h2>
${matrix(run)}</section>
<section><h2>3 Evidence of the findings</h2>
${found.length === 0 ? '<p>There is no finding.</p>' : found.map((judged, at) => evidence(judged, traces.of(judged.id), at + 1)).join('\n')}</section>
<section><h2>4 What was not tested, and why</h2>
${notTested(run)}</section>
</body>
</html>
`;
}

const title = (run: RunRecord): string => `Conformance report: ${run.target.name}`;

/** What stands below each page, as markup; Chromium fills in the numbers. */
export const paperFooter = (run: RunRecord): string =>
  `<div style="font:7pt sans-serif;width:100%;margin:0 16mm;display:flex;justify-content:space-between"><span>${safe(title(run), 120)}, run ${safe(run.run.id, 60)}</span><span><span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`;

function cover(run: RunRecord, found: readonly JudgedCase[]): string {
  const { proven, of, percent } = coverage(run.requirements);
  const { totals } = run;
  const verdicts = Object.entries(totals).filter(([, count]) => count > 0);
  const whole = run.run.plan.count;
  const scope = scopeWords(run);
  const rows: [string, string][] = [
    ['Bank', `${safe(run.target.name)}, issuer <code>${safe(run.target.issuer)}</code>`],
    ['Profile', safe(run.target.profile)],
    [
      'Tested',
      `${date(run.run.startedAt)} to ${run.run.finishedAt === null ? 'unfinished' : date(run.run.finishedAt)} (UTC)`,
    ],
    ['Run', `<code>${safe(run.run.id)}</code>`],
    [
      'Scope',
      `${scope === null ? `${run.cases.length} of ${whole} planned cases` : safe([scope.counts, ...(scope.left === null ? [] : [scope.left])].join('; '), 1000)}${run.run.shard === null ? '' : `, part ${safe(run.run.shard)} of the plan`}; started as <code>${safe(run.run.argv.join(' '), 600)}</code>`,
    ],
    ['Result', verdicts.map(([verdict, count]) => `${count} ${verdict}`).join(', ')],
    [
      'Requirements',
      `${countStatus(run.requirements, 'violated')} violated, ${countStatus(run.requirements, 'proven')} proven, ${countStatus(run.requirements, 'partly-proven')} proven in part, ${countStatus(run.requirements, 'not-run')} not run or in part`,
    ],
    [
      'Coverage',
      `${percent}%: proven at ${proven} of ${of} places where a requirement applies and can be tested from outside`,
    ],
    [
      'Harness',
      `${safe(run.harness.name)} ${safe(run.harness.version)}; ${run.scenarios.count} scenarios, sha256 <code>${safe(run.scenarios.digest)}</code>`,
    ],
    ['Target file', `sha256 <code>${safe(run.target.digest)}</code>`],
  ];
  const notes = [
    ...(run.run.finished ? [] : ['This run did not finish. What is missing was not reached.']),
    ...(run.target.defects.length > 0
      ? [`The bundled bank ran with a defect switched on: ${run.target.defects.join(', ')}.`]
      : []),
    ...run.notices,
  ];
  return `<section class="cover">
<p class="maker">Assay: FAPI conformance and security tests</p>
<h1>${safe(title(run))}</h1>
<p class="conclusion">${conclusion(run, found)}</p>
<table class="facts">${rows.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`).join('\n')}</table>
${notes.map((note) => `<p class="note">${safe(note, 800)}</p>`).join('\n')}
<h3>How to read it</h3>
<p>Each case changes one thing in a flow that otherwise goes through, and stands between two controls that change nothing. A
requirement is proven at a place (an endpoint, or an artefact such as the ID token) when a case passed there between good
controls; it is proven when it is at every place where it has to hold at this bank.</p>
<table class="legend"><tbody>${verdicts.map(([verdict]) => `<tr><th scope="row">${verdict}</th><td>${MEANINGS[verdict] ?? ''}</td></tr>`).join('')}</tbody></table>
</section>`;
}

function conclusion({ totals, requirements, run }: RunRecord, found: readonly JudgedCase[]): string {
  const broken = [
    ...new Set(
      found.filter(({ verdict }) => verdict === 'fail').flatMap(({ requirements: asked }) => asked.map(({ id }) => id)),
    ),
  ];
  const violated = requirements.filter(({ status, id }) => status === 'violated' && broken.includes(id));
  if (!run.finished) return 'The run did not finish, so that nothing is concluded of the whole.';
  if (totals.error > 0) return 'The harness itself failed in some cases, so that nothing is concluded of the whole.';
  if (totals.fail > 0)
    return `The bank broke ${counted(violated.length, 'requirement')} in ${counted(totals.fail, 'case')}.`;
  if (totals.inconclusive + totals.review > 0)
    return `No violation was found in what was tested. ${counted(totals.inconclusive + totals.review, 'case')} came to no conclusion.`;
  return totals.pass + totals.warn > 0
    ? 'No violation was found in what was tested.'
    : 'Nothing that was run leads to a conclusion.';
}

const date = (iso: string): string => safe(iso.replace('T', ' ').slice(0, 16));

function findings(run: RunRecord, found: readonly JudgedCase[]): string {
  if (found.length === 0) return '<p>Every case that was run passed, was only observed, or did not apply.</p>';
  const texts = new Map(run.requirements.map(({ id, text }) => [id, text]));
  const rows = found.map(
    (judged, at) =>
      `<tr><td>${at + 1}</td><td class="one"><b class="${judged.verdict}">${judged.verdict}</b><br>${judged.severity}</td><td><b>${safe(judged.title)}</b><br><code>${safe(judged.id)}</code>${judged.deviation === null ? '' : `<br>Accepted: ${safe(judged.deviation.reason, 300)}`}</td><td>${judged.requirements.map(({ id }) => `<code>${safe(id)}</code> ${safe(texts.get(id) ?? '')}`).join('<br>')}</td><td>${safe(judged.meaning, 600)}</td></tr>`,
  );
  return `<table><thead><tr>${['No.', 'Verdict', 'Case', 'Requirement', 'What happened'].map(head).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

const head = (text: string): string => `<th scope="col">${text}</th>`;

function evidence(judged: JudgedCase, trace: CaseTrace | null, number: number): string {
  const rows: [string, readonly string[]][] = [
    ['Changed', judged.changed.map((one) => `<code>${safe(one, 400)}</code>`)],
    ['Expected', judged.expected.map((one) => safe(one, 400))],
    ['Observed', [`<b>${safe(judged.observed, 800)}</b>`]],
    [
      'Controls',
      [
        `before ${safe(controlWords(judged.controls.before), 400)}`,
        `after ${safe(controlWords(judged.controls.after), 400)}`,
      ],
    ],
    ['Variant', [safe(variantWords(judged))]],
    ['Run it again', [`<code>${safe(judged.reproduce, 400)}</code>`]],
    ['Trace', [`<code>${safe(judged.trace)}</code>`]],
  ];
  const shown = trace === null ? [] : exhibits(judged, trace);
  return `<article><h3>Finding ${number}: <code>${safe(judged.id)}</code></h3>
<p>${safe(judged.meaning, 800)}</p>
<table class="facts">${rows
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => `<tr><th scope="row">${name}</th><td>${lines.join('<br>')}</td></tr>`)
    .join('')}</table>
${trace === null ? '<p class="note">The trace of this case is lost.</p>' : differing(differences(trace))}
${shown
  .map(
    ({ step, request, answer, body }) =>
      `<h4>Exchange at ${safe(step)}</h4><pre>${safe(request, 1200)}\n${safe(answer, 1200)}${body === null ? '' : `\n\n${safe(body, 1500)}`}</pre>`,
  )
  .join('\n')}</article>`;
}

function differing(lines: readonly DifferenceLine[]): string {
  if (lines.length === 0) return '';
  const rows = lines
    .slice(0, MOST_LINES)
    .map(
      ({ what, control, case: tried }) =>
        `<tr><td>${safe(what, 120)}</td><td><code>${safe(control, 200)}</code></td><td><code>${safe(tried, 200)}</code></td></tr>`,
    );
  return `<table><thead><tr>${['What differed', 'Control', 'Case'].map(head).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
