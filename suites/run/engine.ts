/** Drives planned cases against one bank; `run`, `selftest` and the benchmark all go through here. */
import { setMaxListeners } from 'node:events';
import { type HookCheck, openTpp, type TppBank, vocabulary } from '../../mock-tpp/index.ts';
import { type CaseTrace, createRecorder, type Redaction, type Taint } from '../evidence/index.ts';
import { matches } from '../evidence/outcome-code.ts';
import { createSurroundings, type Means, runSchedule } from '../execute/index.ts';
import { needsAfter, needsRepeat, passed } from '../judge/index.ts';
import { explainLines, type PlannedCase, schedule } from '../plan/index.ts';
import { personAtTerminal } from './person.ts';

export interface EngineOptions {
  bank: TppBank;
  concurrency: number;
  browser: string | null;
  taint: Pick<Taint, 'add'>;
  redaction: Redaction;
  signal: AbortSignal;
  /** Shown the certificates in use, as PEM; the same more than once. */
  onCertificate?(pem: string): void;
  /** Hears what an attempt left at the bank that came to no end. */
  onLeftBehind?(caseId: string, sentences: string[]): void;
}

export interface Engine {
  /** True when everything planned was run, false when it was interrupted. */
  run(cases: PlannedCase[], sinks: Sinks): Promise<boolean>;
  /** Tries an operator hook without doing what it does. */
  checkHook(name: string): Promise<HookCheck>;
  close(): Promise<void>;
}

export interface Sinks {
  onCase(trace: CaseTrace): void;
  stopAfter?(trace: CaseTrace): string | null;
  /** Cases with equal controls stand together between one control before and one after, and a verdict that needs none is given none. */
  together?: boolean;
  /** With `together`: awaited when something was walked, the control of these cases or one of them, with nothing else under way. */
  walked?: (cases: readonly PlannedCase[]) => Promise<void>;
}

/** Cases that a lane should have where they stand together. */
const CHAIN = 10;
/** Time a case may always take, whatever its length. */
const FLOOR_MS = 60_000;
/** Slow requests that one step may be made of before it is taken for hanging. */
const REQUESTS_PER_STEP = 4;

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { bank } = options;
  // Every case under way listens for the end of the run.
  setMaxListeners(0, options.signal);
  const surroundings = createSurroundings({
    browser: options.browser,
    person: personAtTerminal(process.stdin, process.stderr),
    signal: options.signal,
    taint: (value, kind) => options.taint.add(value, kind),
    ...(options.onCertificate ? { certificate: options.onCertificate } : {}),
  });
  const tpp = await openTpp(bank, surroundings);
  const means: Means = {
    tpp,
    recorder: createRecorder(options.redaction),
    opinions: { passed, needsRepeat, matches },
    sleep: surroundings.sleep,
    now: surroundings.now,
    later: surroundings.later,
    signal: options.signal,
    clientValue(client, name) {
      const known = bank.clients[client];
      const values = known && { client_id: known.client_id, redirect_uri: known.redirect_uri };
      return values && Object.hasOwn(values, name) ? values[name as keyof typeof values] : undefined;
    },
    limitMs: (planned) => limitOf(planned, bank),
    explain: (planned) => explainLines(planned, vocabulary),
    ...(options.onLeftBehind ? { onLeftBehind: options.onLeftBehind } : {}),
    onFault(error) {
      if (process.env.ASSAY_DEBUG) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    },
  };

  /** Puts the bank's clock back; where it cannot be, ours stays with the bank's. */
  async function resetClock(): Promise<void> {
    if (surroundings.offset === 0) return;
    const session = tpp.session({ controls: tpp.controls('clock'), psu: 0, lane: 'alone' });
    try {
      const reset = await session.perform({ do: 'clock.reset', with: {} });
      if (reset.ok) surroundings.resetClock();
    } catch (error) {
      // Both clocks stay where they are, together; the next control tells whether that does harm.
      process.stderr.write(
        `The bank's clock was not put back: ${error instanceof Error ? error.message : 'no answer'}\n`,
      );
    } finally {
      await session.close();
    }
  }

  /** Few cases in many lanes would share no control. */
  const lanesFor = (cases: PlannedCase[], together: boolean): number =>
    together ? Math.min(options.concurrency, Math.ceil(cases.length / CHAIN)) : options.concurrency;

  return {
    run: (cases, { together = false, walked, ...sinks }) => {
      tpp.forget();
      return runSchedule({
        schedule: schedule(cases, {
          concurrency: walked ? 1 : lanesFor(cases, together),
          users: bank.psu.users.length,
        }),
        means,
        together: together ? { needsAfter, walked } : undefined,
        resetClock: bank.operator['clock.reset'] ? resetClock : null,
        ...sinks,
      });
    },
    async checkHook(name) {
      const session = tpp.session({ controls: tpp.controls('hooks'), psu: 0, lane: 'alone' });
      try {
        const checked = await session.checkHook(name);
        return { ...checked, detail: options.redaction.text(checked.detail) };
      } finally {
        await session.close();
      }
    },
    close: () => tpp.close(),
  };
}

function limitOf(planned: PlannedCase, { limits, psu }: TppBank): number {
  const attempts = [planned.before, planned.attempt, planned.attempt, planned.after];
  const steps = attempts.flatMap((attempt) => attempt?.steps ?? []);
  const waits = planned.attempt.steps.flatMap((step) => step.actions).length * limits.waitMs;
  const users = psu.agent.kind === 'http' ? 0 : steps.filter(({ use }) => use === 'oauth.authorize').length;
  return (
    FLOOR_MS +
    steps.length * REQUESTS_PER_STEP * limits.requestMs +
    users * psu.agent.timeoutMs +
    waits +
    (planned.settle?.maxMs ?? 0)
  );
}
