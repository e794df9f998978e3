/** A bank without a consent API: scopes and one resource are enough for a whole flow. */
import { expect } from 'chai';
import type { TppMutation } from '../../contract.ts';
import { TppFault } from '../../fault.ts';
import { type Issuer, openIssuer, toCode, withDesk } from '../../testing-issuer.ts';
import { STEPS } from '../../vocabulary.ts';

describe('a bank of the dialect plain', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
    issuer.bank.api = { resource: `${issuer.origin}/resource?view=full` };
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());

  it('is walked from scopes to the resource, over the certificate all the way', async () => {
    await withDesk(issuer.bank, async (desk) => {
      const { code = null, code_verifier = null } = await toCode(desk);
      const token = await desk.run('oauth.token', { code, code_verifier });
      const mutations: TppMutation[] = [{ at: 'query.page', do: 'set', with: { to: '2' } }];
      const access = { token: token.outputs.access_token ?? null };
      for (const use of ['api.accounts', 'api.balances', 'api.transactions']) {
        const plain = await desk.run(use, access);
        expect(plain.outcome, use).to.deep.include({ ok: true, codes: ['ok'] });
        expect(plain.outputs.items, use).to.equal(1);
      }
      await desk.run('api.accounts', access, { mutations });
    });
    const resource = issuer.asked.filter(({ path }) => path === '/resource');
    expect(resource.map(({ query }) => query.length)).to.deep.equal([1, 1, 1, 2]);
    for (const { headers, certificate, query } of resource) {
      expect(query[0]).to.deep.equal(['view', 'full']);
      expect(Object.fromEntries(headers).authorization).to.equal('Bearer access-1');
      expect(certificate).to.equal('primary');
    }
    expect(issuer.asked.map(({ path, certificate }) => `${path} ${certificate}`).slice(0, 5)).to.deep.equal([
      '/.well-known/openid-configuration null',
      '/par primary',
      '/authorize null',
      '/decide null',
      '/token primary',
    ]);
  });

  it('has no consents and no payments, which planners are told and callers find out', async () => {
    const needing = [...STEPS.values()]
      .filter(({ needs }) => needs.some((need) => ['consents', 'pis'].includes(need)))
      .map(({ name }) => name);
    expect(needing).to.include.members(['consent.create', 'consent.get', 'consent.delete', 'payment.submit']);
    const inputs = { kind: 'accounts', token: 't', consent: 'c', amount: '1.00', amounts: ['1.00'] };
    await withDesk(issuer.bank, async ({ run }) => {
      for (const use of ['consent.create', 'consent.get', 'consent.delete', 'payment.submit'])
        expect(await run(use, inputs).catch((error) => error), use).to.be.instanceOf(TppFault);
    });
    expect(issuer.asked).to.deep.equal([]);
  });

  it('that answers with no object gave no data', async () => {
    for (const json of [[], 'x', null]) {
      issuer.routes['/resource'] = () => ({ json });
      const { outcome } = await withDesk(issuer.bank, ({ run }) => run('api.accounts', { token: 't' }));
      expect(outcome.codes).to.deep.equal(['malformed', 'http.200']);
    }
  });
});
