import { expect } from 'chai';
import type { AttemptRecord } from '../evidence/record.ts';
import { LeftBehind } from './left-behind.ts';

const attempts = (...left: string[][]): AttemptRecord[] =>
  left.map((leftBehind) => ({ leftBehind }) as Partial<AttemptRecord> as AttemptRecord);

describe('what a run left behind', () => {
  it('is nothing to be told where nothing was', () => {
    const left = new LeftBehind();
    left.add({ id: 'a.one', attempts: [{} as AttemptRecord] });
    expect(left.notices()).to.deep.equal([]);
  });

  it('is told once, with the case that told it first', () => {
    const left = new LeftBehind();
    left.add({ id: 'a.one', attempts: attempts(['One stays.'], ['Two stays.']) });
    left.add({ id: 'a.two', attempts: attempts(['Two stays.']) });
    expect(left.notices()).to.deep.equal([
      'The run may have left something at the bank that is to be removed there. a.one: One stays. a.one: Two stays.',
    ]);
  });

  it('has the words of the bank do nothing on a screen or in a CI log', () => {
    const left = new LeftBehind();
    left.add({
      id: 'a.one',
      attempts: attempts(['The client "##vso[task.complete]\n::error::\u202e\u001b[2J" stays.']),
    });
    for (const word of ['##vso', '\n', '\u202e', '\u001b']) expect(left.notices()[0]).not.to.contain(word);
  });

  it('is told in a few words, however much it is', () => {
    const left = new LeftBehind();
    const many = Array.from({ length: 1000 }, (_, index) => `${index} stays.`);
    left.add({ id: 'a.one', attempts: attempts(many) });
    expect(left.notices()).to.have.length(1);
    expect(left.notices()[0]).to.match(/a\.one: 2 stays\. And 997 more, in the traces of their cases\.$/);
  });
});
