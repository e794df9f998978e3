/** What follows from the verdicts of a whole run: known deviations, totals, the exit code. */
import { expect } from 'chai';
import type { Verdict } from '../evidence/record.ts';
import type { KnownDeviation } from '../load/target.ts';
import { exitCode } from './exit-code.ts';
import { judgeRun } from './judge.ts';
import { context, made } from './testing-judged-run.ts';

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
