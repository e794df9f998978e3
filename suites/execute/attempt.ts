/** Walks the steps of one planned attempt through a fresh session and records what came of each. */
import type { Session } from '../../mock-tpp/index.ts';
import type { AttemptRecord, AttemptRole, Json, StepRecord } from '../evidence/record.ts';
import { type Recorder, roundMs } from '../evidence/recorder.ts';
import type { ActionCall, PlannedAttempt, PlannedStep } from '../plan/case.ts';
import { type Guard, OutOfTime } from './guard.ts';
import { fillIn, type Source } from './references.ts';

export interface Walk {
  readonly record: AttemptRecord;
  /** Walks from a step on, forgetting what was recorded of it and of those after it; `actions` are left out when polling. */
  go(from: number, options: { actions: boolean }): Promise<void>;
}

export interface WalkOptions {
  planned: PlannedAttempt;
  role: AttemptRole;
  lane: string;
  session: Session;
  recorder: Recorder;
  guard: Guard;
  /** With `each`, a refused `then` step does not end the walk. */
  each: boolean;
  /** `${client.x}` of the attempt's client. */
  clientValue(name: string): Json | undefined;
}

/** Actions of our own that polling repeats: a new connection is what shows a bank that looks at the handshake only. */
const ANEW = ['session.reconnect', 'session.resume'];

/** A step or action could not be sent for want of a value or of the operator. */
class Broken extends Error {}

export function startWalk(options: WalkOptions): Walk {
  const { planned, session, recorder, guard } = options;
  const outputs = new Map<string, { [name: string]: Json }>();
  const begun = performance.now();
  const record: AttemptRecord = {
    role: options.role,
    key: planned.key,
    lane: options.lane,
    startedAt: new Date().toISOString(),
    durationMs: 0,
    steps: [],
    actions: [],
    endedAt: planned.steps[0]?.id ?? '',
    broken: null,
    settledAfterMs: null,
  };

  const source: Source = (root, path) => {
    const made = outputs.get(root);
    if (made) return Object.hasOwn(made, path) ? made[path] : undefined;
    return root === 'client' ? options.clientValue(path) : session.value(`${root}.${path}`);
  };

  function filled<T extends Json>(value: T, where: string): T {
    const result = fillIn(value, source);
    if (!result.ok) throw new Broken(`${where} needs ${result.missing}, which has no value`);
    return result.value as T;
  }

  async function action(call: ActionCall, step: PlannedStep): Promise<void> {
    const inputs = filled(call.with, `${call.do} ${call.at} ${step.id}`);
    const report = await guard.wait(session.perform({ do: call.do, with: inputs }));
    record.actions.push(
      recorder.action({ do: call.do, at: call.at, step: step.id, with: inputs, report, endedAt: Date.now() }),
    );
    if (report.needs !== undefined) record.needs = recorder.text(report.needs);
    if (!report.ok) throw new Broken(`${call.do} ${call.at} ${step.id} failed: ${recorder.text(report.detail)}`);
  }

  async function run(step: PlannedStep): Promise<StepRecord> {
    const inputs = filled(step.with, `the step ${step.id}`);
    const mutations = step.mutations.map((one) => ({
      ...one,
      with: filled(one.with, `${one.do} at ${step.id}`),
    }));
    const startedAt = Date.now();
    const from = performance.now();
    const report = await guard.wait(
      session.run({
        id: step.id,
        use: step.use,
        with: inputs,
        mutations,
        client: planned.client,
        identity: planned.identity,
      }),
    );
    outputs.set(step.id, report.outputs);
    const { id, use, phase } = step;
    const durationMs = roundMs(performance.now() - from);
    return recorder.step({ id, use, phase, startedAt, durationMs, inputs, report });
  }

  /** A `then` step that lives on the answer of another one that was refused has nothing to send; that is no fault. */
  function orphaned(step: PlannedStep): boolean {
    if (!options.each || step.phase !== 'then') return false;
    const result = fillIn([step.with, ...step.mutations.map((one) => one.with)], source);
    if (result.ok) return false;
    const root = /^\$\{\s*([^.\s]+)/.exec(result.missing)?.[1];
    return record.steps.some((one) => one.id === root && one.phase === 'then' && !one.outcome.ok);
  }

  async function walkStep(step: PlannedStep, actions: boolean): Promise<boolean> {
    if (orphaned(step)) return true;
    for (const call of step.actions)
      if (call.at === 'before' && (actions || ANEW.includes(call.do))) await action(call, step);
    record.endedAt = step.id;
    const done = await run(step);
    record.steps.push(done);
    const goesOn = done.outcome.ok || (options.each && step.phase === 'then');
    if (goesOn && actions) for (const call of step.actions) if (call.at === 'after') await action(call, step);
    return goesOn;
  }

  return {
    record,
    async go(from, { actions }) {
      const dropped = new Set(planned.steps.slice(from).map((step) => step.id));
      record.steps = record.steps.filter((step) => !dropped.has(step.id));
      for (const id of dropped) outputs.delete(id);
      try {
        for (const step of planned.steps.slice(from)) if (!(await walkStep(step, actions))) break;
      } catch (error) {
        if (!(error instanceof Broken) && !(error instanceof OutOfTime)) throw error;
        record.broken = error.message;
      }
      const refused = record.steps.find((step) => !step.outcome.ok);
      record.endedAt = refused?.id ?? record.endedAt;
      record.durationMs = roundMs(performance.now() - begun);
    },
  };
}
