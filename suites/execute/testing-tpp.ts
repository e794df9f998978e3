/** A TPP for tests that answers from a script and writes down all it was asked. */
import type {
  ActionReport,
  Session,
  StepCall,
  StepReport,
  Tpp,
  TppWaits,
  VerifierReport,
} from '../../mock-tpp/index.ts';
import type { Expectation, Json, Outcome } from '../evidence/record.ts';
import { createRecorder } from '../evidence/recorder.ts';
import { NO_REDACTION } from '../evidence/redact.ts';
import type { PlannedAttempt, PlannedCase, PlannedStep } from '../plan/case.ts';
import type { Means } from './controls.ts';

export const OK: Outcome = { ok: true, codes: ['ok'], clear: true, detail: 'ok' };
export const refused = (...codes: string[]): Outcome => ({ ok: false, codes, clear: true, detail: 'refused' });

export interface Script {
  /** Outcome of a step; `nth` counts how often this step was sent in the whole test, from 1. */
  step?(call: StepCall, nth: number): Outcome | Promise<Outcome>;
  perform?(name: string, waits: Partial<TppWaits> | undefined): Partial<ActionReport> | Promise<Partial<ActionReport>>;
  outputs?(call: StepCall): { [name: string]: Json };
  facts?(call: StepCall): { [name: string]: Json };
  /** What our verifier says; null when nothing was captured. */
  verifier?(): VerifierReport | null;
  /** What each session leaves behind. */
  left?: string[];
}

export function scriptedTpp(script: Script = {}): { tpp: Tpp; log: string[]; calls: StepCall[] } {
  const log: string[] = [];
  const calls: StepCall[] = [];
  const counts = new Map<string, number>();

  function session(lane: string, waits: Partial<TppWaits> | undefined): Session {
    return {
      async run(call): Promise<StepReport> {
        const nth = (counts.get(call.id) ?? 0) + 1;
        counts.set(call.id, nth);
        calls.push(call);
        log.push(`${lane} ${call.id}${call.mutations.length > 0 ? '!' : ''}`);
        const outcome = (await script.step?.(call, nth)) ?? OK;
        const outputs = script.outputs?.(call) ?? { value: `${call.id}-${nth}` };
        return {
          outcome,
          outputs,
          facts: script.facts?.(call) ?? {},
          differences: {},
          changed: [],
          exchanges: [],
          screenshots: [],
        };
      },
      async perform(call): Promise<ActionReport> {
        log.push(`${lane} action ${call.do}`);
        return { ok: true, detail: '', outputs: {}, exchanges: [], ...(await script.perform?.(call.do, waits)) };
      },
      async checkVerifier(call) {
        log.push(`${lane} verifier ${call.do}`);
        return script.verifier === undefined ? { noticed: true, detail: 'refused' } : script.verifier();
      },
      checkHook: async () => ({ tried: 'check', ok: true, detail: '' }),
      value: (path) => (path === 'bank.issuer' ? 'https://bank.example' : undefined),
      async close() {
        log.push(`${lane} close`);
      },
      left: () => script.left ?? [],
    };
  }
  const tpp: Tpp = {
    controls: (id) => ({ id }),
    session: ({ lane, waits }) => session(lane, waits),
    forget: () => undefined,
    close: async () => undefined,
  };
  return { tpp, log, calls };
}

export function step(id: string, over: Partial<PlannedStep> = {}): PlannedStep {
  return { id, use: `use.${id}`, phase: 'flow', with: {}, mutations: [], actions: [], requests: 1, ...over };
}

export function attempt(key: string, steps: PlannedStep[], shared = true): PlannedAttempt {
  return { key, client: 'primary', identity: null, steps, shared };
}

const EXPECT: Expectation = {
  polarity: 'negative',
  level: 'shall',
  outcome: {},
  tolerates: {},
  observe: {},
  each: null,
  holds: [],
};

/** A negative case of two steps, the second one changed, between two equal controls of key `control`. */
export function negative(
  id: string,
  over: Omit<Partial<PlannedCase>, 'expect'> & { expect?: Partial<Expectation> } = {},
): PlannedCase {
  const control = attempt('control', [step('first'), step('second')]);
  const changed = step('second', { mutations: [{ at: '', do: 'change', with: {} }] });
  return {
    id,
    scenario: id,
    row: null,
    title: id,
    area: id.split('.')[0] ?? '',
    severity: 'high',
    requirements: [{ id: 'R-1', level: 'shall' }],
    proves: { second: ['token'] },
    file: `${id}.yaml`,
    line: 1,
    detects: [],
    variant: {},
    profile: 'p',
    withheld: null,
    attempt: attempt(`case-${id}`, [step('first'), changed], false),
    before: control,
    after: control,
    target: 'second',
    verifierChecks: [],
    settle: null,
    waitsMs: 0,
    stalls: false,
    exclusive: false,
    ...over,
    expect: { ...EXPECT, outcome: { second: ['oauth.invalid_request'] }, ...over.expect },
  };
}

/** A bank that refuses changed steps, as a good one does. */
export const strict = (call: StepCall): Outcome => (call.mutations.length > 0 ? refused('oauth.invalid_request') : OK);

export function means(tpp: Tpp, over: Partial<Means> = {}): Means {
  return {
    tpp,
    recorder: createRecorder(NO_REDACTION),
    opinions: {
      passed: (one) => one.broken === null && one.steps.every((each) => each.outcome.ok),
      needsRepeat: () => false,
      matches: (patterns, codes) => (patterns ?? []).some((pattern) => codes.includes(pattern)),
    },
    sleep: async () => undefined,
    now: () => 0,
    later: () => () => undefined,
    signal: new AbortController().signal,
    clientValue: (client, name) => (name === 'client_id' ? `tpp-${client}` : undefined),
    limitMs: () => 60_000,
    explain: ({ id, title }) => [`${id} as ${title}`],
    ...over,
  };
}
