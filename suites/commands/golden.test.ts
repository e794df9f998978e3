/** No case changes its meaning unseen. */
import { expect } from 'chai';
import { goldenOnDisk, goldenText } from './testing-golden.ts';

describe('the cases of the reference profile', () => {
  it('are explained as in golden/explain.txt', () => {
    const [was, is] = [goldenOnDisk().split('\n'), goldenText().split('\n')];
    const first = is.findIndex((line, at) => line !== was[at]);
    const line = first < 0 ? Math.min(was.length, is.length) : first;
    const told =
      `suites/commands/golden/explain.txt:${line + 1} was ${JSON.stringify(was[line])} and is ${JSON.stringify(is[line])}. ` +
      'When that is meant, run npm run golden and look at the diff.';
    expect(was.join('\n') === is.join('\n'), told).to.equal(true);
  });
});
