/** The verdict table, row by row, and proof that no row of it is idle. */
import { expect } from 'chai';
import type { CaseTrace, Expectation } from '../evidence/record.ts';
import { outcomes } from './ending.ts';
import { holdFindings } from './holds.ts';
import { judgeCase } from './judge.ts';
import { runOf } from './reason.ts';
import { attempt, bracket, ENDING, hold, IDS, stepRecord, trace, walk } from './testing-trace.ts';
import { decide, ENDINGS, GATES, type Situation } from './verdict.ts';

const positive: Partial<Expectation> = {
  polarity: 'positive',
  ends: { resource: ['ok'], token: ['oauth.invalid_request'] },
  tolerates: {},
};
const record: Partial<Expectation> = {
  polarity: 'record',
  ends: {},
  tolerates: {},
  observe: { token: ['oauth.invalid_request', 'ok'] },
};
const each = {
  ends: {},
  tolerates: {},
  each: {
    again: { ends: ['http.401'], tolerates: ['http.403', 'ok'] },
    refresh: { ends: ['oauth.invalid_grant'], tolerates: [] },
  },
};
const http = (status: number) => ({ ok: false, atoms: [`http.${status}`], clear: true, detail: '' });
const grant = { ok: false, atoms: ['oauth.invalid_grant', 'http.400'], clear: true, detail: '' };

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
  const steps = [...walk(IDS, 'resource', ENDING.ok), ...then.filter((step) => step !== null)];
  return {
    ...bracket({ expect: each }),
    target: 'again',
    attempts: [
      attempt('control-before', walk(IDS, 'resource', ENDING.ok)),
      attempt('case', steps),
      attempt('control-after', walk(IDS, 'resource', ENDING.ok)),
    ],
    ...more,
  };
}

/** What it is about, the trace, verdict, and the row that has to decide. */
// biome-ignore format: one row, one line
const table: [string, CaseTrace, string, string][] = [
  ['our own fault', bracket({ at: 'token', ending: 'listed', more: { fault: 'it broke' } }), 'error', '1 fault'],
  ['a fault although it is withheld', trace({ fault: 'it broke', withheld: { verdict: 'skipped', reason: 'x' } }), 'error', '1 fault'],
  ['not applicable', trace({ withheld: { verdict: 'not-applicable', reason: 'x' } }), 'not-applicable', '2 withheld'],
  ['skipped', trace({ withheld: { verdict: 'skipped', reason: 'x' } }), 'skipped', '2 withheld'],
  ['the control before fails', bracket({ before: 'listed', at: 'token', ending: 'listed' }), 'inconclusive', '3 control-before'],
  ['the control before fails and the attack is let through', bracket({ before: 'crash' }), 'inconclusive', '3 control-before'],
  ['the control before is planned and missing', bracket({ before: 'missing', at: 'token', ending: 'listed' }), 'inconclusive', '3 control-before'],
  ['the control before fails and the case was not sent', trace({ attempts: [attempt('control-before', walk(IDS, 'token', ENDING.listed))] }), 'inconclusive', '3 control-before'],
  ['a canary is missed', bracket({ at: 'token', ending: 'listed', more: { canaries: [{ id: 'c', at: 'x', do: 'y', noticed: false, detail: '' }] } }), 'inconclusive', '4 canary'],
  ['a canary is missed and the attack is let through', bracket({ more: { canaries: [{ id: 'c', at: 'x', do: 'y', noticed: false, detail: '' }] } }), 'inconclusive', '4 canary'],
  ['all canaries are noticed', bracket({ at: 'token', ending: 'listed', more: { canaries: [{ id: 'c', at: 'x', do: 'y', noticed: true, detail: '' }] } }), 'pass', '15 passed'],
  ['the case was not sent', trace({ attempts: [attempt('control-before', walk(IDS, 'token', ENDING.ok))] }), 'inconclusive', '5 not-sent'],
  ['nothing was planned and nothing sent', trace({ controlsPlanned: { before: false, after: false } }), 'inconclusive', '5 not-sent'],
  ['the case was begun and sent nothing', bracket({ run: { steps: [] } }), 'inconclusive', '5 not-sent'],
  ['the attempt is broken', bracket({ at: 'token', ending: 'listed', run: { broken: 'hook cert.revoke answered 500' } }), 'inconclusive', '6 broken'],
  ['the attempt is broken and let through', bracket({ run: { broken: 'a value was missing' } }), 'inconclusive', '6 broken'],
  ['the attempt is broken before its first step', bracket({ run: { broken: 'a value was missing', steps: [] } }), 'inconclusive', '6 broken'],

  ['refused before the change', bracket({ at: 'par', ending: 'listed', expect: { ends: { par: ['oauth.invalid_request'] } } }), 'inconclusive', '7 precondition'],
  ['a success refused before its target', bracket({ at: 'authorize', ending: 'other', expect: positive }), 'inconclusive', '7 precondition'],
  ['an observation that never got there', bracket({ at: 'par', ending: 'crash', expect: record }), 'inconclusive', '7 precondition'],
  ['the attack is let through', bracket(), 'fail', '8 accepted'],
  ['the attack is let through and the control after fails', bracket({ after: 'other' }), 'fail', '8 accepted'],
  ['the attack is let through and there is no control after', bracket({ after: 'missing' }), 'fail', '8 accepted'],
  ['the attack is let through against a should', bracket({ expect: { level: 'should' } }), 'warn', '8 accepted'],
  ['the attack is let through against a may', bracket({ expect: { level: 'may' } }), 'observed', '8 accepted'],
  ['the attack is let through against a shall-not', bracket({ expect: { level: 'shall-not' } }), 'fail', '8 accepted'],
  ['a success of another kind', bracket({ at: 'resource', ending: 'exempted', expect: { ...positive, ends: { resource: ['sca.required'] } } }), 'fail', '8 accepted'],
  ['a success of another kind in the middle', bracket({ expect: { ...positive, ends: { authorize: ['sca.required'], resource: ['ok'] } } }), 'fail', '8 accepted'],
  ['closed once, then let through', bracket({ at: 'token', ending: 'closed', repeat: 'ok' }), 'fail', '9 accepted-again'],
  ['closed once, then let through there but refused later', bracket({ at: 'token', ending: 'closed', repeat: { at: 'resource', ending: 'other' } }), 'inconclusive', '10 not-repeated'],
  ['closed and never repeated', bracket({ at: 'token', ending: 'closed' }), 'inconclusive', '10 not-repeated'],
  ['closed, then refused in words', bracket({ at: 'token', ending: 'closed', repeat: 'listed' }), 'inconclusive', '10 not-repeated'],
  ['closed, then ended elsewhere', bracket({ at: 'token', ending: 'closed', repeat: { at: 'par', ending: 'closed' } }), 'inconclusive', '10 not-repeated'],
  ['closed twice', bracket({ at: 'token', ending: 'closed', repeat: 'closed' }), 'pass', '15 passed'],
  ['unreachable and never repeated', bracket({ at: 'token', ending: 'unreachable' }), 'inconclusive', '10 not-repeated'],
  ['unreachable twice', bracket({ at: 'token', ending: 'unreachable', repeat: 'unreachable' }), 'pass', '15 passed'],
  ['closed twice where only a success is listed', bracket({ at: 'token', ending: 'closed', repeat: 'closed', expect: { ...positive, ends: { resource: ['ok'] } } }), 'inconclusive', '17 unclear'],
  ['refused, and the control after fails', bracket({ at: 'token', ending: 'listed', after: 'other' }), 'inconclusive', '11 state-changed'],
  ['refused, and the control after is missing', bracket({ at: 'token', ending: 'listed', after: 'missing' }), 'inconclusive', '11 state-changed'],
  ['a success refused, and the control after fails', bracket({ at: 'token', ending: 'other', after: 'other', expect: positive }), 'inconclusive', '11 state-changed'],
  ['a success reached, and the control after fails', bracket({ after: 'crash', expect: positive }), 'inconclusive', '11 state-changed'],
  ['a success refused in words', bracket({ at: 'token', ending: 'other', expect: positive }), 'fail', '12 refused'],
  ['a success refused later in words', bracket({ at: 'resource', ending: 'listed', expect: positive }), 'fail', '12 refused'],
  ['a recommended success refused', bracket({ at: 'token', ending: 'other', expect: { ...positive, level: 'should' } }), 'warn', '12 refused'],
  ['a plain flow refused', bracket({ before: 'none', after: 'none', at: 'token', ending: 'other', expect: positive }), 'inconclusive', '7 precondition'],
  ['refused, told to do without a control after', bracket({ after: 'none', at: 'token', ending: 'listed' }), 'inconclusive', '7 precondition'],
  ['a plain flow that crashed', bracket({ before: 'none', after: 'none', at: 'token', ending: 'crash', expect: positive }), 'inconclusive', '7 precondition'],
  ['a plain flow let through wrongly', bracket({ before: 'none', after: 'none', expect: { ...positive, ends: { resource: ['sca.required'] } } }), 'fail', '8 accepted'],
  ['what is to be observed', bracket({ before: 'none', after: 'none', at: 'token', ending: 'listed', expect: record }), 'observed', '13 observed'],
  ['an observed refusal of a negative case', bracket({ at: 'token', ending: 'other', expect: { observe: { token: ['oauth.*'] } } }), 'observed', '13 observed'],
  ['something else to observe', bracket({ before: 'none', after: 'none', at: 'token', ending: 'other', expect: record }), 'observed', '14 observed-other'],
  ['a crash where one only observes', bracket({ before: 'none', after: 'none', at: 'token', ending: 'crash', expect: record }), 'inconclusive', '17 unclear'],
  ['refused as listed', bracket({ at: 'token', ending: 'listed' }), 'pass', '15 passed'],
  ['refused as listed without controls', bracket({ before: 'none', after: 'none', at: 'token', ending: 'listed' }), 'inconclusive', '7 precondition'],
  ['a success as listed', bracket({ expect: positive }), 'pass', '15 passed'],
  ['a refusal that is listed beside a success', bracket({ at: 'token', ending: 'listed', expect: positive }), 'pass', '15 passed'],
  ['a success of the domain in the middle', bracket({ expect: { ...positive, ends: { par: ['ok'], resource: ['ok'] } } }), 'pass', '15 passed'],
  ['refused as tolerated', bracket({ at: 'token', ending: grant }), 'warn', '16 tolerated'],
  ['a crash', bracket({ at: 'token', ending: 'crash' }), 'inconclusive', '17 unclear'],
  ['a timeout', bracket({ at: 'token', ending: 'timeout' }), 'inconclusive', '17 unclear'],
  ['a crash where a success is due', bracket({ at: 'token', ending: 'crash', expect: positive }), 'inconclusive', '17 unclear'],
  ['refused with another code', bracket({ at: 'token', ending: 'other' }), 'inconclusive', '18 unrecognised'],
  ['refused as listed for another step', bracket({ at: 'resource', ending: 'listed' }), 'inconclusive', '18 unrecognised'],
  ['refused late but as listed', bracket({ at: 'token', ending: 'listed', run: { settledAfterMs: 4000 } }), 'warn', '19 settled-late'],
  ['refused at once', bracket({ at: 'token', ending: 'listed', run: { settledAfterMs: 0 } }), 'pass', '15 passed'],
  ['never settled', bracket({ run: { settledAfterMs: 4000 } }), 'fail', '8 accepted'],

  ['a fact is violated', bracket({ facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'fail', '20 hold-violated'],
  ['a fact is violated in a recommended case', bracket({ facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, level: 'should', holds: [hold({ in: ['PS256'], level: 'shall' })] } }), 'warn', '20 hold-violated'],
  ['a recommended fact is violated', bracket({ facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'], level: 'should' })] } }), 'warn', '20 hold-violated'],
  ['a fact is violated although the control after fails', bracket({ after: 'other', facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'fail', '20 hold-violated'],
  ['a fact is violated although the run ended early', bracket({ at: 'authorize', ending: 'crash', facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'fail', '20 hold-violated'],
  ['a fact is violated and the control before fails', bracket({ before: 'other', facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'inconclusive', '3 control-before'],
  ['a fact is as it has to be', bracket({ facts: { authorize: { 'jarm.alg': 'PS256' } }, expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'pass', '15 passed'],
  ['a fact cannot be told', bracket({ expect: { ...positive, holds: [hold({ in: ['PS256'] })] } }), 'inconclusive', '21 fact-missing'],
  ['a fact cannot be told of a refusal that passes', bracket({ at: 'token', ending: 'listed', expect: { holds: [hold({ of: 'token', in: ['PS256'] })] } }), 'inconclusive', '21 fact-missing'],
  ['a refusal beside a success need not bring the fact', bracket({ at: 'token', ending: 'listed', expect: { ...positive, holds: [hold({ of: 'token', in: ['PS256'] })] } }), 'pass', '15 passed'],
  ['a fact has to be there and is not', bracket({ expect: { ...positive, holds: [hold({ present: true })] } }), 'fail', '20 hold-violated'],

  ['each is refused', afterwards(http(401), grant), 'pass', '15 passed'],
  ['one of them is let through', afterwards(http(401), ENDING.ok), 'fail', '8 accepted'],
  ['one of them is let through, which is tolerated', afterwards(ENDING.ok, grant), 'warn', '16 tolerated'],
  ['one of them is refused otherwise', afterwards(http(418), grant), 'inconclusive', '18 unrecognised'],
  ['one of them never ran', afterwards(http(401), null), 'inconclusive', '7 precondition'],
  ['the flow before them failed', { ...bracket({ at: 'token', ending: 'listed', expect: each }), target: 'again' }, 'inconclusive', '7 precondition'],
];

describe('the verdict table', () => {
  for (const [name, given, verdict, row] of table)
    it(`${name}: ${verdict}`, () => {
      const judged = judgeCase(given);
      expect({ verdict: judged.verdict, row: judged.row }, judged.reason).to.deep.equal({ verdict, row });
    });

  it('tells a violation from a warning of another kind', () => {
    const violations = table.filter(([, given]) => judgeCase(given).violation).map(([, , , row]) => row);
    expect([...new Set(violations)].sort()).to.deep.equal([
      '12 refused',
      '20 hold-violated',
      '8 accepted',
      '9 accepted-again',
    ]);
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
      canaryMissed: given.canaries.some((canary) => !canary.noticed),
      sent: run !== null,
      broken: run?.broken != null,
      polarity: given.expect.polarity,
      level: given.expect.level,
      settledLate: (run?.settledAfterMs ?? 0) > 0,
    };
  };
  const without = (given: CaseTrace, row: string): { row: string | undefined; verdict: string | undefined } => {
    const run = runOf(given);
    const [first] = decide(
      situationOf(given),
      run ? outcomes(given, run, given.attempts.find(({ role }) => role === 'repeat') ?? null) : [],
      run ? holdFindings(given, run) : [],
      GATES.filter((gate) => gate.row !== row),
      ENDINGS.filter((ending) => ending.row !== row),
    );
    return { row: first?.row, verdict: first?.verdict };
  };

  for (const { row } of [...GATES, ...ENDINGS].filter((one) => one.row !== '18 unrecognised'))
    it(`${row} decides some case, and without it that case is judged otherwise`, () => {
      const own = table.filter(([, , , decisive]) => decisive === row);
      expect(own.length).to.be.above(0);
      expect(
        own.some(([, given, verdict]) => without(given, row).verdict !== verdict || without(given, row).row !== row),
      ).to.equal(true);
    });

  it('every gate and every violation changes the verdict itself, not only the reason', () => {
    const weighty = [
      '1 fault',
      '2 withheld',
      '3 control-before',
      '4 canary',
      '5 not-sent',
      '6 broken',
      '7 precondition',
      '8 accepted',
      '9 accepted-again',
      '10 not-repeated',
      '11 state-changed',
      '12 refused',
      '13 observed',
      '14 observed-other',
      '15 passed',
      '16 tolerated',
    ];
    const idle = weighty.filter(
      (row) =>
        !table.some(([, given, verdict, decisive]) => decisive === row && without(given, row).verdict !== verdict),
    );
    expect(idle).to.deep.equal([]);
  });

  it('an empty table proves nothing', () => {
    const judged = decide(
      situationOf(bracket()),
      outcomes(bracket(), attempt('case', walk(IDS, 'resource', ENDING.ok)), null),
      [],
      [],
      [],
    );
    expect(judged.map(({ verdict }) => verdict)).to.deep.equal(['inconclusive']);
  });
});
