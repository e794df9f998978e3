/** The attempts of a case as Allure steps: control, case, control; each step with its exchanges, at its own time. */
import { Status } from 'allure-js-commons';
import type { RuntimeMessage } from 'allure-js-commons/sdk';
import type {
  ActionRecord,
  AttemptRecord,
  Exchange,
  Expectation,
  JudgedCase,
  StepRecord,
  Verdict,
} from '../../suites/evidence/record.ts';
import { needsAttention } from '../attention.ts';
import { plainText } from '../plain-text.ts';
import { begin, beside, end, exchangeAttachment, json, picture, text } from './messages.ts';
import { connections, tlsGlance } from './tls.ts';

const ROLES: Readonly<Record<AttemptRecord['role'], string>> = {
  'control-before': 'Control before',
  case: 'Case',
  repeat: 'Case, repeated over fresh connections',
  'control-between': 'Control between',
  'control-after': 'Control after',
};

/** How the case's own attempt looks: a refusal that was due is as good as a success, and a success may be the violation. */
const SHOWN: Readonly<Record<Verdict, Status>> = {
  pass: Status.PASSED,
  warn: Status.PASSED,
  observed: Status.PASSED,
  'not-applicable': Status.SKIPPED,
  skipped: Status.SKIPPED,
  review: Status.BROKEN,
  inconclusive: Status.BROKEN,
  error: Status.BROKEN,
  fail: Status.FAILED,
};

/** @param trace where the whole evidence of the case lies, as run.json names it */
export function attemptMessages(
  record: AttemptRecord,
  expect: Expectation,
  { verdict, trace }: Pick<JudgedCase, 'verdict' | 'trace'>,
): RuntimeMessage[] {
  const isControl = record.role.startsWith('control-');
  const stopped = record.broken !== null || record.steps.some(({ outcome }) => !outcome.ok);
  const status = !isControl ? SHOWN[verdict] : stopped ? Status.BROKEN : Status.PASSED;
  const marked = decidingSteps(record, expect);
  const exchanges = [...record.steps, ...record.actions].flatMap((one) => one.exchanges);
  const secured = connections(exchanges);
  // The plain flow of a case that nobody has to look into, twice, was more than half of the report.
  const brief = isControl && !stopped && !needsAttention({ verdict });
  const left = (record.leftBehind ?? []).map((one): [string, string] => ['left behind', one]);
  const inside = [
    ...interleaved(record, ({ id, outcome }) => {
      if (marked.has(id)) return status;
      return outcome.ok ? Status.PASSED : Status.SKIPPED;
    }),
    ...(record.steps.length > 0 ? [json('Inputs, outputs and facts of each step', data(record))] : []),
    ...(secured.length > 0 ? [json('TLS connections and certificates', secured)] : []),
  ];
  return [
    begin(`${ROLES[record.role]}: ${endedWith(record)}`, record.startedAt),
    ...(left.length > 0 ? [beside(left)] : []),
    ...(brief
      ? [beside([['exchanges', `in ${trace}`]]), ...inside.filter(({ type }) => type !== 'attachment_content')]
      : inside),
    end(record.startedAt, record.durationMs, status, record.broken ?? undefined),
  ];
}

/** The steps the verdict hangs on; none where each step is judged for itself, for the verdict does not say which. */
function decidingSteps(record: AttemptRecord, { each, holds, polarity }: Expectation): Set<string> {
  if (each) return new Set();
  const through = record.steps.every(({ outcome }) => outcome.ok);
  return new Set(through && polarity === 'positive' && holds.length > 0 ? holds.map(({ of }) => of) : [record.endedAt]);
}

function endedWith({ broken, endedAt, steps }: AttemptRecord): string {
  if (broken !== null) return 'proves nothing';
  const last = steps.find(({ id }) => id === endedAt) ?? steps.at(-1);
  return last ? `ended at ${last.id} with ${last.outcome.codes.join(', ') || 'no answer'}` : 'nothing was sent';
}

function data({ steps }: AttemptRecord): object {
  return Object.fromEntries(steps.map(({ id, inputs, outputs, facts }) => [id, { inputs, outputs, facts }]));
}

/** Actions stand before or after the step they belong to; those whose step never came stand last. */
function interleaved(record: AttemptRecord, statusOf: (step: StepRecord) => Status): RuntimeMessage[] {
  const told = (actions: readonly ActionRecord[]): RuntimeMessage[] =>
    actions.flatMap((action) => actionMessages(action, record.startedAt));
  const at = (place: ActionRecord['at'], step: string): ActionRecord[] =>
    record.actions.filter((action) => action.at === place && action.step === step);
  const walked = new Set(record.steps.map(({ id }) => id));
  return [
    ...record.steps.flatMap((step) => [
      ...told(at('before', step.id)),
      ...stepMessages(step, statusOf(step)),
      ...told(at('after', step.id)),
    ]),
    ...told(record.actions.filter(({ step }) => !walked.has(step))),
  ];
}

function actionMessages(action: ActionRecord, around: string): RuntimeMessage[] {
  const at = action.exchanges[0]?.startedAt ?? around;
  const took = action.exchanges.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return [
    begin(`★ ${action.at} ${action.step}: ${action.do}${action.detail ? ` (${action.detail})` : ''}`, at),
    ...action.exchanges.map(exchangeAttachment),
    end(at, took, action.ok ? Status.PASSED : Status.BROKEN),
  ];
}

function stepMessages(step: StepRecord, status: Status): RuntimeMessage[] {
  const { outcome, changed } = step;
  const glance: [string, string][] = [
    ...changed.map((line): [string, string] => ['changed', line]),
    ...(outcome.detail ? [['ended', outcome.detail] satisfies [string, string]] : []),
    ...tlsGlance(step.exchanges),
  ];
  return [
    begin(`${changed.length > 0 ? '★ ' : ''}${step.id}: ${step.use} → ${outcome.codes.join(', ')}`, step.startedAt),
    beside(glance),
    ...step.exchanges.flatMap((exchange) => [exchangeAttachment(exchange), ...signatureBases(exchange)]),
    ...(step.screenshots ?? []).flatMap(picture),
    end(step.startedAt, step.durationMs, status),
  ];
}

/** What was signed, line by line, beside the exchange whose viewer has no place for it. */
function signatureBases({ signatures = [] }: Exchange): RuntimeMessage[] {
  return signatures.map(({ of, label, base, told }) => {
    const lines = base === '' ? '' : `\n\n${plainText(base, LONGEST_BASE)}`;
    const what = of === 'request' ? 'request' : 'answer';
    return text(`Signature base of the ${what} (${plainText(label, 80)})`, `${plainText(told, 600)}${lines}`);
  });
}

const LONGEST_BASE = 16 * 1024;

/** The plan, as `assay explain` prints it. */
export const planMessage = (plan: readonly string[]): RuntimeMessage => text('The plan of this case', plan.join('\n'));
