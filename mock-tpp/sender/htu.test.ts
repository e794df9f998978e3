/** Addresses of proofs: other spellings are the same address, neighbours are not. */
import { expect } from 'chai';
import { TppFault } from '../fault.ts';
import { NEIGHBOURS, otherwise, SPELLINGS, withoutQuery } from './htu.ts';

const ADDRESS = 'https://bank.example:9443/as/token?a=1#b';

describe('the address in a proof', () => {
  it('has neither query nor fragment', () => {
    expect(withoutQuery(ADDRESS)).to.equal('https://bank.example:9443/as/token');
  });

  const normal = (address: string): string => decodeURI(new URL(address).href);

  for (const how of SPELLINGS.keys())
    it(`written as ${how} is another text and the same address`, () => {
      const other = otherwise(SPELLINGS, how, ADDRESS);
      expect(other).not.to.equal(withoutQuery(ADDRESS));
      expect(normal(other)).to.equal(withoutQuery(ADDRESS));
    });

  for (const how of NEIGHBOURS.keys())
    it(`with another ${how} is another address`, () => {
      for (const address of [
        ADDRESS,
        'https://bank.example/token',
        'https://bank.example:8444/token/',
        'https://bank.example/',
      ])
        expect(normal(otherwise(NEIGHBOURS, how, address))).not.to.equal(withoutQuery(address));
    });

  it('is never left as it is', () => {
    expect(() => otherwise(SPELLINGS, 'percent', 'https://bank.example/')).to.throw(TppFault);
    expect(() => otherwise(SPELLINGS, 'upside-down', ADDRESS)).to.throw(TppFault);
  });
});
