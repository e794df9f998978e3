import { expect } from 'chai';
import { failingCase, judgedCase, runRecord } from '../testing-run.ts';
import { runPage } from './index-page.ts';
import { notableCases } from './notable.ts';

describe('what the page of a run tells in full', () => {
  it('is the first case of each cause, the gravest first', () => {
    const cases = [
      judgedCase({ id: 'a.a[1]', verdict: 'inconclusive', cause: 'down', severity: 'low' }),
      judgedCase({ id: 'a.a[2]', verdict: 'pass' }),
      judgedCase({ id: 'a.a[3]', verdict: 'inconclusive', cause: 'down', severity: 'high' }),
      failingCase({ id: 'a.a[4]', severity: 'low' }),
      failingCase({ id: 'a.a[5]', severity: 'critical' }),
    ];
    const { told, more } = notableCases({ cases });
    expect(told.map(({ judged, alike }) => [judged.id, ...alike.map(({ id }) => id)])).to.deep.equal([
      ['a.a[5]'],
      ['a.a[4]'],
      ['a.a[3]', 'a.a[1]'],
    ]);
    expect(more).to.equal(0);
  });

  it('is no more than a person can read, and says how much more there is', () => {
    const cases = Array.from({ length: 1000 }, (_, n) => failingCase({ id: `a.a[${n}]` }));
    expect(notableCases({ cases }).told).to.have.length(200);
    expect(runPage(runRecord(cases), [], new Map())).to.include('800 more need attention');
    const one = cases.map((judged) => ({ ...judged, cause: 'the bank is down' }));
    expect(runPage(runRecord(one), [], new Map())).to.include('and 799 more');
  });
});
