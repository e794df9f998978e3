/** The map of the suite's modules to our cases is whole, and leads to cases that there are. */
import { join } from 'node:path';
import { expect } from 'chai';
import { loadLibrary } from '../load/index.ts';
import { ROOT } from '../testing-project.ts';
import { wildcard } from './expected.ts';
import { casesOf } from './modules.ts';

const modules = loadLibrary(join(ROOT, 'scenarios')).library.suiteModules;
const of = (plan: string) => [...modules.values()].filter(({ plans }) => plans.includes(plan));

describe('modules of the OpenID Foundation suite', () => {
  it('are all there: as many as the suite has in each FAPI 2 plan', () => {
    const [security, signing] = [of('fapi2-security-profile-final'), of('fapi2-message-signing-final')];
    expect(security).to.have.lengthOf(62);
    expect(signing).to.have.lengthOf(78);
    // Message Signing holds all that the Security Profile has.
    expect(security.filter((one) => !signing.includes(one))).to.deep.equal([]);
  });

  it('have cases, but for those of ecosystems and a few with a reason', () => {
    const none = of('fapi2-message-signing-final').filter(({ cases }) => cases.length === 0);
    expect(none.map(({ name }) => name).filter((name) => !/^(?:australia|brazil)-/.test(name))).to.deep.equal([]);
    expect(none).to.have.length.above(0);
    for (const { name, none: reason } of none) expect(reason?.length, name).to.be.above(40);
  });

  it('are known in every plan, and what is no module has no case', () => {
    const cases = (module: string) => casesOf(module, modules);
    expect(cases('fapi1-advanced-final-par-plain-pkce-rejected')).to.deep.equal(['fapi1.pkce[method-plain]']);
    expect(cases('fapi1-advanced-final-ensure-expired-request-object-fails')).to.deep.equal([
      'request-object.validation[expired]',
    ]);
    expect(cases('fapi2-security-profile-final-ensure-mtls-holder-of-key-required')).to.deep.equal([]);
    for (const plan of ['fapi2-security-profile-final', 'fapi2-message-signing-final'])
      expect(cases(`${plan}-par-plain-pkce-rejected`)).to.include('pkce.downgrade[method-plain]');
    for (const name of ['constructor', '', 'fapi2-security-profile-final-']) expect(cases(name)).to.deep.equal([]);
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
