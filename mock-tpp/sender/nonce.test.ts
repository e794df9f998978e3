/** The second request that a demand for a nonce brings about: built anew, with the same mutations. */
import { expect } from 'chai';
import type { Json, TppMutation } from '../contract.ts';
import { at } from '../mutations/testing-attempt.ts';
import { difference, flatten } from '../mutations/testing-difference.ts';
import { readJws } from '../oauth/jws.ts';
import { type Asked, type Issuer, openIssuer, type Reply, toCode, withDesk } from '../testing-issuer.ts';
import { claimsOf, headerOf, proofIn } from './testing-proof.ts';

const TOKEN = { code: 'c', code_verifier: 'v' };
const TOKENS = { access_token: 'access-1', token_type: 'DPoP', expires_in: 300, refresh_token: 'r-1' };

const assertionOf = (one: Asked | undefined): { [claim: string]: Json } =>
  readJws(Object.fromEntries(one?.form ?? []).client_assertion ?? '')?.payload ?? {};

describe('an authorised request', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => {
    issuer.reset();
    issuer.routes['/token'] = () => ({ json: TOKENS });
  });
  after(() => issuer.close());

  const asked = (path: string): Asked[] => issuer.asked.filter((one) => one.path === path);

  describe('that is answered with a demand for a nonce', () => {
    const CHALLENGE = {
      'www-authenticate': 'Bearer, DPoP algs="ES256", error="use_dpop_nonce", error_description="x"',
    };
    const demand = (nonce: string): Reply => ({
      status: 400,
      json: { error: 'use_dpop_nonce' },
      headers: { 'dpop-nonce': nonce },
    });
    /** A bank that wants a nonce in each proof; the last argument is its answer to a proof that has it. */
    const demanding = (path: string, nonce: string, first: Reply, then: (one: Asked) => Reply): void => {
      issuer.routes[path] = (one) => (claimsOf(one).nonce === nonce ? then(one) : first);
    };
    const demandEverywhere = (): void => {
      demanding('/par', 'as-1', demand('as-1'), () => ({ status: 201, json: { request_uri: 'urn:request:1' } }));
      demanding('/token', 'as-1', demand('as-1'), () => ({ json: TOKENS }));
      const unauthorised = { status: 401, headers: { ...CHALLENGE, 'dpop-nonce': 'rs-1' } };
      demanding('/resource', 'rs-1', unauthorised, () => ({ json: { data: true } }));
    };

    it('is sent once more with it, and with fresh values where a value is used once', async () => {
      demandEverywhere();
      await withDesk(issuer.bank, async ({ run }) => {
        const { outcome, facts, exchanges, outputs } = await run('oauth.token', TOKEN, { client: 'dpop' });
        expect(outcome.ok).to.equal(true);
        expect(facts['dpop.nonce_demanded']).to.equal(true);
        expect(exchanges.map(({ response }) => response?.status)).to.deep.equal([200, 400, 200]);
        const [first, second] = asked('/token');
        const changes = difference(flatten(first as Asked), flatten(second as Asked));
        expect(changes).to.deep.equal({ 'dpop.claim.nonce': [undefined, '"as-1"'] });
        expect(claimsOf(second).jti).to.not.equal(claimsOf(first).jti);
        expect(assertionOf(second).jti).to.not.equal(assertionOf(first).jti);
        await proofIn(second);
        const read = await run('api.accounts', { token: outputs.access_token ?? null }, { client: 'dpop' });
        expect([read.outcome.ok, read.facts['dpop.nonce_demanded']]).to.deep.equal([true, true]);
      });
      expect(asked('/resource').map((one) => claimsOf(one).nonce)).to.deep.equal([undefined, 'rs-1']);
      const interactions = asked('/resource').map((one) => headerOf(one, 'x-fapi-interaction-id'));
      expect(new Set(interactions).size).to.equal(2);
    });

    it('holds what the bank gave last the next time, each server its own', async () => {
      demandEverywhere();
      let count = 0;
      issuer.routes['/token'] = () => {
        count += 1;
        return { json: TOKENS, headers: { 'dpop-nonce': `as-${count + 1}` } };
      };
      await withDesk(issuer.bank, async (desk) => {
        const run = (use: string, inputs: { [name: string]: Json }) => desk.run(use, inputs, { client: 'dpop' });
        await run('oauth.request', { scope: 'x' });
        await run('oauth.token', TOKEN);
        await run('api.accounts', { token: 't' });
        await run('oauth.token', TOKEN);
        await run('api.accounts', { token: 't' });
      });
      const nonces = (path: string) => asked(path).map((one) => claimsOf(one).nonce);
      expect(nonces('/par')).to.deep.equal([undefined, 'as-1']);
      expect(nonces('/token')).to.deep.equal(['as-1', 'as-2']);
      expect(nonces('/resource')).to.deep.equal([undefined, 'rs-1', 'rs-1']);
    });

    // biome-ignore format: one row, one line
    const MUTATED: [string, string, { [name: string]: Json }, TppMutation, string, string][] = [
      ['oauth.token', '/token', TOKEN, at('form.redirect_uri', 'set', { to: 'https://other.example/' }), 'form.redirect_uri', 'https://other.example/'],
      ['oauth.token', '/token', TOKEN, at('assertion.claim.jti', 'set', { to: 'one' }), 'assertion.claim.jti', '"one"'],
      ['oauth.token', '/token', TOKEN, at('dpop.claim.jti', 'set', { to: 'one' }), 'dpop.claim.jti', '"one"'],
      ['oauth.token', '/token', TOKEN, at('dpop.claim.htm', 'set', { to: 'GET' }), 'dpop.claim.htm', '"GET"'],
      ['oauth.token', '/token', TOKEN, at('', 'assertion.sign', { alg: 'none' }), 'assertion.header.alg', '"none"'],
      ['oauth.token', '/token', TOKEN, at('', 'dpop.flip'), 'dpop.signed by', 'nobody known'],
      ['oauth.token', '/token', TOKEN, at('', 'http.method', { value: 'PUT' }), 'method', 'PUT'],
      ['oauth.refresh', '/token', { refresh_token: 'r' }, at('header.x', 'set', { to: 'y' }), 'header.x', 'y'],
      ['oauth.request', '/par', { scope: 'x' }, at('param.scope', 'set', { to: 'z' }), 'form.scope', 'z'],
      ['oauth.request', '/par', { scope: 'x', request: 'signed' }, at('request_object.claim.nbf', 'drop'), 'request_object.claim.nbf', 'absent'],
      ['oauth.request', '/par', { scope: 'x' }, at('', 'dpop.sign', { key: 'stranger' }), 'dpop.signed by', 'nobody known'],
      ['api.accounts', '/resource', { token: 't' }, at('header.Accept', 'set', { to: 'text/html' }), 'header.accept', 'text/html'],
      ['api.accounts', '/resource', { token: 't' }, at('query.page', 'set', { to: '2' }), 'query.page', '2'],
      ['api.accounts', '/resource', { token: 't' }, at('dpop.claim.ath', 'set', { to: 'other' }), 'dpop.claim.ath', '"other"'],
      ['api.accounts', '/resource', { token: 't' }, at('', 'token.scheme', { value: 'Bearer' }), 'header.authorization', 'Bearer t'],
    ];
    for (const [use, path, inputs, mutation, name, value] of MUTATED)
      it(`carries ${mutation.do} ${mutation.at} at ${use} the second time as well, and tells it once`, async () => {
        demandEverywhere();
        const options = { client: 'dpop', mutations: [mutation] };
        const { changed } = await withDesk(issuer.bank, ({ run }) => run(use, inputs, options));
        // A JWT that is signed otherwise tells its key as well.
        expect(changed).to.have.length(mutation.do === 'assertion.sign' ? 2 : 1);
        const told = asked(path).map((one) => flatten(one)[name] ?? 'absent');
        expect(told).to.deep.equal([value, value]);
      });

    it('repeats what a mutation drew at random, and what it sends again', async () => {
      demandEverywhere();
      await withDesk(issuer.bank, async ({ run }) => {
        await run('oauth.token', TOKEN, { id: 'before', client: 'dpop' });
        issuer.asked.length = 0;
        demanding('/token', 'as-2', demand('as-2'), () => ({ json: TOKENS }));
        const mutations = [at('', 'pkce.verifier'), at('', 'dpop.key'), at('', 'assertion.replay', { of: 'before' })];
        await run('oauth.token', TOKEN, { client: 'dpop', mutations });
      });
      const [first, second] = asked('/token').map((one) => flatten(one));
      expect(first?.['form.code_verifier']).to.be.a('string').and.to.equal(second?.['form.code_verifier']);
      for (const name of ['dpop.header.jwk', 'assertion.claim.jti'])
        expect(first?.[name], name).to.be.a('string').and.to.equal(second?.[name]);
    });

    it('is not mended when the nonce is what the case is about', async () => {
      demandEverywhere();
      for (const mutation of [at('dpop.claim.nonce', 'set', { to: 'old' }), at('dpop.claim.nonce', 'drop')]) {
        issuer.asked.length = 0;
        const options = { client: 'dpop', mutations: [mutation] };
        const { outcome, changed } = await withDesk(issuer.bank, ({ run }) => run('oauth.token', TOKEN, options));
        expect(outcome.codes).to.deep.equal(['oauth.use_dpop_nonce', 'http.400']);
        expect(changed).to.have.length(1);
        const nonce = mutation.with.to;
        expect(asked('/token').map((one) => claimsOf(one).nonce)).to.deep.equal([nonce, nonce]);
      }
    });

    it('tells when another nonce than the one given last is taken, and only then', async () => {
      const old = [at('dpop.claim.nonce', 'set', { to: 'old' })];
      const taken = await withDesk(issuer.bank, async ({ run }) => {
        const takes = async (mutations: TppMutation[] = []) =>
          (await run('oauth.token', TOKEN, { client: 'dpop', mutations })).facts['dpop.other_nonce_taken'];
        const unasked = await takes(old);
        demandEverywhere();
        const asked = [await takes(), await takes(old)];
        issuer.routes['/token'] = () => ({ json: TOKENS });
        return [
          unasked,
          ...asked,
          await takes(old),
          await takes([at('', 'dpop.date', { offset: '-1h' })]),
          await takes(),
        ];
      });
      expect(taken).to.deep.equal([null, null, null, true, true, null]);
    });

    const NEVER: [string, Reply, string][] = [
      ['that brings none', { status: 400, json: { error: 'use_dpop_nonce' } }, 'dpop'],
      [
        'that no header can hold',
        { status: 400, json: { error: 'use_dpop_nonce' }, headers: { 'dpop-nonce': 'a b' } },
        'dpop',
      ],
      ['of a server error', { ...demand('n'), status: 503 }, 'dpop'],
      ['beside another error', { ...demand('n'), json: { error: 'invalid_grant' } }, 'dpop'],
      ['from a client that proves nothing', demand('n'), 'primary'],
    ];
    for (const [what, reply, client] of NEVER)
      it(`is not sent again for a demand ${what}`, async () => {
        issuer.routes['/token'] = () => reply;
        const { outcome } = await withDesk(issuer.bank, ({ run }) => run('oauth.token', TOKEN, { client }));
        expect(outcome.ok).to.equal(false);
        expect(asked('/token')).to.have.length(1);
      });

    it('tells of a token that lives for long where no nonce was given', async () => {
      const lived = (lifetime: number, demands: boolean) =>
        withDesk(issuer.bank, async ({ run }) => {
          issuer.reset();
          if (demands) demandEverywhere();
          issuer.routes['/token'] = () => ({ json: { ...TOKENS, expires_in: lifetime } });
          const { outputs } = await run('oauth.token', TOKEN, { client: 'dpop' });
          const { facts } = await run('api.accounts', { token: outputs.access_token ?? null }, { client: 'dpop' });
          return facts['dpop.long_lived'];
        });
      expect([await lived(90_000, false), await lived(3600, false), await lived(90_000, true)]).to.deep.equal([
        true,
        false,
        null,
      ]);
    });

    it('is sent twice and no more, whatever the bank goes on to demand', async () => {
      let count = 0;
      issuer.routes['/token'] = () => demand(`n-${count++}`);
      const { outcome } = await withDesk(issuer.bank, ({ run }) => run('oauth.token', TOKEN, { client: 'dpop' }));
      expect(outcome.codes).to.deep.equal(['oauth.use_dpop_nonce', 'http.400']);
      expect(asked('/token')).to.have.length(2);
    });

    it('without its proof is not sent again', async () => {
      demandEverywhere();
      const options = { client: 'dpop', mutations: [at('', 'dpop.omit')] };
      const { outcome } = await withDesk(issuer.bank, ({ run }) => run('oauth.token', TOKEN, options));
      expect(outcome.codes).to.include('oauth.use_dpop_nonce');
      expect(asked('/token')).to.have.length(1);
    });

    it('is one of a whole path that comes to its end', async () => {
      demandEverywhere();
      await withDesk(issuer.bank, async (desk) => {
        const { code = null, code_verifier = null } = await toCode({
          ...desk,
          run: (use, inputs, more) => desk.run(use, inputs, { ...more, client: 'dpop' }),
        });
        const { outputs } = await desk.run('oauth.token', { code, code_verifier }, { client: 'dpop' });
        const token = outputs.access_token ?? null;
        expect((await desk.run('api.accounts', { token }, { client: 'dpop' })).outcome.ok).to.equal(true);
      });
    });
  });
});
