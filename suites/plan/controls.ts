/** The attempts of a case: the run itself and the controls around it, each with a key that is equal when two are the same. */
import { createHash } from 'node:crypto';
import type { Expectation } from '../evidence/record.ts';
import type { ControlDecl, Value } from '../load/scenario.ts';
import type { Target } from '../load/target.ts';
import type { PlannedAttempt, PlannedCase, PlannedStep } from './case.ts';
import type { CaseDecl } from './declaration.ts';
import { stepsNamed } from './expectation.ts';
import { referencesIn } from './reference.ts';
import { type SequencedStep, targetStep } from './sequence.ts';

export interface CaseAttempts {
  attempt: PlannedAttempt;
  before: PlannedAttempt | null;
  after: PlannedAttempt | null;
  target: string;
}

/** Plans the run of a case and its controls. Without keys nobody can tell which attempts are the same: of a case that is not run. */
export function planAttempts(
  decl: CaseDecl,
  steps: SequencedStep[],
  expect: Expectation,
  target: Target,
  { keyed } = { keyed: true },
): CaseAttempts {
  const run = cutAfterNamed(steps, expect, decl);
  const parting = targetStep(run);
  const changes = run.some((step) => step.mutations.length > 0 || step.actions.length > 0);
  const actions = run.some((step) => step.actions.length > 0);
  const planned = expect.polarity === 'negative' || (expect.polarity === 'positive' && changes);
  const client = decl.client ?? 'primary';

  const attempt = (by: string, identity: string | null, walked: PlannedStep[]): PlannedAttempt =>
    keyed
      ? attemptOf(decl.id, by, identity, walked, target)
      : { key: '', client: by, identity, steps: walked, shared: false };

  const control = (side: 'before' | 'after'): PlannedAttempt | null => {
    const declared = decl.controls?.[side] ?? null;
    if (declared === 'none' || (declared === null && !planned)) return null;
    // Before an action, the very certificate and the very change must have worked: only the action is taken away.
    const keeps = actions && side === 'before';
    const identity = declared?.identity ?? (actions && side === 'after' ? null : decl.identity);
    const walked = walk(steps, declared, changes, parting, expect).map((step) =>
      planStep(step, { mutations: keeps, actions: false }),
    );
    return attempt(declared?.client ?? client, identity, walked);
  };

  const all = run.map((step) => planStep(step, { mutations: true, actions: true }));
  return {
    attempt: { ...attempt(client, decl.identity, all), shared: false },
    before: control('before'),
    after: control('after'),
    target: parting,
  };
}

/** Whether what is run and a control of it are one and the same, so that they cannot end differently. */
export function sameAsControl({ attempt, before, after }: CaseAttempts): boolean {
  return [before, after].some((control) => control?.key === attempt.key);
}

/**
 * A run stops after the last step that anything is said of. A refusal that comes later is another rule's, so past that
 * step an attack counts as let through, and its controls stop there as well.
 */
function cutAfterNamed(steps: SequencedStep[], expect: Expectation, decl: CaseDecl): SequencedStep[] {
  const named = new Set([...stepsNamed(expect), decl.verifier?.at.split('.')[0] ?? '']);
  let last = -1;
  for (const [index, step] of steps.entries()) {
    if (named.has(step.id) || step.mutations.length > 0 || step.actions.some((action) => action.at === 'before'))
      last = index;
    else if (step.actions.length > 0) last = Math.min(index + 1, steps.length - 1);
  }
  return last < 0 ? steps : steps.slice(0, last + 1);
}

/**
 * A control walks to the step where case and control part, and on to the last step at which an outcome may count: a
 * refusal at `authorize` proves nothing when the control never went there. `then` steps are the attack itself when the
 * case changes nothing else, so then they are left out.
 */
function walk(
  steps: SequencedStep[],
  declared: ControlDecl | null,
  changes: boolean,
  parting: string,
  expect: Expectation,
): SequencedStep[] {
  const withThen = declared?.with ? declared.with === 'then' : changes;
  const open = withThen ? steps : steps.filter((step) => step.phase !== 'then');
  const named = new Set([parting, ...stepsNamed(expect)]);
  if (!open.some((step) => step.id === parting)) return open;
  const last = open.findLastIndex((step) => named.has(step.id));
  return open.slice(0, last + 1);
}

function planStep(step: SequencedStep, keep: { mutations: boolean; actions: boolean }): PlannedStep {
  return {
    id: step.id,
    use: step.use,
    phase: step.phase,
    with: step.with,
    mutations: keep.mutations ? step.mutations.map(({ place: _, ...call }) => call) : [],
    actions: keep.actions ? step.actions.map(({ place: _, ...call }) => call) : [],
    requests: requestsOf(step),
  };
}

/** Whole payments hidden in one step count once for each amount. */
function requestsOf({ type, with: given }: SequencedStep): number {
  const items = Object.values(given).filter((value) => Array.isArray(value));
  return (type?.requests ?? 1) * Math.max(1, ...items.map((list) => list.length));
}

function attemptOf(
  caseId: string,
  client: string,
  identity: string | null,
  steps: PlannedStep[],
  target: Target,
): PlannedAttempt {
  const shared = !usesIssued(client, identity, steps, target) && steps.every((step) => step.mutations.length === 0);
  const content = steps.map(({ id, use, with: given, mutations, actions }) => ({ id, use, given, mutations, actions }));
  const key = digest({ client, identity, content, alone: shared ? null : caseId });
  return { key, client, identity, steps, shared };
}

/** True when a certificate made for this case alone is presented anywhere. */
function usesIssued(client: string, identity: string | null, steps: PlannedStep[], target: Target): boolean {
  const issued = (name: Value | undefined): boolean =>
    typeof name === 'string' && Object.hasOwn(target.identities, name) && target.identities[name]?.kind === 'issued';
  if (issued(identity ?? target.clients[client]?.identity)) return true;
  return steps.some((step) =>
    [step.with, ...step.mutations.map((one) => one.with), ...step.actions.map((one) => one.with)].some(
      (given) =>
        issued(given.identity) || referencesIn(given).some(({ root, path }) => root === 'identity' && issued(path[0])),
    ),
  );
}

function digest(value: unknown): string {
  return createHash('sha256').update(stable(value)).digest('hex').slice(0, 16);
}

/** JSON with members in one order, so that equal things have equal text. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (value !== null && typeof value === 'object')
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${stable((value as { [key: string]: unknown })[key])}`)
      .join(',')}}`;
  return JSON.stringify(value) ?? 'null';
}

/** Controls of a case that two cases side by side can share: one's after is the next one's before. */
export function sharedControl(planned: PlannedCase): string | null {
  const post = planned.after?.shared ? planned.after : planned.before?.shared ? planned.before : null;
  return post?.key ?? null;
}
