import { expect } from 'chai';
import type { RunLine, Verdict } from '../evidence/record.ts';
import { comparable, compareRuns } from './compare.ts';

const line = (verdicts: { [id: string]: Verdict }, given: Partial<RunLine> = {}): RunLine =>
  ({
    schema: 'assay.history/1',
    ...{ id: 'r', startedAt: '2026-01-31T12:00:00.000Z', finished: true, shard: null, plan: 'p' },
    target: { name: 'a-bank', profile: 'base', digest: 'd', behaviours: [] },
    ...{ scenarios: 's', harness: '1', totals: {}, verdicts, statuses: {} },
    ...given,
  }) as RunLine;

describe('two runs side by side', () => {
  // biome-ignore format: a table, one row a line
  const ROWS: [was: Verdict | null, is: Verdict | null, told: string][] = [
    ['pass', 'fail', 'appeared'],
    [null, 'fail', 'appeared'],
    ['skipped', 'inconclusive', 'appeared'],
    ['observed', 'warn', 'appeared'],
    ['fail', 'pass', 'fixed'],
    ['inconclusive', 'observed', 'fixed'],
    ['fail', 'fail', 'stillOpen'],
    ['inconclusive', 'fail', 'stillOpen'],
    ['fail', 'warn', 'stillOpen'],
    ['fail', null, 'notSeen'],
    ['fail', 'skipped', 'notSeen'],
    ['warn', 'not-applicable', 'notSeen'],
    ['pass', 'pass', 'none'],
    ['pass', null, 'none'],
    ['skipped', 'pass', 'none'],
  ];
  for (const [was, is, told] of ROWS)
    it(`tell ${was ?? 'not run'} and then ${is ?? 'not run'} as ${told}`, () => {
      const changes = compareRuns(line(was === null ? {} : { 'a.b': was }), line(is === null ? {} : { 'a.b': is }));
      const groups = ['appeared', 'fixed', 'stillOpen', 'notSeen'] as const;
      expect(groups.filter((group) => changes[group].length > 0)).to.deep.equal(told === 'none' ? [] : [told]);
      if (told !== 'none') expect(changes[told as 'fixed']).to.deep.equal([{ id: 'a.b', was, is }]);
    });

  it('tell the requirements whose status changed, and what else was different', () => {
    const later = line({}, { statuses: { A: 'violated', B: 'proven' }, scenarios: 'other', plan: 'q' });
    const changes = compareRuns(line({}, { statuses: { A: 'proven', B: 'proven' } }), later);
    expect(changes.requirements).to.deep.equal([{ id: 'A', was: 'proven', is: 'violated' }]);
    expect(changes.differs).to.deep.equal(['the choice of cases', 'the scenarios']);
  });

  it('follow one another in a history when target, profile and part of the plan are the same', () => {
    expect(comparable(line({}), line({}, { scenarios: 'other' }))).to.equal(true);
    expect(comparable(line({}), line({}, { shard: '1/2' }))).to.equal(false);
    const other = { name: 'other', profile: 'base', digest: 'd', behaviours: [] };
    expect(comparable(line({}), line({}, { target: other }))).to.equal(false);
  });

  it('are not confused by a case with the name of a member of every object', () => {
    const changes = compareRuns(line({}), line(JSON.parse('{"__proto__":"fail","constructor":"pass"}')));
    expect(changes.appeared).to.deep.equal([{ id: '__proto__', was: null, is: 'fail' }]);
  });
});
