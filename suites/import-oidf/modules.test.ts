/** The map of modules to cases leads to cases that there are. */
import { join } from 'node:path';
import { expect } from 'chai';
import { loadLibrary } from '../load/index.ts';
import { ROOT } from '../testing-project.ts';
import { wildcard } from './expected.ts';
import { CASES_BY_FAPI1_MODULE, CASES_BY_MODULE, casesOf } from './modules.ts';

describe('modules of the OpenID Foundation suite', () => {
  it('are mapped to cases that there are', () => {
    const { library } = loadLibrary(join(ROOT, 'scenarios'));
    const known = new Set(
      library.scenarios.flatMap(({ id, rows }) => (rows.length === 0 ? [id] : rows.map((row) => `${id}[${row.id}]`))),
    );
    const named = [CASES_BY_MODULE, CASES_BY_FAPI1_MODULE].flatMap((table) => Object.values(table).flat());
    expect(named.length).to.be.above(35);
    expect(named.filter((id) => !known.has(id))).to.deep.equal([]);
  });

  it('are known in every plan, and what is no module has no case', () => {
    expect(casesOf('fapi1-advanced-final-par-plain-pkce-rejected')).to.deep.equal(['fapi1.pkce[method-plain]']);
    expect(casesOf('fapi2-security-profile-final-ensure-mtls-holder-of-key-required')).to.deep.equal([]);
    for (const plan of ['fapi2-security-profile-final', 'fapi2-message-signing-final'])
      expect(casesOf(`${plan}-par-plain-pkce-rejected`)).to.deep.equal(['pkce.downgrade[method-plain]']);
    for (const name of ['constructor', '', 'fapi2-security-profile-final-']) expect(casesOf(name)).to.deep.equal([]);
  });

  it('are for the configurations that a pattern fits', () => {
    for (const [pattern, text, fits] of [
      ['*', 'a.json', true],
      ['a*.json', 'a-b.json', true],
      ['*b*', 'abc', true],
      ['a*a', 'a', false],
      ['a', 'ab', false],
      [`${'*a'.repeat(200)}b`, 'a'.repeat(5000), false],
    ] as const)
      expect(wildcard(pattern, text), pattern).to.equal(fits);
  });
});
