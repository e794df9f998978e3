/** What follows from the verdicts of a whole run: known deviations, totals, the exit code. */
import { expect } from 'chai';
import type { CaseTrace, Severity, Verdict } from '../evidence/record.ts';
import type { KnownDeviation } from '../load/target.ts';
import { type ExitRules, exitCode } from './exit-code.ts';
import { judgeRun } from './judge.ts';
import { context, made, row } from './testing-judged-run.ts';

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
  it('mark a requirement that nothing but them violates', () => {
    const requirements = [row('REQ-1')];
    const accepted = (cases: CaseTrace[]) =>
      judgeRun(cases, { ...context, requirements, deviations: [known({})] }).requirements.map((one) => [
        one.status,
        one.accepted === true,
      ]);
    expect(accepted([made('a.case', 'fail'), made('b.case', 'pass')])).to.deep.equal([['violated', true]]);
    expect(accepted([made('a.case', 'fail'), made('b.case', 'fail')])).to.deep.equal([['violated', false]]);
    expect(accepted([made('a.case', 'pass')])).to.deep.equal([['proven', false]]);
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
    expect([judged.deviations.unexpectedPasses, judged.exit]).to.deep.equal([['a.case'], 4]);
    expect(run('skipped', {}).deviations.unexpectedPasses).to.deep.equal([]);
  });
  it('that name a scenario are true as long as one row is as they say', () => {
    const told = (verdicts: Verdict[]) =>
      judgeRun(
        verdicts.map((verdict, index) => made(`a.case[${index}]`, verdict)),
        { ...context, deviations: [known({})] },
      ).deviations.unexpectedPasses;
    expect(told(['pass', 'fail', 'pass'])).to.deep.equal([]);
    expect(told(['pass', 'pass'])).to.deep.equal(['a.case']);
    expect(told(['pass', 'inconclusive'])).to.deep.equal(['a.case']);
  });
  it('end after their last day', () => {
    expect(run('fail', { until: '2026-06-15' }).accepted).to.equal('TICKET-7');
    const judged = run('fail', { until: '2026-06-14' });
    expect([judged.accepted, judged.deviations.expired, judged.exit]).to.deep.equal([null, ['a.case'], 1]);
    expect(run('pass', { until: '2026-06-14' }).exit).to.equal(4);
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

describe('the severity from which on a verdict fails a job', () => {
  const exit = (verdict: Verdict, severity: Severity, rules: ExitRules): number => {
    const judged = judgeRun([made('a.case', verdict), made('b.case', 'pass')], context);
    return exitCode({ ...judged, cases: judged.cases.map((one) => ({ ...one, severity })) }, rules);
  };
  // biome-ignore format: a table, one row a line
  const table: [Verdict, Severity, ExitRules, number][] = [
    ['fail', 'high', { failOn: 'high' }, 1],
    ['fail', 'critical', { failOn: 'high' }, 1],
    ['fail', 'medium', { failOn: 'high' }, 0],
    ['inconclusive', 'high', { failOn: 'high' }, 3],
    ['inconclusive', 'low', { failOn: 'high' }, 0],
    ['inconclusive', 'high', { failOn: 'high', strict: true }, 1],
    ['inconclusive', 'low', { failOn: 'high', strict: true }, 0],
    ['error', 'info', { failOn: 'critical' }, 70],
    ['fail', 'info', { failOn: null }, 1],
  ];
  for (const [verdict, severity, rules, code] of table)
    it(`${verdict} of severity ${severity} with ${JSON.stringify(rules)}: ${code}`, () => {
      expect(exit(verdict, severity, rules)).to.equal(code);
    });
});

describe('a line of run.json', () => {
  it('does not go by what was left behind at the bank', () => {
    for (const verdict of ['pass', 'warn', 'fail', 'inconclusive'] as const) {
      const trace = made('a.case', verdict);
      const attempts = trace.attempts.map((attempt) => ({ ...attempt, leftBehind: ['A client may still be there.'] }));
      expect(judgeRun([{ ...trace, attempts }], context)).to.deep.equal(judgeRun([trace], context));
    }
  });
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
