/** One case between its controls: the control before, the case, a repeat where a close has to be confirmed, the control after. */
import { performance } from 'node:perf_hooks';
import { setTimeout as timer } from 'node:timers/promises';
import type { Controls, Session, Tpp, TppWaits } from '../../mock-tpp/index.ts';
import type { AttemptRecord, AttemptRole, CaseTrace, Expectation, Json } from '../evidence/record.ts';
import { type Recorder, roundMs } from '../evidence/recorder.ts';
import type { PlannedAttempt, PlannedCase } from '../plan/case.ts';
import { startWalk, type Walk } from './attempt.ts';
import { createGuard, type Guard, Interrupted } from './guard.ts';
import { settle } from './settle.ts';
import { runVerifierChecks } from './verifier-check.ts';

const CLOSE_MS = 5_000;
const sleepQuietly = (milliseconds: number): Promise<void> => timer(milliseconds, undefined, { ref: false });

/** The judge's opinions that steer a run, handed in so that executing knows nothing of verdicts. */
export interface Opinions {
  passed(attempt: AttemptRecord): boolean;
  needsRepeat(attempt: AttemptRecord, expect: Expectation): boolean;
  matches(patterns: string[] | undefined, codes: string[]): boolean;
}

export interface Means {
  tpp: Tpp;
  recorder: Recorder;
  opinions: Opinions;
  sleep(milliseconds: number): Promise<void>;
  /** The harness's clock, in milliseconds since 1970. */
  now(): number;
  /** Calls once so many milliseconds have passed; what it gives calls that off. */
  later(milliseconds: number, call: () => void): () => void;
  signal: AbortSignal;
  /** `${client.x}` of a registered client. */
  clientValue(client: string, name: string): Json | undefined;
  /** Longest a case may take, whatever happens. */
  limitMs(planned: PlannedCase): number;
  /** The case in plain text, for whoever reads its trace. */
  explain(planned: PlannedCase): string[];
  /** Hears of faults of the harness, stack and all, for whoever wants to see them. */
  onFault?(error: unknown, planned: PlannedCase): void;
  /** Hears what an attempt left at the bank that came to no end, and so stands in no trace: a sentence each. */
  onLeftBehind?(controls: string, sentences: string[]): void;
}

/** A lane runs one case after the other, as one payment service user. */
export interface Lane {
  name: string;
  psu: number;
  /** The control that stands at the end of the last case, fit to stand before the next one. */
  lastControl: AttemptRecord | null;
  /** How time passes in it; left out, its sessions wait by themselves. */
  waits?: Partial<TppWaits>;
  /** Awaited before the control after the case, where others may still move the clock. */
  beforeControlAfter?(): Promise<void>;
}

/** Runs one case. Only an interruption is thrown; everything else is in the trace. */
export async function runCase(planned: PlannedCase, lane: Lane, means: Means): Promise<CaseTrace> {
  const begun = performance.now();
  const trace = blankTrace(planned, lane.name, means);
  const guard = createGuard(means.limitMs(planned), means.signal);
  const lastControl = lane.lastControl;
  // Whatever happens from here on happens between this control and the next case.
  lane.lastControl = null;
  try {
    await fill(trace, planned, { lane, lastControl, guard, means, controls: means.tpp.controls(planned.id) });
    const last = trace.attempts.at(-1);
    if (last?.role === 'control-after' && planned.after?.shared && means.opinions.passed(last)) lane.lastControl = last;
  } catch (error) {
    if (error instanceof Interrupted || means.signal.aborted) throw new Interrupted();
    means.onFault?.(error, planned);
    trace.fault = means.recorder.text(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  } finally {
    guard.release();
  }
  trace.durationMs = roundMs(performance.now() - begun);
  return trace;
}

/** Walks a control of a case by itself; null when it could not be walked. Only an interruption is thrown. */
export async function walkControl(
  planned: PlannedCase,
  role: 'before' | 'after',
  lane: Lane,
  means: Means,
): Promise<AttemptRecord | null> {
  const attempt = planned[role];
  if (attempt === null) return null;
  const guard = createGuard(means.limitMs(planned), means.signal);
  const setting: Setting = { lane, lastControl: null, guard, means, controls: means.tpp.controls(planned.id) };
  try {
    return await control(attempt, `control-${role}`, setting);
  } catch (error) {
    if (error instanceof Interrupted || means.signal.aborted) throw new Interrupted();
    return null;
  } finally {
    guard.release();
  }
}

interface Setting {
  lane: Lane;
  lastControl: AttemptRecord | null;
  guard: Guard;
  means: Means;
  controls: Controls;
}

/** Until now nobody could know: how far a moment lies away that the bank names itself, for one. */
function lacks(trace: CaseTrace): boolean {
  const needs = trace.attempts.at(-1)?.needs;
  if (needs !== undefined) trace.withheld = { verdict: 'skipped', reason: `Not run: ${needs}.` };
  return needs !== undefined;
}

async function fill(trace: CaseTrace, planned: PlannedCase, setting: Setting): Promise<void> {
  const { means, lastControl } = setting;
  if (planned.before) {
    const before =
      lastControl && planned.before.shared && lastControl.key === planned.before.key
        ? { ...lastControl, role: 'control-before' as const }
        : await control(planned.before, 'control-before', setting);
    trace.attempts.push(before);
    if (lacks(trace) || !means.opinions.passed(before)) return;
  }
  const attempt = await walkCase(planned, 'case', setting, async (walk, session) => {
    await settle({
      planned,
      walk,
      sleep: setting.lane.waits?.sleep ?? means.sleep,
      matches: means.opinions.matches,
      now: Date.now,
    });
    trace.verifierChecks = await runVerifierChecks(planned.verifierChecks, {
      ...means,
      session,
      guard: setting.guard,
    });
  });
  trace.attempts.push(attempt);
  if (lacks(trace)) return;
  // A connection that is closed may be one that broke: case and control take turns, so that a bad line shows in either.
  for (let round = 1; round <= REPEATS && means.opinions.needsRepeat(attempt, planned.expect); round += 1) {
    const controls = means.tpp.controls(`${planned.id}#repeat-${round}`);
    const between = planned.before ?? planned.after;
    if (between) {
      const walked = await control(between, 'control-between', { ...setting, controls }, reconnected);
      trace.attempts.push(walked);
      if (!means.opinions.passed(walked)) break;
    }
    trace.attempts.push(
      await walkCase(planned, 'repeat', { ...setting, controls }, async () => undefined, reconnected),
    );
  }
  if (!planned.after) return;
  if (setting.lane.beforeControlAfter) await setting.guard.wait(setting.lane.beforeControlAfter());
  trace.attempts.push(await control(planned.after, 'control-after', setting));
}

/** How often a closed connection has to come again, each time after a control that got through. */
const REPEATS = 2;

async function reconnected(session: Session): Promise<void> {
  await session.perform({ do: 'session.reconnect', with: {} });
}

function control(
  planned: PlannedAttempt,
  role: AttemptRole,
  setting: Setting,
  beforehand: (session: Session) => Promise<void> = async () => undefined,
): Promise<AttemptRecord> {
  return inSession(setting, async (session) => {
    await setting.guard.wait(beforehand(session));
    const walk = begin(planned, role, setting, session, false);
    await walk.go(0, { actions: true });
    return walk.record;
  });
}

function walkCase(
  planned: PlannedCase,
  role: AttemptRole,
  setting: Setting,
  afterwards: (walk: Walk, session: Session) => Promise<void>,
  beforehand: (session: Session) => Promise<void> = async () => undefined,
): Promise<AttemptRecord> {
  return inSession(setting, async (session) => {
    await setting.guard.wait(beforehand(session));
    const walk = begin(planned.attempt, role, setting, session, planned.expect.each !== null);
    await walk.go(0, { actions: true });
    if (walk.record.broken === null) await afterwards(walk, session);
    return walk.record;
  });
}

function begin(planned: PlannedAttempt, role: AttemptRole, setting: Setting, session: Session, each: boolean): Walk {
  const { means, guard, lane } = setting;
  return startWalk({
    planned,
    role,
    lane: lane.name,
    session,
    recorder: means.recorder,
    guard,
    each,
    clientValue: (name) => means.clientValue(planned.client, name),
  });
}

async function inSession(setting: Setting, work: (session: Session) => Promise<AttemptRecord>): Promise<AttemptRecord> {
  const { lane, controls, means } = setting;
  const session = means.tpp.session({ controls, psu: lane.psu, lane: lane.name, waits: lane.waits });
  // A session that does not close is left behind: its requests have limits of their own.
  const close = () => Promise.race([session.close(), sleepQuietly(CLOSE_MS)]);
  const left = (): string[] => session.left().map(means.recorder.text);
  let record: AttemptRecord;
  try {
    record = await work(session);
  } catch (error) {
    await close();
    means.onLeftBehind?.(controls.id, left());
    throw error;
  }
  await close();
  const leftBehind = left();
  return leftBehind.length === 0 ? record : { ...record, leftBehind };
}

/** The trace of a case before anything has happened, which for a withheld one is all of it. */
export function blankTrace(planned: PlannedCase, lane: string, { explain }: Pick<Means, 'explain'>): CaseTrace {
  const { id, scenario, row, title, area, severity, file, line, profile, variant, detects, expect, target, withheld } =
    planned;
  return {
    schema: 'assay.trace/3',
    ...{ id, scenario, row, title, area, severity, file, line, profile, variant },
    ...(planned.tags ? { tags: planned.tags } : {}),
    requirements: planned.requirements,
    proves: planned.proves,
    detects,
    expect,
    target,
    controlsPlanned: { before: planned.before !== null, after: planned.after !== null },
    plan: explain(planned),
    attempts: [],
    verifierChecks: [],
    withheld,
    fault: null,
    startedAt: new Date().toISOString(),
    durationMs: 0,
    lane,
  };
}
