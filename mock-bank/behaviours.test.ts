import { expect } from 'chai';
import { apiParts } from './api/index.ts';
import { partNames } from './as/parts.ts';
import { findDefects, inForce, UnknownBehaviour } from './behaviours.ts';
import { defects } from './defects.ts';
import { alternatives, endpoints } from './endpoints.ts';
import { defaults } from './settings.ts';
import { variations } from './variations.ts';

/** `scope/name` and plain names of every check there is. */
function selectable(): Set<string> {
  const names = new Set(partNames(apiParts).names);
  for (const endpoint of endpoints) {
    const branches = Object.values(endpoint.branches ?? {}).flatMap(({ checks }) => checks);
    for (const { name } of [...endpoint.checks, ...branches]) {
      for (const selector of [name, `${endpoint.id}/${name}`, `${endpoint.group}/${name}`]) names.add(selector);
    }
  }
  return names;
}

describe('the catalogue of behaviours', () => {
  const known = selectable();
  const stand = new Set([...alternatives.keys(), ...partNames(apiParts).alternatives]);

  it('has ids once each, for defects and variations together', () => {
    const ids = [...defects, ...variations].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).to.deep.equal([]);
  });

  for (const behaviour of [...defects, ...variations]) {
    it(`${behaviour.id} names what exists and changes something`, () => {
      const { omits = [], replaces = {}, settings = {} } = behaviour;
      expect([...omits, ...Object.keys(replaces)].filter((selector) => !known.has(selector))).to.deep.equal([]);
      expect(Object.values(replaces).filter((name) => !stand.has(name))).to.deep.equal([]);
      expect(Object.keys(settings).filter((name) => !(name in defaults))).to.deep.equal([]);
      const same = Object.entries(settings).filter(
        ([name, value]) => defaults[name as keyof typeof defaults] === value,
      );
      expect(same).to.deep.equal([]);
      expect(omits.length + Object.keys(replaces).length + Object.keys(settings).length).to.be.above(0);
    });
  }

  it('implies only defects that exist', () => {
    for (const { implies } of defects) expect(findDefects(implies)).to.have.length(implies.length);
  });

  it('cites requirements for every defect', () => {
    expect(defects.filter(({ breaks }) => breaks.length === 0).map(({ id }) => id)).to.deep.equal([]);
  });

  it('has no alternative that nobody uses', () => {
    const used = new Set([...defects, ...variations].flatMap(({ replaces = {} }) => Object.values(replaces)));
    expect([...stand].filter((name) => !used.has(name))).to.deep.equal([]);
  });

  it('builds the tables anew, and the plain ones when nothing is active', () => {
    const plain = inForce([], []);
    const bent = inForce(['pkce-optional', 'par-uri-long-lived'], ['short-lived']);
    const names = (force: typeof plain) =>
      force.endpoints.find(({ id }) => id === 'par')?.checks.map(({ name }) => name);
    expect(names(plain)).to.include('pkce-challenge-present');
    expect(names(bent)).to.deep.equal(names(plain)?.filter((name) => name !== 'pkce-challenge-present'));
    expect(bent.settings).to.include({ requestUriLifetimeSeconds: 3600, codeLifetimeSeconds: 20 });
    expect(plain.settings).to.deep.equal(defaults);
  });

  it('says what may have been meant', () => {
    for (const [typed, meant] of [
      ['pkce-plan', 'pkce-plain-accepted'],
      ['cnf-uncheckd', 'cnf-unchecked'],
    ] as const) {
      expect(() => inForce([typed], [])).to.throw(UnknownBehaviour, `did you mean "${meant}"?`);
    }
    expect(() => inForce([], ['zzzzzzzz'])).to.throw(UnknownBehaviour, /^unknown variation "zzzzzzzz"$/);
  });
});
