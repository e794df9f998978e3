/** Small traces for tests of judging; every test says only what differs. */
import type {
  AttemptRecord,
  AttemptRole,
  CaseTrace,
  Ending,
  Expectation,
  Hold,
  Json,
  Level,
  StepRecord,
} from '../evidence/record.ts';

const AT = '2026-01-01T00:00:00.000Z';

/** Endings as the mock TPP reports them. */
export const ENDING = {
  ok: { ok: true, atoms: ['ok'], clear: true, detail: '' },
  exempted: { ok: true, atoms: ['ok', 'sca.exempted'], clear: true, detail: '' },
  required: { ok: true, atoms: ['ok', 'sca.required'], clear: true, detail: '' },
  listed: { ok: false, atoms: ['oauth.invalid_request', 'http.400'], clear: true, detail: 'invalid_request' },
  other: { ok: false, atoms: ['oauth.server_says_no', 'http.400'], clear: true, detail: 'server_says_no' },
  crash: { ok: false, atoms: ['http.500'], clear: false, detail: '500' },
  closed: { ok: false, atoms: ['tls.closed', 'tls.refused'], clear: false, detail: 'closed' },
  unreachable: { ok: false, atoms: ['unreachable'], clear: false, detail: 'refused' },
  timeout: { ok: false, atoms: ['timeout'], clear: false, detail: 'no answer in 10 s' },
} satisfies { [name: string]: Ending };
export type EndingName = keyof typeof ENDING;

export function stepRecord(id: string, ending: Ending, more: Partial<StepRecord> = {}): StepRecord {
  return {
    id,
    use: `test.${id}`,
    phase: 'flow',
    startedAt: AT,
    durationMs: 1,
    ending,
    changed: [],
    inputs: {},
    outputs: {},
    facts: {},
    exchanges: [],
    ...more,
  };
}

export function attempt(role: AttemptRole, steps: StepRecord[], more: Partial<AttemptRecord> = {}): AttemptRecord {
  const ended = steps.find((step) => !step.ending.ok) ?? steps.at(-1);
  return {
    role,
    key: 'key',
    lane: '1',
    startedAt: AT,
    durationMs: 1,
    steps,
    acts: [],
    endedAt: ended?.id ?? '',
    broken: null,
    settledAfterMs: null,
    ...more,
  };
}

/** The steps of a run that ends at `last`, as `ending` says: what comes before is ok. */
export function walk(
  ids: string[],
  last: string,
  ending: Ending,
  facts: { [step: string]: { [fact: string]: Json } } = {},
): StepRecord[] {
  return ids
    .slice(0, ids.indexOf(last) + 1)
    .map((id) => stepRecord(id, id === last ? ending : ENDING.ok, { facts: facts[id] ?? {} }));
}

export function expectation(given: Partial<Expectation> = {}): Expectation {
  return {
    polarity: 'negative',
    level: 'shall',
    ends: { token: ['oauth.invalid_request', 'tls.closed', 'unreachable'] },
    tolerates: { token: ['oauth.invalid_grant'] },
    observe: {},
    each: null,
    holds: [],
    ...given,
  };
}

export function trace(given: Partial<CaseTrace> = {}): CaseTrace {
  return {
    schema: 'assay.trace/1',
    id: 'token.test[row]',
    scenario: 'token.test',
    row: 'row',
    title: 'A test is refused',
    area: 'token',
    severity: 'high',
    file: 'scenarios/token/test.yaml',
    line: 1,
    profile: 'base',
    requirements: [{ id: 'REQ-1', level: given.expect?.level ?? 'shall' }],
    detects: ['token-defect'],
    expect: expectation(),
    target: 'token',
    controlsPlanned: { before: true, after: true },
    plan: [],
    attempts: [],
    canaries: [],
    withheld: null,
    fault: null,
    startedAt: AT,
    durationMs: 1,
    lane: '1',
    ...given,
  };
}

export const IDS = ['par', 'authorize', 'token', 'resource'];

export interface Bracket {
  before?: EndingName | 'none' | 'missing';
  after?: EndingName | 'none' | 'missing';
  /** Where the case ends; `resource` and ok when left out. */
  at?: string;
  ending?: EndingName | Ending;
  repeat?: EndingName | { at: string; ending: EndingName };
  facts?: { [step: string]: { [fact: string]: Json } };
  expect?: Partial<Expectation>;
  more?: Partial<CaseTrace>;
  run?: Partial<AttemptRecord>;
}

/** A whole bracket: both controls walk to the token, the case ends where it is told. */
export function bracket(given: Bracket = {}): CaseTrace {
  const at = given.at ?? 'resource';
  const ending = typeof given.ending === 'object' ? given.ending : ENDING[given.ending ?? 'ok'];
  const control = (role: 'control-before' | 'control-after', how: Bracket['before']): AttemptRecord[] =>
    how === 'none' || how === 'missing' ? [] : [attempt(role, walk(IDS, 'token', ENDING[how ?? 'ok']))];
  const repeat =
    given.repeat === undefined
      ? []
      : typeof given.repeat === 'string'
        ? [attempt('repeat', walk(IDS, given.repeat === 'ok' ? 'resource' : at, ENDING[given.repeat]))]
        : [attempt('repeat', walk(IDS, given.repeat.at, ENDING[given.repeat.ending]))];
  return trace({
    expect: expectation(given.expect),
    controlsPlanned: { before: given.before !== 'none', after: given.after !== 'none' },
    attempts: [
      ...control('control-before', given.before),
      attempt('case', walk(IDS, at, ending, given.facts), given.run),
      ...repeat,
      ...control('control-after', given.after),
    ],
    ...given.more,
  });
}

export const LEVELS: Level[] = ['shall', 'shall-not', 'should', 'may'];

export function hold(given: Partial<Hold>): Hold {
  return { of: 'authorize', fact: 'jarm.alg', ...given };
}
