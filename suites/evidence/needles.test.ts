import { expect } from 'chai';
import { needles } from './needles.ts';

describe('the search for many texts at once', () => {
  it('finds each needle wherever it stands, and the longest of those that begin together', () => {
    const texts: { [payload: string]: string[] } = {
      mixed: ['short', 'mnopqrst'],
      eight: ['abcdefgh'],
      twelve: ['abcdefghijkl'],
      fifty: ['0123456789'.repeat(5)],
    };
    const search = needles<string>((payload) => texts[payload] ?? []);
    for (const payload of Object.keys(texts)) search.add(payload);
    const text = `abcdefghijkl--abcdefgh--${'0123456789'.repeat(5)}`;
    expect(search.find(text).map(({ start, payload }) => [start, payload])).to.deep.equal([
      [0, 'twelve'],
      [14, 'eight'],
      [24, 'fifty'],
    ]);
    expect(search.find(text.slice(1, 20)).map((hit) => hit.payload)).to.deep.equal([]);
    expect(search.find('a short text with mnopqrst').map((hit) => hit.payload)).to.deep.equal(['mixed']);
  });

  it('agrees with a plain search over thousands of needles', () => {
    const search = needles<string>((payload) => [payload]);
    const all = Array.from({ length: 3000 }, (_, n) => `${Buffer.from(String((n + 1) * 7919)).toString('hex')}-${n}`);
    for (const one of all) search.add(one);
    const text = all.filter((_, n) => n % 97 === 0).join(' and then ');
    const plain = all.filter((one) => text.includes(`${one} `) || text.endsWith(one));
    expect(search.find(text).map((hit) => hit.payload)).to.deep.equal(plain);
    expect(plain).to.have.length(31);
    expect([...search.within(Buffer.from(text))].sort()).to.deep.equal(plain.toSorted());
  });

  it('finds each of many needles with one ending, and is not kept busy by a text full of it', () => {
    let compared = 0;
    const search = needles<string>((payload) => {
      compared += 1;
      return [`${payload}${'-the-same-ending-of-all'.repeat(3)}`];
    });
    const all = Array.from({ length: 2000 }, (_, n) => `token ${String(n).padStart(6, '0')}`);
    for (const one of all) search.add(one);
    const texts = all.map((one) => `${one}${'-the-same-ending-of-all'.repeat(3)}`);
    expect(search.find(texts.join(' ')).map((hit) => hit.payload)).to.deep.equal(all);
    expect(search.within(Buffer.from(texts.join(' '))).size).to.equal(all.length);
    compared = 0;
    search.find('-the-same-ending-of-all'.repeat(10_000));
    expect(compared).to.be.lessThan(100);
  });
});
