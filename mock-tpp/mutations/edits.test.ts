/** A mutation that changes nothing is a fault, and what was changed is reported without secrets. */
import { expect } from 'chai';
import type { TppMutation } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { type Issuer, openIssuer, withDesk } from '../testing-issuer.ts';
import { at, attempt, type Inputs, REQUEST, STEPS_HERE, TOKEN } from './testing-attempt.ts';

describe('the mutations of a step', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
    issuer.bank.dialect = 'uk-3.1';
    const { dpop } = issuer.bank.clients;
    if (!dpop) throw new Error('there is no client dpop');
    const bearer = { ...dpop, variant: { ...dpop.variant, 'sender-constraint': ['none'] as const } };
    Object.assign(issuer.bank.clients, { bearer, 'bearer-second': { ...bearer, client_id: 'client-bearer-second' } });
  });
  after(() => issuer.close());

  describe('a mutation that changes nothing', () => {
    // biome-ignore format: one row, one line
    const NOTHING: [string, TppMutation, Inputs?, string?][] = [
    ['oauth.request', at('param.scope', 'set', { to: REQUEST.scope })],
    ['oauth.request', at('param.absent', 'drop')],
    ['oauth.request', at('param.absent', 'duplicate', { value: 'x' })],
    ['oauth.request', at('assertion.claim.iat', 'time', { offset: '0s' })],
    ['oauth.request', at('assertion.claim.__proto__', 'set', { to: {} })],
    ['oauth.request', at('json.x', 'set', { to: 'x' })],
    ['oauth.request', at('request_object.claim.aud', 'drop')],
    ['oauth.request', at('', 'request_object.flip')],
    ['oauth.request', at('', 'pkce.method', { value: 'S256' })],
    ['oauth.request', at('', 'pkce.verifier')],
    ['oauth.request', at('', 'assertion.sign')],
    ['oauth.request', at('', 'assertion.sign', { key: 'own', alg: 'PS256' })],
    ['oauth.request', at('', 'assertion.replay', { of: 'nowhere' })],
    ['oauth.request', at('', 'assertion.flip'), REQUEST, 'mtls'],
    ['oauth.request', at('', 'client.use', { client: 'primary' })],
    ['oauth.request', at('', 'tls.present', { identity: 'primary' })],
    ['oauth.request', at('', 'tls.present', { identity: 'nobody' }), REQUEST, 'dpop'],
    ['oauth.token', at('', 'dpop.omit')],
    ['oauth.token', at('dpop.claim.htm', 'set', { to: 'GET' })],
    ['oauth.token', at('dpop.claim.nonce', 'drop'), TOKEN, 'dpop'],
    ['oauth.token', at('', 'dpop.sign'), TOKEN, 'dpop'],
    ['oauth.token', at('', 'dpop.replay', { of: 'nowhere' }), TOKEN, 'dpop'],
    ['oauth.introspect', at('', 'dpop.omit'), { token: 't' }, 'dpop'],
    ['api.accounts', at('', 'token.scheme', { value: 'DPoP' }), { token: 't' }, 'dpop'],
    ['api.accounts', at('', 'client.use', { client: 'bearer-second' }), { token: 't' }, 'bearer'],
    ['oauth.request', at('', 'no.such')],
    ['oauth.request', at('no.such', 'set', { to: 'x' })],
    ['oauth.token', at('', 'pkce.verifier', { value: 'v' })],
    ['oauth.token', at('', 'psu.deny')],
    ['consent.create', at('json.Data.Absent.x', 'set', { to: 'x' })],
  ];
    for (const [use, mutation, inputs, client] of NOTHING)
      it(`is a fault: ${mutation.do} ${mutation.at} ${JSON.stringify(mutation.with)} at ${use}`, async () => {
        const error = await attempt(issuer, { use, mutations: [mutation], inputs, client }).catch((thrown) => thrown);
        expect(error).to.be.instanceOf(TppFault);
      });

    it('is no fault when the bank ended the step before its request was made', async () => {
      issuer.reset();
      issuer.routes['/.well-known/openid-configuration'] = () => ({ status: 503 });
      const report = await withDesk(issuer.bank, ({ run }) =>
        run('oauth.request', REQUEST, { mutations: [at('assertion.claim.exp', 'drop')] }),
      );
      expect(report.outcome).to.deep.include({ ok: false, codes: ['http.503'], clear: false });
      expect(report.changed).to.deep.equal([]);
    });

    it('is a fault also when the bank refused what was sent', async () => {
      issuer.reset();
      issuer.routes['/par'] = () => ({ status: 400, json: { error: 'invalid_request' } });
      const run = withDesk(issuer.bank, ({ run }) =>
        run('oauth.request', REQUEST, { mutations: [at('form.scope', 'drop'), at('', 'request_object.flip')] }),
      );
      expect(await run.catch((error) => error)).to.be.instanceOf(TppFault);
    });
  });

  describe('what was changed', () => {
    it('is told with its values, but never with a secret', async () => {
      issuer.reset();
      await withDesk(issuer.bank, async ({ run }) => {
        const told = async (use: string, mutation: TppMutation) =>
          (await run(use, STEPS_HERE[use]?.[1] ?? {}, { id: 's', mutations: [mutation] })).changed;
        expect(await told('oauth.request', at('param.scope', 'set', { to: 'openid' }))).to.deep.equal([
          's.param.scope: "openid accounts" -> "openid"',
        ]);
        expect(await told('oauth.request', at('param.scope', 'drop'))).to.deep.equal([
          's.param.scope: "openid accounts" -> left out',
        ]);
        expect(await told('oauth.token', at('', 'client.use', { client: 'second' }))).to.deep.equal([
          's: client.use second',
        ]);
        for (const mutation of [at('form.code', 'set', { to: 'hidden' }), at('', 'pkce.verifier', { value: 'hidden' })])
          expect((await told('oauth.token', mutation)).join())
            .to.match(/^s/)
            .and.not.to.match(/hidden/);
      });
    });
  });
});
