import { expect } from 'chai';
import { shareOut } from './lane-work.ts';

describe('the work of lanes', () => {
  it('is gone through in order, and by nobody twice', () => {
    const next = shareOut([['a1', 'a2', 'a3', 'a4', 'a5'], ['b1']]);
    expect([next(0), next(1)]).to.deep.equal(['a1', 'b1']);
    // Of the four that are left, the later half goes over.
    expect([next(1), next(1)]).to.deep.equal(['a4', 'a5']);
    expect([next(1), next(0), next(0), next(1)]).to.deep.equal(['a3', 'a2', undefined, undefined]);
  });

  it('is nothing for a lane that is not there', () => {
    expect(shareOut([])(0)).to.equal(undefined);
  });
});
