/** What shows who sends a request: scheme, proof and certificate; and the second request that a nonce asks for. */
import { expect } from 'chai';
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, jwtVerify } from 'jose';
import type { Json, TppMutation } from '../contract.ts';
import { at } from '../mutations/testing-attempt.ts';
import { difference, flatten } from '../mutations/testing-difference.ts';
import { readJws } from '../oauth/jws.ts';
import {
  type Asked,
  bankJwt,
  type Issuer,
  metadataOf,
  NOW,
  openIssuer,
  type Reply,
  toCode,
  withDesk,
} from '../testing-issuer.ts';

const NOW_S = NOW / 1000;
const TOKEN = { code: 'c', code_verifier: 'v' };
const TOKENS = { access_token: 'access-1', token_type: 'DPoP', expires_in: 300, refresh_token: 'r-1' };

const headerOf = (asked: Asked | undefined, name: string): string | undefined =>
  asked?.headers.find(([key]) => key === name)?.[1];

/** Verified by a library that did not sign it, with the key that the proof itself shows. */
const proofIn = async (asked: Asked | undefined) => {
  const { payload, protectedHeader } = await jwtVerify(headerOf(asked, 'dpop') ?? '', EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: ['ES256'],
    currentDate: new Date(NOW),
  });
  return { header: protectedHeader, claims: payload, jkt: await calculateJwkThumbprint(protectedHeader.jwk as JWK) };
};

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
  const claimsOf = (one: Asked | undefined): { [claim: string]: Json } =>
    readJws(headerOf(one, 'dpop') ?? '')?.payload ?? {};
  const assertionOf = (one: Asked | undefined): { [claim: string]: Json } =>
    readJws(Object.fromEntries(one?.form ?? []).client_assertion ?? '')?.payload ?? {};

  describe('of a client that proves a key', () => {
    it('carries a fresh proof of one key at each request for tokens and with a token, and no certificate', async () => {
      await withDesk(issuer.bank, async (desk) => {
        const run = (use: string, inputs: { [name: string]: Json }) => desk.run(use, inputs, { client: 'dpop' });
        await run('oauth.par', { scope: 'x' });
        const { outputs, facts } = await run('oauth.token', TOKEN);
        await run('oauth.refresh', { refresh_token: 'r' });
        await run('oauth.client_credentials', { scope: 's' });
        issuer.bank.api.resource = `${issuer.origin}/resource?page=1`;
        await run('api.accounts', { token: outputs.access_token ?? null });
        issuer.bank.api.resource = `${issuer.origin}/resource`;
        expect(facts).to.include({ 'token.type_matches': true, 'dpop.nonce_demanded': false });
        const proved = issuer.asked.filter((one) => headerOf(one, 'dpop') !== undefined);
        expect(proved.map(({ path }) => path)).to.deep.equal(['/par', '/token', '/token', '/token', '/resource']);
        const proofs = await Promise.all(proved.map(proofIn));
        for (const [index, { header, claims }] of proofs.entries()) {
          expect(Object.keys(header).sort()).to.deep.equal(['alg', 'jwk', 'typ']);
          expect(Object.keys(header.jwk ?? {}).sort()).to.deep.equal(['crv', 'kty', 'x', 'y']);
          const { method, path } = proved[index] as Asked;
          expect(claims).to.include({ htm: method, htu: `${issuer.origin}${path}`, iat: NOW_S });
          expect(claims).to.not.have.property('nonce');
        }
        expect(new Set(proofs.map(({ jkt }) => jkt)).size, 'keys').to.equal(1);
        expect(new Set(proofs.map(({ claims }) => claims.jti)).size, 'jti').to.equal(5);
        const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from('access-1'))).toString('base64url');
        expect(proofs.map(({ claims }) => claims.ath)).to.deep.equal([...Array(4), hash]);
        expect(headerOf(proved[4], 'authorization')).to.equal('DPoP access-1');
        expect(new Set(issuer.asked.map(({ certificate }) => certificate))).to.deep.equal(new Set([null]));
        expect([...desk.tainted.values()]).to.include('DPoP key');
      });
    });

    it('shows nothing of the kind where no token is asked for', async () => {
      await withDesk(issuer.bank, async ({ run }) => {
        await run('oauth.introspect', { token: 't' }, { client: 'dpop' });
        await run('oauth.revoke', { token: 't' }, { client: 'dpop' });
      });
      for (const path of ['/introspect', '/revoke']) expect(headerOf(asked(path)[0], 'dpop')).to.equal(undefined);
    });

    it('has a key of its own in each session and for each client', async () => {
      const seen = new Set<string>();
      for (const _session of [1, 2])
        await withDesk(issuer.bank, async ({ run }) => {
          for (const client of ['dpop', 'dpop-second']) {
            if (seen.size > 0) await run('oauth.revoke', { token: 't' });
            await run('oauth.token', TOKEN, { client });
            seen.add((await proofIn(asked('/token').at(-1))).jkt);
          }
        });
      expect(seen.size).to.equal(4);
    });
  });

  describe('goes', () => {
    const withAliases = (): void => {
      const aliases = { token_endpoint: `${issuer.origin}/mtls-token` };
      const json = { ...metadataOf(issuer.origin), mtls_endpoint_aliases: aliases };
      issuer.routes['/.well-known/openid-configuration'] = () => ({ json });
      issuer.routes['/mtls-token'] = () => ({ json: TOKENS });
    };

    it('to the alias with a certificate, and past it without one', async () => {
      withAliases();
      await withDesk(issuer.bank, async ({ run }) => {
        for (const client of ['primary', 'dpop']) await run('oauth.token', TOKEN, { client });
      });
      expect(asked('/mtls-token').map(({ certificate }) => certificate)).to.deep.equal(['primary']);
      expect(asked('/token').map(({ certificate }) => certificate)).to.deep.equal([null]);
      expect((await proofIn(asked('/token')[0])).claims.htu).to.equal(`${issuer.origin}/token`);
    });

    it('to the alias also when the certificate is left out on purpose', async () => {
      withAliases();
      const mutations = [at('', 'tls.present', { identity: 'nobody' })];
      await withDesk(issuer.bank, ({ run }) => run('oauth.token', TOKEN, { mutations }));
      expect(asked('/mtls-token').map(({ certificate }) => certificate)).to.deep.equal([null]);
    });
  });

  describe('for a token', () => {
    const jwtOf = async (cnf: Json): Promise<void> => {
      const access_token = await bankJwt({ cnf });
      issuer.routes['/token'] = () => ({ json: { ...TOKENS, access_token } });
      issuer.routes['/introspect'] = () => ({ json: { active: true, cnf } });
    };
    const factsOf = (client: string) =>
      withDesk(issuer.bank, async ({ run }) => {
        const one = await run('oauth.token', TOKEN, { client });
        const two = await run('oauth.introspect', { token: 't' }, { client });
        return [one.facts['token.cnf_matches'], two.facts['introspection.cnf_matches']];
      });

    it('tells whether it is bound to what the client showed', async () => {
      await factsOf('dpop');
      const { jkt } = await proofIn(asked('/token')[0]);
      const { sha256 = '' } = await withDesk(issuer.bank, async ({ run }) => {
        const { exchanges } = await run('oauth.token', TOKEN);
        return { sha256: exchanges.at(-1)?.tls?.clientSha256 ?? '' };
      });
      const thumbprint = Buffer.from(sha256, 'hex').toString('base64url');
      for (const [cnf, mtls, dpop] of [
        [{ jkt }, false, true],
        [{ 'x5t#S256': thumbprint }, true, false],
        [{ 'x5t#S256': thumbprint, jkt }, true, true],
        [{ jkt: [jkt] }, false, false],
        ['jkt', false, false],
        [null, false, false],
      ] as [Json, boolean, boolean][]) {
        await jwtOf(cnf);
        expect(await factsOf('primary'), JSON.stringify(cnf)).to.deep.equal([mtls, mtls]);
        expect(await factsOf('dpop'), JSON.stringify(cnf)).to.deep.equal([dpop, dpop]);
      }
    });

    it('of a client without either tells nothing of that, and is shown as Bearer', async () => {
      const { dpop } = issuer.bank.clients;
      if (!dpop) throw new Error('there is no client dpop');
      const bearer = { ...dpop, variant: { ...dpop.variant, 'sender-constraint': ['none'] as const } };
      const access_token = await bankJwt({ cnf: { jkt: 'x' } });
      issuer.routes['/token'] = () => ({ json: { access_token, token_type: 'Bearer' } });
      const bank = { ...issuer.bank, clients: { ...issuer.bank.clients, bearer } };
      await withDesk(bank, async ({ run }) => {
        const { facts } = await run('oauth.token', TOKEN, { client: 'bearer' });
        await run('api.accounts', { token: access_token }, { client: 'bearer' });
        expect(facts['token.cnf_matches']).to.equal(null);
        expect(facts['token.type_matches']).to.equal(true);
        expect(facts).to.not.have.property('dpop.nonce_demanded');
      });
      const [shown] = asked('/resource');
      expect(shown?.certificate).to.equal(null);
      expect(headerOf(shown, 'dpop')).to.equal(undefined);
      expect(headerOf(shown, 'authorization')).to.equal(`Bearer ${access_token}`);
    });

    for (const [client, type, matches, presented] of [
      ['dpop', 'dPoP', true, 'DPoP'],
      ['dpop', 'Bearer', false, 'Bearer'],
      ['dpop', 'mac', false, 'DPoP'],
      ['primary', 'bearer', true, 'Bearer'],
      ['primary', 'DPoP', false, 'DPoP'],
      ['primary', 'N_A', false, 'Bearer'],
    ] as const)
      it(`of the type ${type} at the client ${client} goes on as ${presented}`, async () => {
        issuer.routes['/token'] = () => ({ json: { ...TOKENS, token_type: type } });
        await withDesk(issuer.bank, async ({ run }) => {
          const { ending, facts, outputs } = await run('oauth.token', TOKEN, { client });
          expect(ending.ok).to.equal(true);
          expect(facts).to.include({ 'token.type': type, 'token.type_matches': matches });
          await run('api.accounts', { token: outputs.access_token ?? null }, { client });
        });
        expect(headerOf(asked('/resource')[0], 'authorization')).to.equal(`${presented} access-1`);
      });
  });

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
        const { ending, facts, exchanges, outputs } = await run('oauth.token', TOKEN, { client: 'dpop' });
        expect(ending.ok).to.equal(true);
        expect(facts['dpop.nonce_demanded']).to.equal(true);
        expect(exchanges.map(({ response }) => response?.status)).to.deep.equal([200, 400, 200]);
        const [first, second] = asked('/token');
        const changes = difference(flatten(first as Asked), flatten(second as Asked));
        expect(changes).to.deep.equal({ 'dpop.claim.nonce': [undefined, '"as-1"'] });
        expect(claimsOf(second).jti).to.not.equal(claimsOf(first).jti);
        expect(assertionOf(second).jti).to.not.equal(assertionOf(first).jti);
        await proofIn(second);
        const read = await run('api.accounts', { token: outputs.access_token ?? null }, { client: 'dpop' });
        expect([read.ending.ok, read.facts['dpop.nonce_demanded']]).to.deep.equal([true, true]);
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
        await run('oauth.par', { scope: 'x' });
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
      ['oauth.par', '/par', { scope: 'x' }, at('param.scope', 'set', { to: 'z' }), 'form.scope', 'z'],
      ['oauth.par', '/par', { scope: 'x', request: 'signed' }, at('request_object.claim.nbf', 'drop'), 'request_object.claim.nbf', 'absent'],
      ['oauth.par', '/par', { scope: 'x' }, at('', 'dpop.sign', { key: 'stranger' }), 'dpop.signed by', 'nobody known'],
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
        expect(changed).to.have.length(1);
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
        const { ending, changed } = await withDesk(issuer.bank, ({ run }) => run('oauth.token', TOKEN, options));
        expect(ending.atoms).to.deep.equal(['oauth.use_dpop_nonce', 'http.400']);
        expect(changed).to.have.length(1);
        const nonce = mutation.with.to;
        expect(asked('/token').map((one) => claimsOf(one).nonce)).to.deep.equal([nonce, nonce]);
      }
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
        const { ending } = await withDesk(issuer.bank, ({ run }) => run('oauth.token', TOKEN, { client }));
        expect(ending.ok).to.equal(false);
        expect(asked('/token')).to.have.length(1);
      });

    it('is sent twice and no more, whatever the bank goes on to demand', async () => {
      let count = 0;
      issuer.routes['/token'] = () => demand(`n-${count++}`);
      const { ending } = await withDesk(issuer.bank, ({ run }) => run('oauth.token', TOKEN, { client: 'dpop' }));
      expect(ending.atoms).to.deep.equal(['oauth.use_dpop_nonce', 'http.400']);
      expect(asked('/token')).to.have.length(2);
    });

    it('without its proof is not sent again', async () => {
      demandEverywhere();
      const options = { client: 'dpop', mutations: [at('', 'dpop.omit')] };
      const { ending } = await withDesk(issuer.bank, ({ run }) => run('oauth.token', TOKEN, options));
      expect(ending.atoms).to.include('oauth.use_dpop_nonce');
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
        expect((await desk.run('api.accounts', { token }, { client: 'dpop' })).ending.ok).to.equal(true);
      });
    });
  });
});
