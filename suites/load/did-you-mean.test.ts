/** Which misspelt names are recognised, and which are too far from everything. */
import { expect } from 'chai';
import { didYouMean, nearest } from './did-you-mean.ts';
import { parseDuration } from './duration.ts';

const KNOWN = ['pkce.method', 'pkce.omit', 'pkce.verifier', 'set', 'drop'];

describe('did you mean', () => {
  // biome-ignore format: one row, one line
  const ROWS: [string, string | null][] = [
    ['pkce.metod', 'pkce.method'],
    ['pkec.method', 'pkce.method'],
    ['pkce.omti', 'pkce.omit'],
    ['PKCE.omit', null],
    ['sett', 'set'],
    ['ste', 'set'],
    ['dorp', 'drop'],
    ['remove', null],
    ['', null],
    ['x', null],
  ];
  for (const [name, wanted] of ROWS)
    it(`${JSON.stringify(name)}: ${wanted ?? 'nothing near'}`, () => expect(nearest(name, KNOWN)).to.equal(wanted));

  it('says it in words, or not at all', () => {
    expect(didYouMean('sett', KNOWN)).to.equal('did you mean "set"?');
    expect(didYouMean('remove', KNOWN)).to.equal(null);
  });

  it('prefers the nearest, and the first of equals', () => {
    expect(nearest('abcd', ['abce', 'abcd1', 'abcd'])).to.equal('abcd');
    expect(nearest('abcd', ['abcx', 'abcy'])).to.equal('abcx');
  });

  it('does not look for what nobody mistypes', () => {
    expect(nearest('k'.repeat(1_000_000), ['k'])).to.equal(null);
  });
});

describe('durations', () => {
  it('are a number and a unit', () => {
    const read = ['500ms', '90s', '10m', '2h', '90d', '-1s', '0s'].map(parseDuration);
    expect(read).to.deep.equal([500, 90_000, 600_000, 7_200_000, 7_776_000_000, -1000, 0]);
  });

  it('are nothing else', () => {
    for (const text of ['', '10', 's', '1.5s', '10 s', '10S', '1y', '--1s', '1s ', '1e3s', '12345678901s'])
      expect(parseDuration(text), text).to.equal(null);
  });
});
