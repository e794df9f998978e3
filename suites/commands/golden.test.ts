/** No case changes its meaning unseen. */
import { expect } from 'chai';
import { GOLDEN_FOLDER, goldenOnDisk, goldenTexts } from './testing-golden.ts';

const AGAIN = 'When that is meant, run npm run golden and look at the diff.';

/** Where two texts part, for whoever has to look at it. */
function difference(file: string, was: string, is: string): string {
  const [before, now] = [was.split('\n'), is.split('\n')];
  const first = now.findIndex((line, at) => line !== before[at]);
  const line = first < 0 ? Math.min(before.length, now.length) : first;
  return `${GOLDEN_FOLDER}/${file}:${line + 1} was ${JSON.stringify(before[line])} and is ${JSON.stringify(now[line])}. ${AGAIN}`;
}

describe('the cases of the reference profile', () => {
  const was = goldenOnDisk();
  let is = new Map<string, string>();
  before(() => {
    is = goldenTexts();
  });

  it('have one file a scenario, and no file is left of a scenario that is gone', () => {
    expect(is.size).to.be.above(30);
    expect([...was.keys()].sort(), AGAIN).to.deep.equal([...is.keys()].sort());
  });

  for (const [file, text] of was)
    it(`are explained as in ${file}`, () => {
      const now = is.get(file) ?? '';
      expect(text === now, difference(file, text, now)).to.equal(true);
    });
});
