import { expect } from 'chai';
import { cleanTexts } from './clean-texts.ts';

describe('texts that are known to hold nothing secret', () => {
  it('forgets those that hold what has become secret, long or short, and keeps the others', () => {
    const texts = cleanTexts();
    for (const text of ['content-type', 'the token a1b2c3d4e5f6 of a client', 'user tulip7', 'x']) texts.add(text);
    texts.forget('a1b2c3d4e5f6');
    texts.forget('tulip7');
    expect(['content-type', 'the token a1b2c3d4e5f6 of a client', 'user tulip7', 'x'].map(texts.has)).to.deep.equal([
      true,
      false,
      false,
      true,
    ]);
  });

  it('holds a bounded number of texts, and none that is long', () => {
    const texts = cleanTexts();
    const all = Array.from({ length: 5000 }, (_, n) => `an answer with the number ${n}`);
    for (const text of all) texts.add(text);
    expect(all.filter(texts.has).length).to.be.lessThan(2049);
    const long = 'long '.repeat(1000);
    texts.add(long);
    expect(texts.has(long)).to.equal(false);
    texts.forget(all.at(-1) ?? '');
    expect(texts.has(all.at(-1) ?? '')).to.equal(false);
  });
});
