/** Which cases wait in real time, for how long at most, and what leaving them out saves. */
import { expect } from 'chai';
import type { Target } from '../load/target.ts';
import { type Plan, plan } from './plan.ts';
import { action, expecting, library, scenario, target } from './testing-library.ts';
import { testingVocabulary } from './testing-vocabulary.ts';

const waiting = (id: string, given: { [input: string]: string }) =>
  scenario({
    id,
    mutate: [],
    actions: [action({ before: 'token' }, 'clock.wait', given)],
    expect: expecting({ outcome: { token: ['oauth.*'] } }),
  });
const shelf = library([
  scenario({ id: 'par.plain' }),
  waiting('token.a-minute', { plus: '61s' }),
  waiting('token.until', { until: '${par.expires_at}' }),
  waiting('token.too-long', { plus: '1h' }),
]);

function planned(bank: Partial<Target>, excludeSlow = false): Plan {
  return plan(shelf, target(bank), testingVocabulary(), { excludeSlow });
}
const waits = ({ cases }: Plan) => Object.fromEntries(cases.map(({ id, waitsMs }) => [id, waitsMs]));

describe('waiting in real time', () => {
  it('takes what the case says, or for a moment not known yet all that the target allows', () => {
    expect(waits(planned({ operator: {} }))).to.include({
      'par.plain': 0,
      'token.a-minute': 61_000,
      'token.until': 90_000,
    });
  });

  it('is spared where the clock of the bank can be moved', () => {
    expect(Object.values(waits(planned({})))).to.deep.equal([0, 0, 0, 0]);
    expect(planned({}, true).spared).to.deep.equal({ cases: 0, waitMs: 0 });
  });

  it('can be left out, which is told with what it saves and not counted twice', () => {
    const { cases, spared } = planned({ operator: {} }, true);
    expect(spared).to.deep.equal({ cases: 2, waitMs: 151_000 });
    expect(cases.map(({ id, withheld }) => [id, withheld?.reason.slice(0, 38) ?? null])).to.deep.equal([
      ['par.plain', null],
      ['token.a-minute', 'Not run: left out by --exclude-slow.'],
      ['token.until', 'Not run: left out by --exclude-slow.'],
      ['token.too-long', 'Not run: it would have to wait 3600 s '],
    ]);
  });
});
