import { expect } from 'chai';
import { normalisedUri } from './htu.ts';

describe('the address of a proof', () => {
  const same: [string, string][] = [
    ['https://bank.example/token?a=b#c', 'https://bank.example/token'],
    ['HTTPS://Bank.Example:443/token', 'https://bank.example/token'],
    ['https://bank.example/a/../token', 'https://bank.example/token'],
    ['https://bank.example/%74oken/%c3%a9', 'https://bank.example/token/%C3%A9'],
  ];
  for (const [one, other] of same) {
    it(`is the same as ${one} and as ${other}`, () => {
      expect(normalisedUri(one)).to.equal(normalisedUri(other));
    });
  }

  for (const other of [
    'http://bank.example/token',
    'https://bank.example:8443/token',
    'https://bank.example/token/',
    'https://bank.example/Token',
    'https://bank.example/to%2Fken',
    'https://x@bank.example/token',
  ]) {
    it(`is another one as ${other}`, () => {
      expect(normalisedUri(other)).to.not.equal(normalisedUri('https://bank.example/token'));
    });
  }

  it('is none when it is relative or no text of the kind', () => {
    expect(['', '/token', 'bank.example/token', 'https://'].map(normalisedUri)).to.deep.equal([null, null, null, null]);
  });
});
