/** A TPP for tests that answers from a script and writes down all it was asked. */
import type { ActOutcome, Session, StepCall, StepOutcome, Tpp } from '../../mock-tpp/index.ts';
import type { Ending, Expectation, Json } from '../evidence/record.ts';
import { createRecorder } from '../evidence/recorder.ts';
import { NO_REDACTION } from '../evidence/redact.ts';
import type { PlannedAttempt, PlannedCase, PlannedStep } from '../plan/case.ts';
import type { Means } from './bracket.ts';

export const OK: Ending = { ok: true, atoms: ['ok'], clear: true, detail: 'ok' };
export const refused = (...atoms: string[]): Ending => ({ ok: false, atoms, clear: true, detail: 'refused' });

export interface Script {
  /** Ending of a step; `nth` counts how often this step was sent in the whole test, from 1. */
  step?(call: StepCall, nth: number): Ending | Promise<Ending>;
  act?(name: string): Partial<ActOutcome> | Promise<Partial<ActOutcome>>;
  outputs?(call: StepCall): { [name: string]: Json };
  facts?(call: StepCall): { [name: string]: Json };
}

export function scriptedTpp(script: Script = {}): { tpp: Tpp; log: string[]; calls: StepCall[] } {
  const log: string[] = [];
  const calls: StepCall[] = [];
  const counts = new Map<string, number>();

  function session(lane: string): Session {
    return {
      async run(call): Promise<StepOutcome> {
        const nth = (counts.get(call.id) ?? 0) + 1;
        counts.set(call.id, nth);
        calls.push(call);
        log.push(`${lane} ${call.id}${call.mutations.length > 0 ? '!' : ''}`);
        const ending = (await script.step?.(call, nth)) ?? OK;
        const outputs = script.outputs?.(call) ?? { value: `${call.id}-${nth}` };
        return { ending, outputs, facts: script.facts?.(call) ?? {}, changed: [], exchanges: [], screenshots: [] };
      },
      async act(call): Promise<ActOutcome> {
        log.push(`${lane} act ${call.do}`);
        return { ok: true, detail: '', outputs: {}, exchanges: [], ...(await script.act?.(call.do)) };
      },
      async canary(call) {
        log.push(`${lane} canary ${call.do}`);
        return { noticed: true, detail: 'refused' };
      },
      value: (path) => (path === 'bank.issuer' ? 'https://bank.example' : undefined),
      async close() {
        log.push(`${lane} close`);
      },
    };
  }
  const tpp: Tpp = { bracket: (id) => ({ id }), session: ({ lane }) => session(lane), close: async () => undefined };
  return { tpp, log, calls };
}

export function step(id: string, over: Partial<PlannedStep> = {}): PlannedStep {
  return { id, use: `use.${id}`, phase: 'flow', with: {}, mutations: [], acts: [], ...over };
}

export function attempt(key: string, steps: PlannedStep[], shared = true): PlannedAttempt {
  return { key, client: 'primary', identity: null, steps, shared };
}

const EXPECT: Expectation = {
  polarity: 'negative',
  level: 'shall',
  ends: {},
  tolerates: {},
  observe: {},
  each: null,
  holds: [],
};

/** A negative case of two steps, the second one changed, between two equal controls of key `post`. */
export function negative(
  id: string,
  over: Omit<Partial<PlannedCase>, 'expect'> & { expect?: Partial<Expectation> } = {},
): PlannedCase {
  const control = attempt('post', [step('first'), step('second')]);
  const changed = step('second', { mutations: [{ at: '', do: 'change', with: {} }] });
  return {
    id,
    scenario: id,
    row: null,
    title: id,
    area: id.split('.')[0] ?? '',
    severity: 'high',
    requirements: [{ id: 'R-1', level: 'shall' }],
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
    canaries: [],
    settle: null,
    exclusive: false,
    lines: [],
    ...over,
    expect: { ...EXPECT, ends: { second: ['oauth.invalid_request'] }, ...over.expect },
  };
}

/** A bank that refuses changed steps, as a good one does. */
export const strict = (call: StepCall): Ending => (call.mutations.length > 0 ? refused('oauth.invalid_request') : OK);

export function means(tpp: Tpp, over: Partial<Means> = {}): Means {
  return {
    tpp,
    recorder: createRecorder(NO_REDACTION),
    opinions: {
      passed: (one) => one.broken === null && one.steps.every((each) => each.ending.ok),
      needsRepeat: () => false,
      matches: (patterns, atoms) => (patterns ?? []).some((pattern) => atoms.includes(pattern)),
    },
    sleep: async () => undefined,
    signal: new AbortController().signal,
    clientValue: (client, name) => (name === 'client_id' ? `tpp-${client}` : undefined),
    limitMs: () => 60_000,
    ...over,
  };
}
