/** The verdict table, row by row, and proof that no row of it is idle. */
import { expect } from 'chai';
import type { AttemptRecord, CaseTrace, Exchange, Expectation } from '../evidence/record.ts';
import { holdFindings } from './holds.ts';
import { judgeCase } from './judge.ts';
import { outcomeChecks } from './outcome.ts';
import { runOf } from './reason.ts';
import { attempt, controlled, hold, IDS, OUTCOME, stepRecord, trace, walk } from './testing-trace.ts';
import { decide, GATES, OUTCOMES, type Situation } from './verdict.ts';
import { windowOf } from './window.ts';

const positive: Partial<Expectation> = {
  polarity: 'positive',
  outcome: { resource: ['ok'], token: ['oauth.invalid_request'] },
  tolerates: {},
};
const record: Partial<Expectation> = {
  polarity: 'record',
  outcome: {},
  tolerates: {},
  observe: { token: ['oauth.invalid_request', 'ok'] },
};
const each = {
  outcome: {},
  tolerates: {},
  each: {
    again: { outcome: ['http.401'], tolerates: ['http.403', 'ok'] },
    refresh: { outcome: ['oauth.invalid_grant'], tolerates: [] },
  },
};
const http = (status: number) => ({ ok: false, codes: [`http.${status}`], clear: true, detail: '' });
const grant = { ok: false, codes: ['oauth.invalid_grant', 'http.400'], clear: true, detail: '' };

/** A case with `each`: the flow is ok, then every named step for itself. */
function afterwards(
  again: typeof grant | null,
  refresh: typeof grant | null,
  more: Partial<CaseTrace> = {},
): CaseTrace {
  const then = [
    again && stepRecord('again', again, { phase: 'then' }),
    refresh && stepRecord('refresh', refresh, { phase: 'then' }),
  ];
  const steps = [...walk(IDS, 'resource', OUTCOME.ok), ...then.filter((step) => step !== null)];
  return {
    ...controlled({ expect: each }),
    target: 'again',
    attempts: [
      attempt('control-before', walk(IDS, 'resource', OUTCOME.ok)),
      attempt('case', steps),
      attempt('control-after', walk(IDS, 'resource', OUTCOME.ok)),
    ],
    ...more,
  };
}

/** The same, but that a control between two tries did not get through: the line is bad. */
const betweenFails = (given: CaseTrace): CaseTrace => ({
  ...given,
  attempts: given.attempts.map((one) =>
    one.role === 'control-between' ? attempt(one.role, walk(IDS, 'token', OUTCOME.closed)) : one,
  ),
});

const lastRepeatGone = (given: CaseTrace): CaseTrace => {
  const last = given.attempts.findLastIndex(({ role }) => role === 'repeat');
  return { ...given, attempts: given.attempts.filter((_, index) => index !== last) };
};

/** The same, but that the last try ended with a handshake behind it, as the others did not. */
const lastBehindHandshake = (given: CaseTrace): CaseTrace => {
  const last = given.attempts.findLastIndex(({ role }) => role === 'repeat');
  const exchange = { tls: { version: 'TLSv1.3' } } as unknown as Exchange;
  return {
    ...given,
    attempts: given.attempts.map((one, index) =>
      index === last ? { ...one, steps: one.steps.map((step) => ({ ...step, exchanges: [exchange] })) } : one,
    ),
  };
};

/** Something was done whose effect may be seen later; steps of these traces begin at the first moment of 2026. */
const revoked = (goodUntil: string | null): Partial<AttemptRecord> => ({
  actions: [
    {
      ...{ do: 'cert.revoke', at: 'before', step: 'token', with: {}, ok: true, detail: 'revoked', exchanges: [] },
      effect: { from: '2026-01-01T00:00:00.000Z', goodUntil },
    },
  ],
});

/** What it is about, the trace, verdict, and the row that has to decide. */
// biome-ignore format: one row, one line
const table: [string, CaseTrace, string, string][] = [
  ['our own fault', controlled({ at: 'token', outcome: 'listed', more: { fault: 'it broke' } }), 'error', 'fault'],
  ['a fault although it is withheld', trace({ fault: 'it broke', withheld: { verdict: 'skipped', reason: 'x' } }), 'error', 'fault'],
  ['not applicable', trace({ withheld: { verdict: 'not-applicable', reason: 'x' } }), 'not-applicable', 'withheld'],
  ['skipped', trace({ withheld: { verdict: 'skipped', reason: 'x' } }), 'skipped', 'withheld'],
  ['the control before fails', controlled({ before: 'listed', at: 'token', outcome: 'listed' }), 'inconclusive', 'control-before'],
  ['the control before fails and the attack is let through', controlled({ before: 'crash' }), 'inconclusive', 'control-before'],
  ['the control before is planned and missing', controlled({ before: 'missing', at: 'token', outcome: 'listed' }), 'inconclusive', 'control-before'],
  ['the control before fails and the case was not sent', trace({ attempts: [attempt('control-before', walk(IDS, 'token', OUTCOME.listed))] }), 'inconclusive', 'control-before'],
  ['a verifier check is missed', controlled({ at: 'token', outcome: 'listed', more: { verifierChecks: [{ id: 'c', at: 'x', do: 'y', noticed: false, detail: '' }] } }), 'inconclusive', 'verifier'],
  ['a verifier check is missed and the attack is let through', controlled({ more: { verifierChecks: [{ id: 'c', at: 'x', do: 'y', noticed: false, detail: '' }] } }), 'inconclusive', 'verifier'],
  ['a verifier check is not possible', controlled({ at: 'token', outcome: 'listed', more: { verifierChecks: [{ id: 'c', at: 'x', do: 'y', noticed: null, detail: '' }] } }), 'inconclusive', 'verifier-idle'],
  ['a verifier check is not possible and the attack is let through', controlled({ more: { verifierChecks: [{ id: 'c', at: 'x', do: 'y', noticed: null, detail: '' }] } }), 'fail', 'accepted'],
  ['all verifier checks are noticed', controlled({ at: 'token', outcome: 'listed', more: { verifierChecks: [{ id: 'c', at: 'x', do: 'y', noticed: true, detail: '' }] } }), 'pass', 'passed'],
  ['the case was not sent', trace({ attempts: [attempt('control-before', walk(IDS, 'token', OUTCOME.ok))] }), 'inconclusive', 'not-sent'],
  ['nothing was planned and nothing sent', trace({ controlsPlanned: { before: false, after: false } }), 'inconclusive', 'not-sent'],
  ['the case was begun and sent nothing', controlled({ run: { steps: [] } }), 'inconclusive', 'not-sent'],
  ['the attempt is broken', controlled({ at: 'token', outcome: 'listed', run: { broken: 'hook cert.revoke answered 500' } }), 'inconclusive', 'broken'],
  ['the attempt is broken and let through', controlled({ run: { broken: 'a value was missing' } }), 'inconclusive', 'broken'],
  ['the attempt is broken before its first step', controlled({ run: { broken: 'a value was missing', steps: [] } }), 'inconclusive', 'broken'],

  ['refused before the change', controlled({ at: 'par', outcome: 'listed', expect: { outcome: { par: ['oauth.invalid_request'] } } }), 'inconclusive', 'precondition'],
  ['a success refused before its target', controlled({ at: 'authorize', outcome: 'other', expect: positive }), 'inconclusive', 'precondition'],
  ['an observation that never got there', controlled({ at: 'par', outcome: 'crash', expect: record }), 'inconclusive', 'precondition'],
  ['a refusal before the change that is to be recorded', controlled({ at: 'par', outcome: 'other', expect: { observe: { par: ['oauth.*'] } } }), 'observed', 'observed'],
  ['another refusal before the change than is to be recorded', controlled({ at: 'par', outcome: 'crash', expect: { observe: { par: ['oauth.*'] } } }), 'inconclusive', 'precondition'],
  ['the attack is let through', controlled(), 'fail', 'accepted'],
  ['the attack is let through and the control after fails', controlled({ after: 'other' }), 'fail', 'accepted'],
  ['the attack is let through and there is no control after', controlled({ after: 'missing' }), 'fail', 'accepted'],
  ['the attack is let through against a should', controlled({ expect: { level: 'should' } }), 'warn', 'accepted'],
  ['the attack is let through against a may', controlled({ expect: { level: 'may' } }), 'observed', 'accepted'],
  ['the attack is let through against a shall-not', controlled({ expect: { level: 'shall-not' } }), 'fail', 'accepted'],
  ['a success of another kind', controlled({ at: 'resource', outcome: 'exempted', expect: { ...positive, outcome: { resource: ['sca.required'] } } }), 'fail', 'accepted'],
  ['a success of another kind in the middle', controlled({ expect: { ...positive, outcome: { authorize: ['sca.required'], resource: ['ok'] } } }), 'fail', 'accepted'],
  ['closed once, then let through', controlled({ at: 'token', outcome: 'closed', repeat: 'ok' }), 'fail', 'accepted-again'],
  ['closed twice, and one control between fails', betweenFails(controlled({ at: 'token', outcome: 'closed', repeat: 'closed' })), 'inconclusive', 'not-repeated'],
  ['closed twice, and never a third time', lastRepeatGone(controlled({ at: 'token', outcome: 'closed', repeat: 'closed' })), 'inconclusive', 'not-repeated'],
  ['closed twice in the handshake, and once behind it', lastBehindHandshake(controlled({ at: 'token', outcome: 'closed', repeat: 'closed' })), 'inconclusive', 'not-repeated'],
  ['closed once, then let through there but refused later', controlled({ at: 'token', outcome: 'closed', repeat: { at: 'resource', outcome: 'other' } }), 'inconclusive', 'not-repeated'],
  ['closed and never repeated', controlled({ at: 'token', outcome: 'closed' }), 'inconclusive', 'not-repeated'],
  ['closed, then refused in words', controlled({ at: 'token', outcome: 'closed', repeat: 'listed' }), 'inconclusive', 'not-repeated'],
  ['closed, then ended elsewhere', controlled({ at: 'token', outcome: 'closed', repeat: { at: 'par', outcome: 'closed' } }), 'inconclusive', 'not-repeated'],
  ['closed twice', controlled({ at: 'token', outcome: 'closed', repeat: 'closed' }), 'pass', 'passed'],
  ['unreachable and never repeated', controlled({ at: 'token', outcome: 'unreachable' }), 'inconclusive', 'not-repeated'],
  ['unreachable twice', controlled({ at: 'token', outcome: 'unreachable', repeat: 'unreachable' }), 'pass', 'passed'],
  ['closed twice where only a success is listed', controlled({ at: 'token', outcome: 'closed', repeat: 'closed', expect: { ...positive, outcome: { resource: ['ok'] } } }), 'inconclusive', 'unclear'],
  ['refused, and the control after fails', controlled({ at: 'token', outcome: 'listed', after: 'other' }), 'inconclusive', 'state-changed'],
  ['refused, and the control after is missing', controlled({ at: 'token', outcome: 'listed', after: 'missing' }), 'inconclusive', 'state-changed'],
  ['a success refused, and the control after fails', controlled({ at: 'token', outcome: 'other', after: 'other', expect: positive }), 'inconclusive', 'state-changed'],
  ['a success reached, and the control after fails', controlled({ after: 'crash', expect: positive }), 'inconclusive', 'state-changed'],
  ['a success refused in words', controlled({ at: 'token', outcome: 'other', expect: positive }), 'fail', 'refused'],
  ['a success refused later in words', controlled({ at: 'resource', outcome: 'listed', expect: positive }), 'fail', 'refused'],
  ['a recommended success refused', controlled({ at: 'token', outcome: 'other', expect: { ...positive, level: 'should' } }), 'warn', 'refused'],
  ['a plain flow refused', controlled({ before: 'none', after: 'none', at: 'token', outcome: 'other', expect: positive }), 'inconclusive', 'precondition'],
  ['refused, told to do without a control after', controlled({ after: 'none', at: 'token', outcome: 'listed' }), 'inconclusive', 'precondition'],
  ['a plain flow that crashed', controlled({ before: 'none', after: 'none', at: 'token', outcome: 'crash', expect: positive }), 'inconclusive', 'precondition'],
  ['a plain flow let through wrongly', controlled({ before: 'none', after: 'none', expect: { ...positive, outcome: { resource: ['sca.required'] } } }), 'fail', 'accepted'],
  ['what is to be observed', controlled({ before: 'none', after: 'none', at: 'token', outcome: 'listed', expect: record }), 'observed', 'observed'],
  ['an observed refusal of a negative case', controlled({ at: 'token', outcome: 'other', expect: { observe: { token: ['oauth.*'] } } }), 'observed', 'observed'],
  ['something else to observe', controlled({ before: 'none', after: 'none', at: 'token', outcome: 'other', expect: record }), 'observed', 'observed-other'],
  ['a crash where one only observes', controlled({ before: 'none', after: 'none', at: 'token', outcome: 'crash', expect: record }), 'inconclusive', 'unclear'],
  ['refused as listed', controlled({ at: 'token', outcome: 'listed' }), 'pass', 'passed'],
  ['refused as listed without controls', controlled({ before: 'none', after: 'none', at: 'token', outcome: 'listed' }), 'inconclusive', 'precondition'],
  ['a success as listed', controlled({ expect: positive }), 'pass', 'passed'],
  ['a refusal that is listed beside a success', controlled({ at: 'token', outcome: 'listed', expect: positive }), 'pass', 'passed'],
  ['a success of the domain in the middle', controlled({ expect: { ...positive, outcome: { par: ['ok'], resource: ['ok'] } } }), 'pass', 'passed'],
  ['refused as tolerated', controlled({ at: 'token', outcome: grant }), 'warn', 'tolerated'],
  ['a crash', controlled({ at: 'token', outcome: 'crash' }), 'inconclusive', 'unclear'],
  ['a timeout', controlled({ at: 'token', outcome: 'timeout' }), 'inconclusive', 'unclear'],
  ['a crash where a success is due', controlled({ at: 'token', outcome: 'crash', expect: positive }), 'inconclusive', 'unclear'],
  ['refused with another code', controlled({ at: 'token', outcome: 'other' }), 'inconclusive', 'unrecognised'],
  ['refused as listed for another step', controlled({ at: 'resource', outcome: 'listed' }), 'inconclusive', 'unrecognised'],
  ['refused late but as listed', controlled({ at: 'token', outcome: 'listed', run: { settledAfterMs: 4000 } }), 'warn', 'settled-late'],
  ['refused at once', controlled({ at: 'token', outcome: 'listed', run: { settledAfterMs: 0 } }), 'pass', 'passed'],
  ['never settled', controlled({ run: { settledAfterMs: 4000 } }), 'fail', 'accepted'],
  ['let through while an answer of before is good', controlled({ run: revoked('2026-01-01T01:00:00.000Z') }), 'observed', 'within-window'],
  ['let through past what an answer of before allows', controlled({ run: revoked('2025-12-31T23:59:59.000Z') }), 'fail', 'accepted'],
  ['let through, and nobody says until when that is lawful', controlled({ run: revoked(null) }), 'inconclusive', 'window-unknown'],
  ['refused late while an answer of before was good', controlled({ at: 'token', outcome: 'listed', run: { ...revoked('2026-01-01T01:00:00.000Z'), settledAfterMs: 4000 } }), 'pass', 'passed'],

  ['a fact is violated', controlled({ facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'fail', 'hold-violated'],
  ['a fact is violated in a recommended case', controlled({ facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, level: 'should', holds: [hold({ in: ['PS256'], level: 'shall' })] } }), 'warn', 'hold-violated'],
  ['a recommended fact is violated', controlled({ facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'], level: 'should' })] } }), 'warn', 'hold-violated'],
  ['a fact is violated although the control after fails', controlled({ after: 'other', facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'fail', 'hold-violated'],
  ['the answer to a plain request is an error, whose facts are its own', controlled({ at: 'authorize', outcome: 'other', facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'] })] }, before: 'none', after: 'none' }), 'inconclusive', 'precondition'],
  ['a fact is violated although the run ended early', controlled({ at: 'par', outcome: { ok: false, codes: ['malformed'], clear: false, detail: 'no JWT' }, facts: { par: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ of: 'par', in: ['PS256'] })] } }), 'fail', 'hold-violated'],
  ['a fact is violated although the run broke later', controlled({ at: 'token', outcome: 'crash', facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'fail', 'hold-violated'],
  ['a fact is violated and the control before fails', controlled({ before: 'other', facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'inconclusive', 'control-before'],
  ['a fact is as it has to be', controlled({ facts: { authorize: { 'jarm.alg': 'PS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'pass', 'passed'],
  ['a fact cannot be told', controlled({ expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'inconclusive', 'fact-missing'],
  ['a fact cannot be told of a refusal that passes', controlled({ at: 'token', outcome: 'listed', expect: { holds: [hold({ of: 'token', in: ['PS256'] })] } }), 'inconclusive', 'fact-missing'],
  ['a refusal beside a success need not bring the fact', controlled({ at: 'token', outcome: 'listed', expect: { ...positive, holds: [hold({ of: 'token', in: ['PS256'] })] } }), 'pass', 'passed'],
  ['a fact has to be there and is not', controlled({ expect: { ...positive, holds: [hold({ present: true })] } }), 'fail', 'hold-violated'],

  ['each is refused', afterwards(http(401), grant), 'pass', 'passed'],
  ['one of them is let through', afterwards(http(401), OUTCOME.ok), 'fail', 'accepted'],
  ['one of them is let through, which is tolerated', afterwards(OUTCOME.ok, grant), 'warn', 'tolerated'],
  ['one of them is refused otherwise', afterwards(http(418), grant), 'inconclusive', 'unrecognised'],
  ['one of them never ran', afterwards(http(401), null), 'inconclusive', 'precondition'],
  ['the flow before them failed', { ...controlled({ at: 'token', outcome: 'listed', expect: each }), target: 'again' }, 'inconclusive', 'precondition'],
];

describe('the verdict table', () => {
  for (const [name, given, verdict, row] of table)
    it(`${name}: ${verdict}`, () => {
      const judged = judgeCase(given);
      expect({ verdict: judged.verdict, row: judged.row }, judged.reason).to.deep.equal({ verdict, row });
    });

  it('tells a violation from a warning of another kind', () => {
    const violations = table.filter(([, given]) => judgeCase(given).violates !== null).map(([, , , row]) => row);
    expect([...new Set(violations)].sort()).to.deep.equal(['accepted', 'accepted-again', 'hold-violated', 'refused']);
  });
});

describe('no row of the verdict table is idle', () => {
  const situationOf = (given: CaseTrace): Situation => {
    const judged = judgeCase(given);
    const run = runOf(given);
    const state = (control: { planned: boolean; ok: boolean }) =>
      control.planned ? (control.ok ? 'passed' : 'failed') : 'unplanned';
    return {
      fault: given.fault !== null,
      withheld: given.withheld?.verdict ?? null,
      before: state(judged.controls.before),
      after: state(judged.controls.after),
      verifierMissed: given.verifierChecks.some((check) => check.noticed === false),
      verifierIdle: given.verifierChecks.some((check) => check.noticed === null),
      sent: run !== null,
      broken: run?.broken != null,
      polarity: given.expect.polarity,
      level: given.expect.level,
      settledLate: (run?.settledAfterMs ?? 0) > 0,
      window: windowOf(run, given.target),
    };
  };
  const without = (given: CaseTrace, row: string): { row: string | undefined; verdict: string | undefined } => {
    const run = runOf(given);
    const [first] = decide(
      situationOf(given),
      run
        ? outcomeChecks(
            given,
            run,
            given.attempts.filter(({ role }) => role === 'repeat'),
          )
        : [],
      run ? holdFindings(given, run) : [],
      GATES.filter((gate) => gate.row !== row),
      OUTCOMES.filter((outcome) => outcome.row !== row),
    );
    return { row: first?.row, verdict: first?.verdict };
  };

  for (const { row } of [...GATES, ...OUTCOMES].filter((one) => one.row !== 'unrecognised'))
    it(`${row} decides some case, and without it that case is judged otherwise`, () => {
      const own = table.filter(([, , , decisive]) => decisive === row);
      expect(own.length).to.be.above(0);
      expect(
        own.some(([, given, verdict]) => without(given, row).verdict !== verdict || without(given, row).row !== row),
      ).to.equal(true);
    });

  it('every gate and every violation changes the verdict itself, not only the reason', () => {
    const weighty = [
      'fault',
      'withheld',
      'control-before',
      'verifier',
      'not-sent',
      'broken',
      'precondition',
      'accepted',
      'accepted-again',
      'not-repeated',
      'state-changed',
      'refused',
      'observed',
      'observed-other',
      'passed',
      'tolerated',
    ];
    const idle = weighty.filter(
      (row) =>
        !table.some(([, given, verdict, decisive]) => decisive === row && without(given, row).verdict !== verdict),
    );
    expect(idle).to.deep.equal([]);
  });

  it('an empty table proves nothing', () => {
    const judged = decide(
      situationOf(controlled()),
      outcomeChecks(controlled(), attempt('case', walk(IDS, 'resource', OUTCOME.ok)), []),
      [],
      [],
      [],
    );
    expect(judged.map(({ verdict }) => verdict)).to.deep.equal(['inconclusive']);
  });
});
