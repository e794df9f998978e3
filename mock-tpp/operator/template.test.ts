import { expect } from 'chai';
import { UnknownPlaceholder } from '../placeholder.ts';
import { fillJson, fillUrl, memberAt } from './template.ts';

describe('hook templates', () => {
  it('percent-encodes values in addresses', () => {
    expect(fillUrl('http://127.0.0.1/consents/${id}/x?u=${user}', { id: 'a/b?c', user: 'ä&b' })).to.equal(
      'http://127.0.0.1/consents/a%2Fb%3Fc/x?u=%C3%A4%26b',
    );
  });

  for (const value of ['..', '.', '']) {
    it(`lets no value be the path segment "${value}"`, () => {
      expect(() => fillUrl('http://127.0.0.1/consents/${id}/revoke', { id: value })).to.throw(UnknownPlaceholder);
    });
  }

  it('keeps numbers and booleans typed where a member is one placeholder alone', () => {
    const template = { seconds: '${n}', text: 'in ${n} s', reset: 'true', off: 'false', flag: '${b}', word: 'truely' };
    expect(fillJson(template, { n: 90, b: false })).to.deep.equal({
      seconds: 90,
      text: 'in 90 s',
      reset: true,
      off: false,
      flag: false,
      word: 'truely',
    });
  });

  it('does not fill in what a value brings along', () => {
    expect(fillJson({ a: '${x}${y}' }, { x: '${y}', y: '$&' })).to.deep.equal({ a: '${y}$&' });
  });

  it('says what is missing, also when it is the name of an inherited member', () => {
    expect(() => fillJson({ a: '${b}' }, { c: 1 })).to.throw(UnknownPlaceholder, '${b} is not among c');
    expect(() => fillJson({ a: '${constructor}' }, {})).to.throw(UnknownPlaceholder);
  });

  for (const wrong of ['${', '${}', '${ b }', '${b', '${b.}'])
    it(`does not take ${wrong} for a placeholder, nor leave it as it is`, () => {
      for (const fill of [fillUrl, (text: string, values: { b: string }) => fillJson({ a: text }, values)])
        expect(() => fill(`x${wrong}`, { b: 'v' })).to.throw(UnknownPlaceholder, 'not written ${name}');
    });

  it('finds members by dotted path and nothing else', () => {
    const body = { a: { b: [{ c: 1 }] }, 'd.e': 2 };
    expect(memberAt(body, 'a.b.0.c')).to.equal(1);
    expect(memberAt(body, 'd.e')).to.equal(undefined);
    expect(memberAt(body, 'a.toString')).to.equal(undefined);
    expect(memberAt(null, 'a')).to.equal(undefined);
  });
});
