import { expect } from 'chai';
import { allurePage, historyId, resultUuid } from './identity.ts';

const BANK = { name: 'a-bank', profile: 'reference' };

describe('identity in Allure', () => {
  it('is the same for the same case, bank and profile, and for nothing else', () => {
    const ids = [
      historyId('par.push[a]', BANK),
      historyId('par.push[b]', BANK),
      historyId('par.push[a]', { ...BANK, name: 'other' }),
      historyId('par.push[a]', { ...BANK, profile: 'other' }),
    ];
    expect(new Set(ids).size).to.equal(4);
    expect(historyId('par.push[a]', { ...BANK })).to.equal(ids[0]);
  });

  it('of a result belongs to one run', () => {
    expect(resultUuid('run-1', 'a')).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(resultUuid('run-1', 'a')).to.equal(resultUuid('run-1', 'a')).and.not.equal(resultUuid('run-2', 'a'));
    expect(allurePage('run-1', 'a')).to.match(/^allure-report\/index\.html#[0-9a-f]{32}$/);
  });
});
