/** Replays a judged case into the running Mocha test: labels, links, steps with their exchanges, at their own times. */
import type { Label, Link, Parameter } from 'allure-js-commons';
import { Status } from 'allure-js-commons';
import type { RuntimeMessage } from 'allure-js-commons/sdk';
import { getGlobalTestRuntime } from 'allure-js-commons/sdk/runtime';
import type {
  ActRecord,
  AttemptRecord,
  CaseTrace,
  Exchange,
  JudgedCase,
  StepRecord,
} from '../../suites/evidence/record.ts';
import { escapeMarkdown, plainLine, plainText } from '../plain-text.ts';
import { httpExchange } from './http-exchange.ts';
import { requirementUrl } from './links.ts';

export interface RunFacts {
  target: string;
  profile: string;
  profileTitle?: string;
}

const SEVERITIES: Readonly<Record<JudgedCase['severity'], string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'normal',
  low: 'minor',
  info: 'trivial',
};

const ROLES: Readonly<Record<AttemptRecord['role'], string>> = {
  'control-before': 'Control before',
  case: 'Case',
  repeat: 'Case, repeated over a fresh connection',
  'control-after': 'Control after',
};

/** Await it inside the test, before the verdict is asserted. */
export async function replayCase(judged: JudgedCase, trace: CaseTrace, run: RunFacts): Promise<void> {
  const runtime = getGlobalTestRuntime() as unknown as { sendMessage(message: RuntimeMessage): Promise<void> };
  for (const message of messagesOf(judged, trace, run)) await runtime.sendMessage(message);
}

/** The whole case as runtime messages, in order. */
export function messagesOf(judged: JudgedCase, trace: CaseTrace, run: RunFacts): RuntimeMessage[] {
  return [
    metadata(judged, run),
    text('The plan', trace.plan.join('\n')),
    ...trace.attempts.flatMap(attempt),
    ...canaries(trace),
  ];
}

function metadata(judged: JudgedCase, run: RunFacts): RuntimeMessage {
  const labels: Label[] = [
    { name: 'epic', value: plainLine(run.profileTitle ?? run.profile) },
    { name: 'feature', value: judged.area },
    { name: 'story', value: plainLine(judged.scenario) },
    { name: 'severity', value: SEVERITIES[judged.severity] },
    { name: 'verdict', value: judged.verdict },
    { name: 'tag', value: judged.verdict },
    { name: 'bank', value: run.target },
    ...judged.requirements.map(({ id }) => ({ name: 'requirement', value: id })),
  ];
  const links: Link[] = judged.requirements.flatMap(({ id, level }) => {
    const url = requirementUrl(id);
    return url === null ? [] : [{ type: 'requirement', name: `${id} (${level})`, url }];
  });
  const parameters: Parameter[] = [
    { name: 'bank', value: run.target },
    { name: 'profile', value: run.profile },
    ...(judged.row === null ? [] : [{ name: 'row', value: judged.row }]),
    { name: 'lane', value: judged.lane, excluded: true },
  ];
  return {
    type: 'metadata',
    data: { labels, links, parameters, description: describe(judged), testCaseId: judged.id },
  };
}

/** Only our own words and atoms; nothing that a bank wrote goes into markdown unescaped. */
function describe(judged: JudgedCase): string {
  const rows: [string, string][] = [
    ['Verdict', judged.verdict],
    ['Why', judged.reason],
    ['Changed', judged.changed.join('; ') || 'nothing'],
    ['Expected', judged.expected.join('; ')],
    ['Observed', judged.observed],
    ['Control before', control(judged.controls.before)],
    ['Control after', control(judged.controls.after)],
    ['Reproduce', judged.reproduce],
    ['Scenario', `${judged.file}:${judged.line}`],
  ];
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${escapeMarkdown(value)} |`)].join('\n');
}

function control({ planned, ok, ending }: JudgedCase['controls']['before']): string {
  return planned ? `${ok ? 'passed' : 'did not pass'}: ${ending}` : 'not planned';
}

const begin = (name: string, startedAt: string): RuntimeMessage => ({
  type: 'step_start',
  data: { name: plainLine(name), start: Date.parse(startedAt) },
});
const end = (startedAt: string, durationMs: number, status: Status, message?: string): RuntimeMessage => ({
  type: 'step_stop',
  data: {
    stop: Date.parse(startedAt) + Math.round(durationMs),
    status,
    ...(message ? { statusDetails: { message: plainText(message, 500) } } : {}),
  },
});

function attempt(record: AttemptRecord): RuntimeMessage[] {
  const last = record.steps.at(-1);
  const passed = record.broken === null && last?.ending.ok === true;
  return [
    begin(
      `${ROLES[record.role]}: ended at ${record.endedAt || 'nothing'}${last ? ` with ${last.ending.atoms.join(', ')}` : ''}`,
      record.startedAt,
    ),
    ...interleave(record),
    end(
      record.startedAt,
      record.durationMs,
      record.broken ? Status.BROKEN : passed ? Status.PASSED : Status.SKIPPED,
      record.broken ?? undefined,
    ),
  ];
}

/** Acts stand before or after the step they belong to. */
function interleave(record: AttemptRecord): RuntimeMessage[] {
  const acts = (at: ActRecord['at'], step: string): RuntimeMessage[] =>
    record.acts
      .filter((act) => act.at === at && act.step === step)
      .flatMap((act) => actMessages(act, record.startedAt));
  const walked = new Set(record.steps.map(({ id }) => id));
  const loose = record.acts
    .filter(({ step }) => !walked.has(step))
    .flatMap((act) => actMessages(act, record.startedAt));
  return [
    ...record.steps.flatMap((step) => [...acts('before', step.id), ...stepMessages(step), ...acts('after', step.id)]),
    ...loose,
  ];
}

function actMessages(act: ActRecord, around: string): RuntimeMessage[] {
  const at = act.exchanges[0]?.startedAt ?? around;
  const took = act.exchanges.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return [
    begin(`act ${act.do} (${act.at} ${act.step}): ${act.detail}`, at),
    ...act.exchanges.flatMap(exchangeMessages),
    end(at, took, act.ok ? Status.PASSED : Status.BROKEN),
  ];
}

function stepMessages(step: StepRecord): RuntimeMessage[] {
  const { ending } = step;
  const facts = { changed: step.changed, inputs: step.inputs, outputs: step.outputs, facts: step.facts };
  return [
    begin(`${step.changed.length > 0 ? '★ ' : ''}${step.id}: ${step.use} → ${ending.atoms.join(', ')}`, step.startedAt),
    ...(step.changed.length > 0 ? [text('What was changed', step.changed.join('\n'))] : []),
    ...step.exchanges.flatMap(exchangeMessages),
    json('Inputs, outputs and facts', facts),
    ...(step.screenshots ?? []).map(picture),
    end(step.startedAt, step.durationMs, ending.ok ? Status.PASSED : Status.SKIPPED, ending.detail),
  ];
}

function exchangeMessages(exchange: Exchange): RuntimeMessage[] {
  const outcome = exchange.failure?.class ?? String(exchange.response?.status ?? 'no answer');
  const name = plainLine(`${exchange.label}: ${exchange.request.method} → ${outcome}`);
  const messages = [
    attachment(name, httpExchange(exchange), 'application/vnd.allure.http+json', 'httpexchange', exchange.startedAt),
  ];
  if (exchange.tls) messages.push(json('TLS', exchange.tls));
  return messages;
}

function attachment(
  name: string,
  content: string,
  contentType: string,
  fileExtension: string,
  at?: string,
): RuntimeMessage {
  const timestamp = at === undefined ? {} : { timestamp: Date.parse(at) };
  const encoded = Buffer.from(content, 'utf8').toString('base64');
  return {
    type: 'attachment_content',
    data: {
      name,
      content: encoded,
      encoding: 'base64',
      contentType,
      fileExtension: `.${fileExtension}`,
      wrapInStep: false,
      ...timestamp,
    },
  };
}

const text = (name: string, content: string): RuntimeMessage =>
  attachment(name, plainText(content, 64_000), 'text/plain', 'txt');
const json = (name: string, value: unknown): RuntimeMessage =>
  attachment(name, plainText(JSON.stringify(value, null, 2), 256_000), 'application/json', 'json');

function picture({ name, base64 }: { name: string; base64: string }): RuntimeMessage {
  return {
    type: 'attachment_content',
    data: {
      name: plainLine(name),
      content: base64,
      encoding: 'base64',
      contentType: 'image/png',
      fileExtension: '.png',
      wrapInStep: false,
    },
  };
}

function canaries(trace: CaseTrace): RuntimeMessage[] {
  if (trace.canaries.length === 0) return [];
  return [json('Canaries: altered answers that our verifier must refuse', trace.canaries)];
}
