/** Which texts are addresses, however often it is asked. */
import { expect } from 'chai';
import { readAddress } from './address.ts';

describe('an address', () => {
  it('of another alphabet is one, the first time and the twenty thousandth', () => {
    for (let time = 0; time < 20_000; time += 1)
      if (readAddress('https://bänk.example/')?.hostname !== 'xn--bnk-qla.example')
        expect.fail(`not the ${time}th time`);
  });

  it('is resolved against another, and is none when it cannot be', () => {
    expect(readAddress('/x?y', 'https://bank.example/a')?.href).to.equal('https://bank.example/x?y');
    for (const text of ['', '/x', 'http://', 'https://a b/', '\u0000']) expect(readAddress(text), text).to.equal(null);
  });
});
