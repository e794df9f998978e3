import { expect } from 'chai';
import { Refusal } from './refusal.ts';
import { readPairs } from './request.ts';

describe('reading pairs', () => {
  it('keeps order, repeats and empty values', () => {
    const pairs = readPairs('a=1&b=&a=2&c');
    expect(pairs.entries).to.deep.equal([
      ['a', '1'],
      ['b', ''],
      ['a', '2'],
      ['c', ''],
    ]);
    expect(pairs.repeated()).to.deep.equal(['a']);
    expect(pairs.first('a')).to.equal('1');
  });

  it('decodes plus and percent, and nothing twice', () => {
    expect(readPairs('x=a+b%20c%2525').first('x')).to.equal('a b c%25');
    expect(readPairs('%61=1').first('a')).to.equal('1');
  });

  for (const bad of ['a=%', 'a=%zz', 'a=%c3%28', '%ff=1', `${'a=1&'.repeat(101)}`]) {
    it(`refuses ${bad.slice(0, 12)}`, () => {
      expect(() => readPairs(bad))
        .to.throw(Refusal)
        .with.property('code', 'invalid_request');
    });
  }
});
