/** One mistake made a thousand times reads as one problem; two mistakes stay two. */
import { expect } from 'chai';
import { foldProblems } from './fold-problems.ts';
import { renderProblem } from './render.ts';
import type { Problem } from './scenario.ts';

const problem = (line: number, message: string, given: Partial<Problem> = {}): Problem => ({
  ...{ code: 'unknown-step', place: { file: 'a.yaml', line, column: 1 }, message, hint: null, allowed: [] },
  ...given,
});
const thousand = Array.from({ length: 1000 }, (_, row) => problem(row + 10, `row "r${row}": there is no step "x"`));

describe('the problems of a file', () => {
  it('are one when they are one mistake in a thousand rows, with the first place and the count', () => {
    const [folded, ...others] = foldProblems(thousand.toReversed());
    expect(others).to.deep.equal([]);
    expect(folded?.place.line).to.equal(10);
    expect(folded?.message).to.equal('row "r0": there is no step "x"');
    expect(
      renderProblem(folded as Problem, new Map())
        .split('\n')
        .at(-1),
    ).to.equal('  the same 999 times more in this file, on lines 11, 12, 13, 14, 15 and others');
  });

  it('are one when every row shows the line of the scenario', () => {
    const [folded] = foldProblems(['a', 'b'].map((row) => problem(3, `row "${row}": there is no step "x"`)));
    expect(folded?.again).to.deep.equal({ times: 1, lines: [] });
    expect(renderProblem(folded as Problem, new Map()))
      .to.contain('the same once more in this file')
      .and.not.contain('on line');
  });

  it('stay apart by what is wrong, by what is meant, and by file', () => {
    const apart = [
      problem(1, 'there is no step "x"'),
      problem(2, 'there is no step "y"'),
      problem(3, 'there is no step "x"', { hint: 'did you mean "z"?' }),
      problem(4, 'there is no step "x"', { code: 'other' }),
      problem(5, 'there is no step "x"', { place: { file: 'b.yaml', line: 5, column: 1 } }),
    ];
    expect(foldProblems(apart)).to.deep.equal(apart);
  });

  it('stay apart where each place has to be filled in', () => {
    const open = [2, 5].map((line) => problem(line, 'this is left for you to fill in', { code: 'fill-in' }));
    expect(foldProblems(open)).to.deep.equal(open);
  });
});
