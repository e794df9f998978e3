/** Which texts of a bank are read as JSON, and what is said of the others. */
import { expect } from 'chai';
import { readJson } from './json.ts';

describe('JSON of a bank', () => {
  it('is read as it is written', () => {
    const text = ' {"a":[1,{"b":"}{\\"a\\":"},{"b":2}],"c":null,"d":{"a":0}} ';
    expect(readJson(text)).to.deep.equal({ value: JSON.parse(text) });
    for (const plain of ['1', 'null', '"a:b"', '[]', '{}']) expect(readJson(plain)).to.have.property('value');
  });

  it('is not read when a member is there twice, however it is spelt and wherever it lies', () => {
    for (const text of [
      '{"a":1,"a":1}',
      '{"a":1,"\\u0061":2}',
      '[0,{"x":{"a" : 1, "b":[], "a"\n:2}}]',
      '{"a":{"a":1},"a":2}',
      '{"a":"\\\\","a":"\\""}',
    ])
      expect(readJson(text), text).to.deep.equal({ problem: 'holds the member "a" twice' });
    expect(readJson('{"__proto__":1,"__proto__":2}')).to.deep.equal({ problem: 'holds the member "__proto__" twice' });
  });

  it('keeps __proto__ a member like any other', () => {
    const read = readJson('{"__proto__":{"access_token":"x"}}') as { value: { access_token?: string } };
    expect(Object.keys(read.value)).to.deep.equal(['__proto__']);
    expect(read.value.access_token).to.equal(undefined);
  });

  it('is refused in words when it is none, and never throws', () => {
    for (const text of ['', ' \n']) expect(readJson(text)).to.deep.equal({ problem: 'is empty' });
    for (const text of ['{', '<html>', '\ufeff{}', "{'a':1}", '{"a":1}x', '[1,]', 'NaN', '['.repeat(1_000_000)])
      expect(readJson(text), text.slice(0, 10)).to.deep.equal({ problem: 'is not JSON' });
  });

  it('is refused when it is deeper than anything honest, which may be as deep as it likes to the limit', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(readJson(nested(100))).to.have.property('value');
    for (const depth of [101, 5000, 100_000])
      expect(readJson(`{"a":${nested(depth)}}`), `${depth}`).to.deep.equal({
        problem: 'is nested too deeply (no more than 100 levels are read)',
        limit: true,
      });
  });

  it('is read in one go, however large it is', () => {
    expect(readJson(`{"a":"${'\\n'.repeat(1_000_000)}"}`)).to.have.property('value');
    const many = Array.from({ length: 100_000 }, (_, index) => `"m${index}":0`);
    expect(readJson(`{${many.join()}}`)).to.have.property('value');
    expect(readJson(`{${many.join()},"m7":1}`)).to.deep.equal({ problem: 'holds the member "m7" twice' });
  });
});
