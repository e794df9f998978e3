/** Requests that say the same in another order, or want their answer where it does not belong. */
import { expect } from 'chai';
import { at, attempt, REQUEST } from '../mutations/testing-attempt.ts';
import { shownAt } from '../mutations/testing-wire-changes.ts';
import { type Issuer, openIssuer, withDesk } from '../testing-issuer.ts';
import { respelt } from './respelling.ts';

describe('an odd request', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());

  it('holds the same parameters the other way round', async () => {
    const names = async (mutations: ReturnType<typeof at>[]): Promise<string[]> => {
      await attempt(issuer, { use: 'oauth.request', mutations });
      return shownAt(issuer, '/par').form.map(([name]) => name);
    };
    const usual = await names([]);
    expect(await names([at('', 'form.reverse')])).to.deep.equal(usual.reverse());
  });

  it('wants its answer at the address of another client', async () => {
    const { second } = issuer.bank.clients;
    if (!second) throw new Error('there is no client second');
    const clients = { ...issuer.bank.clients, second: { ...second, redirect_uri: 'https://second.example/cb' } };
    const mutations = [at('', 'redirect.of', { client: 'second' })];
    await withDesk({ ...issuer.bank, clients }, ({ run }) => run('oauth.request', REQUEST, { mutations }));
    expect(Object.fromEntries(shownAt(issuer, '/par').form).redirect_uri).to.equal('https://second.example/cb');
    const same = await withDesk(issuer.bank, ({ run }) => run('oauth.request', REQUEST, { mutations }));
    expect(same.outcome.ok).to.equal(false);
    expect(same.outcome.detail).to.contain('has the same redirect_uri');
  });

  for (const [how, expected] of [
    ['port', 'https://tpp.example:8444/cb'],
    ['backslash', 'https://attacker.example\\@tpp.example/cb'],
    ['http', 'http://tpp.example/cb'],
    ['fragment', 'https://tpp.example/cb#attacker'],
    ['relative', '/cb'],
  ])
    it(`spells a redirect_uri otherwise by ${how}`, () => {
      expect(respelt('https://tpp.example/cb', how)).to.equal(expected);
    });
});
