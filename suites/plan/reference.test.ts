/** References inside values. */
import { expect } from 'chai';
import type { Value } from '../load/scenario.ts';
import { at, fill, referencesIn } from './reference.ts';

const known: { [path: string]: Value } = { 'case.amount': '1.00', 'bind.list': ['a', 'b'], 'profile.count': 5 };

function filled(value: Value): { value: Value; missing: string[] } {
  const missing: string[] = [];
  const lookup = ({ root, path }: { root: string; path: string[] }): Value | undefined =>
    known[[root, ...path].join('.')];
  return { value: fill(value, lookup, (reference) => missing.push(reference.text)), missing };
}

describe('references', () => {
  it('keep their type when they are the whole value', () => {
    expect(filled({ a: '${bind.list}', b: ['${profile.count}'] }).value).to.deep.equal({ a: ['a', 'b'], b: [5] });
  });
  it('become text inside a longer one', () => {
    expect(filled('at ${case.amount} of ${profile.count}').value).to.equal('at 1.00 of 5');
  });
  it('of a run stay as written', () => {
    expect(filled('Bearer ${app.token} ${case.amount}').value).to.equal('Bearer ${app.token} 1.00');
  });
  it('without a value are told and left alone', () => {
    expect(filled('${case.amuont}')).to.deep.equal({ value: '${case.amuont}', missing: ['${case.amuont}'] });
    expect(filled('x ${bind.list}').missing).to.deep.equal(['${bind.list}']);
  });
  it('are found at any depth, in order', () => {
    const found = referencesIn({ a: '${one.x}', b: [{ c: '${two.y.z} ${three.q}' }], d: 4, e: null });
    expect(found.map(({ root, path }) => [root, ...path].join('.'))).to.deep.equal(['one.x', 'two.y.z', 'three.q']);
  });
  it('that are never closed come back without a root', () => {
    expect(referencesIn('${par.request_uri').map(({ root }) => root)).to.deep.equal(['']);
  });
  it('never reach what every object has', () => {
    expect(at({}, ['constructor'])).to.equal(undefined);
    expect(at({ a: { b: 1 } }, ['a', 'b'])).to.equal(1);
    expect(at({ a: 1 }, ['a', 'b'])).to.equal(undefined);
  });
});
