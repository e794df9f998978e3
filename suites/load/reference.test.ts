/** The grammar of references. */
import { expect } from 'chai';
import { referencesInText, replaceReferences, wellFormed, wholeReference } from './reference.ts';

describe('the grammar of references', () => {
  it('knows names joined by dots', () => {
    expect(referencesInText('at ${a.b-c.d_1}/${e}')).to.deep.equal([
      { text: '${a.b-c.d_1}', root: 'a', path: ['b-c', 'd_1'] },
      { text: '${e}', root: 'e', path: [] },
    ]);
    expect(wellFormed('$a {b} ${a.0}')).to.equal(true);
  });

  for (const wrong of ['${', '${}', '${ a.b }', '${a b}', '${a.}', '${.a}', '${1a}', '${a${b}']) {
    it(`does not take ${wrong} for one`, () => {
      expect(wellFormed(wrong)).to.equal(false);
      expect(referencesInText(wrong).at(-1)).to.deep.equal({ text: wrong, root: '', path: [] });
      expect(wholeReference(wrong)).to.equal(null);
    });
  }

  it('tells a text that is one reference from a text that holds some', () => {
    expect(wholeReference('${a.b}')?.path).to.deep.equal(['b']);
    for (const longer of [' ${a.b}', '${a.b}${c.d}', '${a.b}x', 'a.b', ''])
      expect(wholeReference(longer), longer).to.equal(null);
  });

  it('does not read again what it filled in', () => {
    expect(replaceReferences('${a}${b}', ({ root }) => (root === 'a' ? '${b}' : '$&'))).to.equal('${b}$&');
  });
});
