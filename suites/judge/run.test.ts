/** What follows from the verdicts of a whole run: requirements, known deviations, totals, the exit code. */
import { expect } from 'chai';
import type { CaseTrace, Level, Verdict } from '../evidence/record.ts';
import type { KnownDeviation } from '../load/target.ts';
import { requirement } from '../plan/testing-library.ts';
import { exitCode } from './exit-code.ts';
import { judgeCase, judgeRun, type RunContext } from './judge.ts';
import { type RequirementInput, requirementInputs } from './requirement-status.ts';
import { type Controlled, controlled, hold, trace } from './testing-trace.ts';

const context: RunContext = {
  requirements: [],
  deviations: [],
  today: '2026-06-15',
  tracePath: ({ id }) => `traces/${id}.json`,
  reproduce: ({ id }) => `assay run --only '${id}'`,
};

/** Controlled cases that come to each verdict. */
const MADE: { [verdict: string]: Controlled | Partial<CaseTrace> } = {
  pass: { at: 'token', outcome: 'listed' },
  fail: {},
  inconclusive: { at: 'token', outcome: 'crash' },
  warn: { at: 'token', outcome: 'listed', run: { settledAfterMs: 5 } },
  observed: { at: 'token', outcome: 'listed', expect: { polarity: 'record', outcome: {}, tolerates: {} } },
};

function made(id: string, verdict: Verdict, cites: [string, Level?][] = [['REQ-1']]): CaseTrace {
  const requirements = cites.map(([one, level]) => ({ id: one, level: level ?? ('shall' as const) }));
  const more = { id, scenario: id.split('[')[0] ?? id, requirements };
  if (verdict === 'error') return controlled({ more: { ...more, fault: 'it broke' } });
  if (verdict === 'skipped' || verdict === 'not-applicable')
    return trace({ ...more, withheld: { verdict, reason: 'x' } });
  const given = controlled({ ...MADE[verdict], more });
  expect(judgeCase(given).verdict).to.equal(verdict);
  return given;
}

const row = (id: string, given: Partial<RequirementInput> = {}): RequirementInput => ({
  id,
  spec: 'The tests',
  clause: '1',
  level: 'shall',
  text: 'x',
  source: 'verified',
  places: [],
  testable: 'blackbox',
  url: null,
  ...given,
});

describe('requirements of a run', () => {
  const table: [string, Verdict[], string][] = [
    ['nobody tested it', [], 'unproven'],
    ['a case passed', ['pass'], 'proven'],
    ['a case passed with a warning', ['warn'], 'proven'],
    ['a case failed', ['fail'], 'violated'],
    ['one passed and one failed', ['pass', 'fail'], 'violated'],
    ['one passed and one stayed in doubt', ['pass', 'inconclusive'], 'unproven'],
    ['one passed and one broke here', ['pass', 'error'], 'unproven'],
    ['one passed and one was skipped', ['pass', 'skipped'], 'proven'],
    ['one passed and one does not apply', ['pass', 'not-applicable'], 'proven'],
    ['all were skipped', ['skipped'], 'unproven'],
    ['it was only observed', ['observed'], 'unproven'],
    ['none applies', ['not-applicable', 'not-applicable'], 'not-applicable'],
    ['one does not apply and one was skipped', ['not-applicable', 'skipped'], 'unproven'],
  ];
  for (const [name, verdicts, status] of table)
    it(`${name}: ${status}`, () => {
      const traces = verdicts.map((verdict, index) => made(`a.case-${index}`, verdict));
      const { requirements } = judgeRun(traces, { ...context, requirements: [row('REQ-1'), row('REQ-2')] });
      expect(requirements.map((one) => [one.id, one.status])).to.deep.equal([
        ['REQ-1', status],
        ['REQ-2', 'unproven'],
      ]);
      expect(requirements[0]?.cases).to.deep.equal(traces.map(({ id }) => id));
    });

  const AT_FOUR = ['par', 'token', 'refresh', 'introspection'].map((place) => ({ place }));
  /** The status as a whole and at each place, of cases that ended so at those places. */
  const placed = (seen: [place: string, verdict: Verdict][], input: Partial<RequirementInput> = {}) => {
    const traces = seen.map(([place, verdict], index) => ({ ...made(`a.case-${index}`, verdict), proves: [place] }));
    const { requirements } = judgeRun(traces, {
      ...context,
      requirements: [row('REQ-1', { places: AT_FOUR, ...input })],
    });
    return [requirements[0]?.status, ...(requirements[0]?.places ?? []).map(({ status }) => status)];
  };

  const places: [string, [string, Verdict][], string[]][] = [
    [
      'is partly proven at some of its places',
      [
        ['par', 'pass'],
        ['token', 'pass'],
      ],
      ['partly-proven', 'proven', 'proven', 'not-tried', 'not-tried'],
    ],
    [
      'is proven at all of them',
      [
        ['par', 'pass'],
        ['token', 'warn'],
        ['refresh', 'pass'],
        ['introspection', 'pass'],
      ],
      ['proven', 'proven', 'proven', 'proven', 'proven'],
    ],
    [
      'is violated by one',
      [
        ['par', 'pass'],
        ['token', 'fail'],
      ],
      ['violated', 'proven', 'violated', 'not-tried', 'not-tried'],
    ],
    [
      'is in doubt where a case was',
      [
        ['par', 'pass'],
        ['par', 'inconclusive'],
        ['token', 'pass'],
      ],
      ['partly-proven', 'in-doubt', 'proven', 'not-tried', 'not-tried'],
    ],
    ['is not proven elsewhere', [['jarm', 'pass']], ['unproven', 'not-tried', 'not-tried', 'not-tried', 'not-tried']],
    ['is violated elsewhere', [['jarm', 'fail']], ['violated', 'not-tried', 'not-tried', 'not-tried', 'not-tried']],
    [
      'is not tried where a case was skipped',
      [
        ['par', 'pass'],
        ['token', 'skipped'],
      ],
      ['partly-proven', 'proven', 'not-tried', 'not-tried', 'not-tried'],
    ],
  ];
  for (const [name, seen, wanted] of places)
    it(name, () => {
      expect(placed(seen)).to.deep.equal(wanted);
    });

  it('tell a place that no case visits from one where none could show anything, also when judged again', () => {
    const known: RequirementInput['places'] = [{ place: 'par' }, { place: 'token', status: 'no-case' }];
    expect(placed([['par', 'pass']], { places: known })).to.deep.equal(['partly-proven', 'proven', 'no-case']);
    expect(placed([['token', 'pass']], { places: known })).to.deep.equal(['partly-proven', 'not-tried', 'proven']);
  });

  it('call a duty neither violated nor proven by a recommendation that the same case looks at', () => {
    const facts = { authorize: { 'jarm.alg': 'RS256' } };
    const holds = [hold({ in: ['PS256'], level: 'should' as const })];
    const looking = controlled({
      facts,
      expect: { polarity: 'positive', outcome: { resource: ['ok'] }, tolerates: {}, holds },
    });
    const judged = (...more: CaseTrace[]) =>
      judgeRun([looking, ...more], { ...context, requirements: [row('REQ-1')] }).requirements[0]?.status;
    expect(judgeRun([looking], { ...context, requirements: [] }).cases[0]?.verdict).to.equal('warn');
    expect(judged()).to.equal('unproven');
    expect(judged(made('a.other', 'pass'))).to.equal('proven');
  });

  it('call a broken recommendation violated, though it only warns, and an unused permission not', () => {
    const broken = controlled({
      expect: { level: 'should' },
      more: {
        requirements: [
          { id: 'REQ-1', level: 'should' },
          { id: 'REQ-2', level: 'may' },
        ],
      },
    });
    const judged = judgeRun([broken], {
      ...context,
      requirements: [row('REQ-1', { level: 'should' }), row('REQ-2', { level: 'may' })],
    });
    expect(judged.cases[0]?.verdict).to.equal('warn');
    expect(judged.requirements.map(({ status }) => status)).to.deep.equal(['violated', 'unproven']);
  });

  it('leave the duties of clients out, unless a case cites them', () => {
    const scoped = [
      { ...requirement('REQ-1', { actor: 'client' }), effective: 'shall' as const, stated: null, due: [] },
      { ...requirement('REQ-2', { actor: 'tpp' }), effective: 'should' as const, stated: 'shall' as const, due: [] },
      { ...requirement('REQ-3', { actor: 'client' }), effective: 'shall' as const, stated: null, due: [] },
      { ...requirement('REQ-4', { actor: 'rs' }), effective: 'shall' as const, stated: null, due: [] },
    ];
    const judged = judgeRun([made('a.case', 'pass', [['REQ-1']])], {
      ...context,
      requirements: requirementInputs(scoped),
    });
    expect(judged.requirements.map(({ status, level }) => [status, level])).to.deep.equal([
      ['proven', 'shall'],
      ['not-applicable', 'should'],
      ['not-applicable', 'shall'],
      ['unproven', 'shall'],
    ]);
    expect(Object.keys(judged.requirements[0] ?? {})).to.not.include('bindsBank');
  });

  it('can be judged again from the rows of an earlier run', () => {
    const first = judgeRun([made('a.case', 'pass')], {
      ...context,
      requirements: [row('REQ-1'), row('REQ-9', { bindsBank: false })],
    });
    const again = judgeRun([made('a.case', 'pass')], { ...context, requirements: first.requirements });
    expect(again.requirements).to.deep.equal(first.requirements);
  });
});

describe('known deviations', () => {
  const known = (given: Partial<KnownDeviation>): KnownDeviation => ({
    case: 'a.case',
    verdict: 'fail',
    reason: 'TICKET-7',
    until: null,
    place: { file: 'known.yaml', line: 1, column: 1 },
    ...given,
  });
  const run = (verdict: Verdict, given: Partial<KnownDeviation>, id = 'a.case') => {
    const judged = judgeRun([made(id, verdict), made('b.case', 'pass')], { ...context, deviations: [known(given)] });
    return { ...judged, accepted: judged.cases[0]?.deviation?.reason ?? null, exit: exitCode(judged) };
  };

  it('accept the verdict they name, and leave it in sight', () => {
    const judged = run('fail', {});
    expect([judged.cases[0]?.verdict, judged.accepted, judged.exit]).to.deep.equal(['fail', 'TICKET-7', 0]);
    expect(run('inconclusive', { verdict: 'inconclusive' }).exit).to.equal(0);
  });
  it('accept all rows of a scenario, or one', () => {
    expect(run('fail', { case: 'a.case' }, 'a.case[one]').accepted).to.equal('TICKET-7');
    expect(run('fail', { case: 'a.case[two]' }, 'a.case[one]').accepted).to.equal(null);
  });
  it('accept no other verdict', () => {
    expect([
      run('fail', { verdict: 'inconclusive' }).accepted,
      run('fail', { verdict: 'inconclusive' }).exit,
    ]).to.deep.equal([null, 1]);
    expect(run('inconclusive', { verdict: 'fail' }).exit).to.equal(3);
  });
  it('tell of a pass that nobody expected', () => {
    const judged = run('pass', {});
    expect([judged.deviations.unexpectedPasses, judged.exit]).to.deep.equal([['a.case'], 1]);
    expect(run('skipped', {}).deviations.unexpectedPasses).to.deep.equal([]);
  });
  it('end after their last day', () => {
    expect(run('fail', { until: '2026-06-15' }).accepted).to.equal('TICKET-7');
    const judged = run('fail', { until: '2026-06-14' });
    expect([judged.accepted, judged.deviations.expired, judged.exit]).to.deep.equal([null, ['a.case'], 1]);
    expect(run('pass', { until: '2026-06-14' }).exit).to.equal(1);
    expect(run('skipped', { until: '2026-06-14' }).deviations.expired).to.deep.equal([]);
    expect(run('skipped', { verdict: 'skipped' }).accepted).to.equal(null);
  });
});

describe('totals and exit code', () => {
  const table: [Verdict[], number][] = [
    [['pass', 'warn', 'observed', 'skipped', 'not-applicable'], 0],
    [['pass', 'fail'], 1],
    [['fail', 'inconclusive', 'error'], 1],
    [['pass', 'error'], 70],
    [['pass', 'inconclusive'], 3],
    [['observed', 'skipped', 'not-applicable'], 3],
    [['skipped'], 3],
    [[], 3],
  ];
  for (const [verdicts, code] of table)
    it(`${verdicts.join(', ') || 'nothing'}: ${code}`, () => {
      const judged = judgeRun(
        verdicts.map((verdict, index) => made(`a.case-${index}`, verdict)),
        context,
      );
      expect(exitCode(judged)).to.equal(code);
      for (const verdict of new Set(verdicts))
        expect(judged.totals[verdict]).to.equal(verdicts.filter((one) => one === verdict).length);
      expect(Object.values(judged.totals).reduce((sum, count) => sum + count, 0)).to.equal(verdicts.length);
    });
});

describe('a line of run.json', () => {
  it('holds what was changed, expected and seen, both controls and a way to see it again', () => {
    const [line] = judgeRun([made('a.case', 'fail')], context).cases;
    expect(line).to.deep.include({
      id: 'a.case',
      verdict: 'fail',
      expected: ['token: oauth.invalid_request or tls.closed or unreachable', 'token: oauth.invalid_grant (warns)'],
      observed: 'resource: ok',
      controls: {
        before: { planned: true, ok: true, outcome: 'token: ok' },
        after: { planned: true, ok: true, outcome: 'token: ok' },
      },
      reproduce: "assay run --only 'a.case'",
      trace: 'traces/a.case.json',
    });
  });
});
