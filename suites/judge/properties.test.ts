/** Laws that hold for every trace: some thousands are made up from a seed, and each law is tried on all of them. */
import { expect } from 'chai';
import { type AttemptRecord, type CaseTrace, type Outcome, VERDICTS, type Verdict } from '../evidence/record.ts';
import { judgeCase } from './judge.ts';
import { attempt, IDS, LEVELS, OUTCOME, type OutcomeName, stepRecord, trace, walk } from './testing-trace.ts';

/** A small generator with a fixed course (mulberry32), so that a failure can be run again. */
function dice(seed: number): <T>(among: readonly T[]) => T {
  let state = seed;
  return (among) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    const one = among[((t ^ (t >>> 14)) >>> 0) % among.length];
    if (one === undefined) throw new Error('nothing to choose from');
    return one;
  };
}

const NAMES = Object.keys(OUTCOME) as OutcomeName[];
const PATTERNS = [
  'ok',
  'oauth.invalid_request',
  'oauth.*',
  'http.400',
  'http.500',
  'tls.refused',
  'tls.closed',
  'unreachable',
  'sca.required',
  'timeout',
];

function made(seed: number): CaseTrace {
  const pick = dice(seed);
  const patterns = (): string[] => Array.from({ length: pick([0, 1, 1, 2]) }, () => pick(PATTERNS));
  const byStep = (): { [step: string]: string[] } =>
    Object.fromEntries(Array.from({ length: pick([0, 1, 1, 2]) }, () => [pick(IDS), patterns()]));
  const run = (role: AttemptRecord['role'], good: boolean): AttemptRecord => {
    const last = good ? pick(['token', 'resource']) : pick(IDS);
    const outcome: Outcome = good ? OUTCOME.ok : OUTCOME[pick(NAMES)];
    const steps = walk(IDS, outcome.ok ? 'resource' : last, outcome, {
      authorize: pick([{}, { 'jarm.alg': 'PS256' }, { 'jarm.alg': 'RS256' }]),
    });
    return attempt(role, steps, {
      broken: pick([null, null, null, null, null, null, 'a value was missing']),
      settledAfterMs: pick([null, null, 0, 900]),
    });
  };
  const attempts: AttemptRecord[] = [];
  if (pick([true, true, true, false])) attempts.push(run('control-before', pick([true, true, true, false])));
  if (pick([true, true, true, true, false])) attempts.push(run('case', pick([true, false, false])));
  if (pick([true, false])) attempts.push(run('repeat', pick([true, false])));
  if (pick([true, true, true, false])) attempts.push(run('control-after', pick([true, true, true, false])));
  return trace({
    id: `made.case-${seed}`,
    expect: {
      polarity: pick(['negative', 'negative', 'positive', 'record']),
      level: pick(LEVELS),
      outcome: byStep(),
      tolerates: byStep(),
      observe: pick([{}, {}, byStep()]),
      each: null,
      holds: pick([[], [], [{ of: 'authorize', fact: 'jarm.alg', in: ['PS256'] }]]),
    },
    target: pick(IDS),
    controlsPlanned: { before: pick([true, true, false]), after: pick([true, true, false]) },
    attempts,
    verifierChecks: pick([
      [],
      [],
      [],
      [{ id: 'c', at: 'x', do: 'y', noticed: true, detail: '' }],
      [{ id: 'c', at: 'x', do: 'y', noticed: false, detail: '' }],
    ]),
    withheld: pick([null, null, null, null, null, null, null, null, { verdict: 'skipped' as const, reason: 'x' }]),
    fault: pick([null, null, null, null, null, null, null, null, null, 'it broke']),
  });
}

const traces = Array.from({ length: 2500 }, (_, seed) => made(seed + 1));
const GOOD: Verdict[] = ['pass', 'warn', 'observed'];

const has = (given: CaseTrace, role: AttemptRecord['role']): AttemptRecord | undefined =>
  given.attempts.find((one) => one.role === role);
const sound = (one: AttemptRecord | undefined): boolean =>
  one !== undefined && one.broken === null && one.steps.every(({ outcome }) => outcome.ok);
/** The same trace with one control ruined. */
const ruined = (given: CaseTrace, role: 'control-before' | 'control-after'): CaseTrace => ({
  ...given,
  attempts: [...given.attempts.filter((one) => one.role !== role), attempt(role, [stepRecord('par', OUTCOME.crash)])],
});

function law(name: string, holds: (given: CaseTrace) => boolean): void {
  it(name, () => {
    const broken = traces.filter((given) => !holds(given)).map(({ id }) => id);
    expect(broken.slice(0, 3)).to.deep.equal([]);
  });
}

describe('laws of judging', () => {
  it('are tried on traces that come to every verdict that a trace can come to', () => {
    const reached = new Set(traces.map((given) => judgeCase(given).verdict));
    expect([...reached].sort()).to.deep.equal(['error', 'fail', 'inconclusive', 'observed', 'pass', 'skipped', 'warn']);
    const rows = new Set(traces.map((given) => judgeCase(given).row));
    expect(rows.size).to.be.above(18);
  });

  law('nothing passes without the controls that were planned for it', (given) => {
    const { verdict, violates } = judgeCase(given);
    if (!GOOD.includes(verdict) || violates !== null) return true;
    const { before, after } = given.controlsPlanned;
    return (!before || sound(has(given, 'control-before'))) && (!after || sound(has(given, 'control-after')));
  });

  law('the bank is never accused without a passing control before, where one was planned', (given) =>
    judgeCase(given).violates !== null ? !given.controlsPlanned.before || sound(has(given, 'control-before')) : true,
  );

  for (const role of ['control-before', 'control-after'] as const)
    law(`no verdict gets better when the ${role} turns bad`, (given) => {
      const planned = role === 'control-before' ? given.controlsPlanned.before : given.controlsPlanned.after;
      if (!planned) return true;
      const [was, is] = [judgeCase(given), judgeCase(ruined(given, role))];
      // A bad control takes weight from an accusation, but never turns anything into a pass or an accusation.
      if (!GOOD.includes(was.verdict))
        return !GOOD.includes(is.verdict) || (is.violates !== null && was.violates !== null);
      return (
        VERDICTS.indexOf(is.verdict) >= VERDICTS.indexOf(was.verdict) && (is.violates === null || was.violates !== null)
      );
    });

  law(
    'a bad control never makes an accusation',
    (given) =>
      !(['control-before', 'control-after'] as const).some(
        (role) => judgeCase(ruined(given, role)).violates !== null && judgeCase(given).violates === null,
      ),
  );

  law('a missed verifier check leaves neither a pass nor an accusation', (given) => {
    const verifierChecks = [{ id: 'c', at: 'x', do: 'y', noticed: false, detail: '' }];
    const { verdict, violates } = judgeCase({ ...given, verifierChecks });
    return violates === null && ['inconclusive', 'error', 'skipped'].includes(verdict);
  });

  law('a broken attempt leaves neither a pass nor an accusation', (given) => {
    const attempts = given.attempts.map((one) =>
      one.role === 'case' ? { ...one, broken: 'a value was missing' } : one,
    );
    const { verdict, violates } = judgeCase({ ...given, attempts });
    return violates === null && ['inconclusive', 'error', 'skipped'].includes(verdict);
  });

  law('only a duty can fail; a recommendation warns, and a permission is written down', (given) => {
    const { verdict } = judgeCase(given);
    return verdict !== 'fail' || given.expect.level === 'shall' || given.expect.level === 'shall-not';
  });

  law('a pass came to the step that was changed', (given) => {
    const { verdict } = judgeCase(given);
    return verdict !== 'pass' || (has(given, 'case')?.steps.some(({ id }) => id === given.target) ?? false);
  });

  law('a closed connection passes only when it was closed twice', (given) => {
    const { verdict } = judgeCase(given);
    const closed = has(given, 'case')?.steps.some(
      ({ outcome }) => outcome.codes.includes('tls.closed') || outcome.codes.includes('unreachable'),
    );
    return !closed || verdict !== 'pass' || has(given, 'repeat')?.steps.some(({ outcome }) => !outcome.ok) === true;
  });

  law('a late answer is never a plain pass', (given) => {
    const late = {
      ...given,
      attempts: given.attempts.map((one) => (one.role === 'case' ? { ...one, settledAfterMs: 1 } : one)),
    };
    return judgeCase(late).verdict !== 'pass';
  });

  law('an attack that was let through and is nowhere listed is never a pass', (given) => {
    const run = has(given, 'case');
    const last = run?.steps.at(-1);
    const through = run?.broken === null && last !== undefined && run.steps.every(({ outcome }) => outcome.ok);
    const { outcome, tolerates, observe, polarity } = given.expect;
    const listed = [outcome, tolerates, observe].some((one) =>
      (one[last?.id ?? ''] ?? []).some((pattern) => pattern === 'ok' || pattern.startsWith('sca.')),
    );
    return !through || listed || polarity === 'record' || judgeCase(given).verdict !== 'pass';
  });

  law('a verdict has a reason that ends in a full stop and holds no hole', (given) => {
    const { reason } = judgeCase(given);
    return /\.$|^x$/.test(reason) && !/undefined|null|\[object/.test(reason);
  });

  law(
    'the same trace always gets the same judgement',
    (given) => JSON.stringify(judgeCase(given)) === JSON.stringify(judgeCase(structuredClone(given))),
  );
});
