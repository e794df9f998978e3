/** Small traces for tests of judging; every test says only what differs. */
import type {
  AttemptRecord,
  AttemptRole,
  CaseTrace,
  Expectation,
  Hold,
  Json,
  Level,
  Outcome,
  StepRecord,
} from '../evidence/record.ts';

const AT = '2026-01-01T00:00:00.000Z';

/** Outcomes as the mock TPP reports them. */
export const OUTCOME = {
  ok: { ok: true, codes: ['ok'], clear: true, detail: '' },
  exempted: { ok: true, codes: ['ok', 'sca.exempted'], clear: true, detail: '' },
  required: { ok: true, codes: ['ok', 'sca.required'], clear: true, detail: '' },
  listed: { ok: false, codes: ['oauth.invalid_request', 'http.400'], clear: true, detail: 'invalid_request' },
  other: { ok: false, codes: ['oauth.server_says_no', 'http.400'], clear: true, detail: 'server_says_no' },
  crash: { ok: false, codes: ['http.500'], clear: false, detail: '500' },
  closed: { ok: false, codes: ['tls.closed', 'tls.refused'], clear: false, detail: 'closed' },
  unreachable: { ok: false, codes: ['unreachable'], clear: false, detail: 'refused' },
  timeout: { ok: false, codes: ['timeout'], clear: false, detail: 'no answer in 10 s' },
} satisfies { [name: string]: Outcome };
export type OutcomeName = keyof typeof OUTCOME;

export function stepRecord(id: string, outcome: Outcome, more: Partial<StepRecord> = {}): StepRecord {
  return {
    id,
    use: `test.${id}`,
    phase: 'flow',
    startedAt: AT,
    durationMs: 1,
    outcome,
    changed: [],
    inputs: {},
    outputs: {},
    facts: {},
    exchanges: [],
    ...more,
  };
}

export function attempt(role: AttemptRole, steps: StepRecord[], more: Partial<AttemptRecord> = {}): AttemptRecord {
  const ended = steps.find((step) => !step.outcome.ok) ?? steps.at(-1);
  return {
    role,
    key: 'key',
    lane: '1',
    startedAt: AT,
    durationMs: 1,
    steps,
    actions: [],
    endedAt: ended?.id ?? '',
    broken: null,
    settledAfterMs: null,
    ...more,
  };
}

/** The steps of a run that ends at `last`, as `outcome` says: what comes before is ok. */
export function walk(
  ids: string[],
  last: string,
  outcome: Outcome,
  facts: { [step: string]: { [fact: string]: Json } } = {},
): StepRecord[] {
  return ids
    .slice(0, ids.indexOf(last) + 1)
    .map((id) => stepRecord(id, id === last ? outcome : OUTCOME.ok, { facts: facts[id] ?? {} }));
}

export function expectation(given: Partial<Expectation> = {}): Expectation {
  return {
    polarity: 'negative',
    level: 'shall',
    outcome: { token: ['oauth.invalid_request', 'tls.closed', 'unreachable'] },
    tolerates: { token: ['oauth.invalid_grant'] },
    observe: {},
    each: null,
    holds: [],
    ...given,
  };
}

export function trace(given: Partial<CaseTrace> = {}): CaseTrace {
  return {
    schema: 'assay.trace/3',
    id: 'token.test[row]',
    scenario: 'token.test',
    row: 'row',
    title: 'A test is refused',
    area: 'token',
    severity: 'high',
    file: 'scenarios/token/test.yaml',
    line: 1,
    profile: 'base',
    variant: { 'request-delivery': 'pushed' },
    requirements: [{ id: 'REQ-1', level: given.expect?.level ?? 'shall' }],
    proves: { token: ['token'] },
    detects: ['token-defect'],
    expect: expectation(),
    target: 'token',
    controlsPlanned: { before: true, after: true },
    plan: [],
    attempts: [],
    verifierChecks: [],
    withheld: null,
    fault: null,
    startedAt: AT,
    durationMs: 1,
    lane: '1',
    ...given,
  };
}

export const IDS = ['par', 'authorize', 'token', 'resource'];

export interface Controlled {
  before?: OutcomeName | 'none' | 'missing';
  after?: OutcomeName | 'none' | 'missing';
  /** Where the case ends; `resource` and ok when left out. */
  at?: string;
  outcome?: OutcomeName | Outcome;
  repeat?: OutcomeName | { at: string; outcome: OutcomeName };
  facts?: { [step: string]: { [fact: string]: Json } };
  expect?: Partial<Expectation>;
  more?: Partial<CaseTrace>;
  run?: Partial<AttemptRecord>;
}

/** A controlled case: both controls walk to the token, the case ends where the caller says. */
export function controlled(given: Controlled = {}): CaseTrace {
  const at = given.at ?? 'resource';
  const outcome = typeof given.outcome === 'object' ? given.outcome : OUTCOME[given.outcome ?? 'ok'];
  const control = (role: 'control-before' | 'control-after', how: Controlled['before']): AttemptRecord[] =>
    how === 'none' || how === 'missing' ? [] : [attempt(role, walk(IDS, 'token', OUTCOME[how ?? 'ok']))];
  const repeat =
    given.repeat === undefined
      ? []
      : typeof given.repeat === 'string'
        ? [attempt('repeat', walk(IDS, given.repeat === 'ok' ? 'resource' : at, OUTCOME[given.repeat]))]
        : [attempt('repeat', walk(IDS, given.repeat.at, OUTCOME[given.repeat.outcome]))];
  return trace({
    expect: expectation(given.expect),
    controlsPlanned: { before: given.before !== 'none', after: given.after !== 'none' },
    attempts: [
      ...control('control-before', given.before),
      attempt('case', walk(IDS, at, outcome, given.facts), given.run),
      ...repeat.flatMap((one) => [attempt('control-between', walk(IDS, 'token', OUTCOME.ok)), one]),
      ...repeat.flatMap((one) => [attempt('control-between', walk(IDS, 'token', OUTCOME.ok)), one]),
      ...control('control-after', given.after),
    ],
    ...given.more,
  });
}

export const LEVELS: Level[] = ['shall', 'shall-not', 'should', 'may'];

export function hold(given: Partial<Hold>): Hold {
  return { of: 'authorize', fact: 'jarm.alg', ...given };
}
