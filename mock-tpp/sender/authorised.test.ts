/** What shows who sends a request: token scheme, proof and certificate. */
import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { at } from '../mutations/testing-attempt.ts';
import { type Asked, bankJwt, type Issuer, metadataOf, NOW, openIssuer, withDesk } from '../testing-issuer.ts';
import { headerOf, proofIn } from './testing-proof.ts';

const NOW_S = NOW / 1000;
const TOKEN = { code: 'c', code_verifier: 'v' };
const TOKENS = { access_token: 'access-1', token_type: 'DPoP', expires_in: 300, refresh_token: 'r-1' };

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

  describe('of a client that proves a key', () => {
    it('carries a fresh proof of one key at each request for tokens and with a token, and no certificate', async () => {
      await withDesk(issuer.bank, async (desk) => {
        const run = (use: string, inputs: { [name: string]: Json }) => desk.run(use, inputs, { client: 'dpop' });
        await run('oauth.request', { scope: 'x' });
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

    it('proves it where a token is given back, for some banks ask for that, and not where one is only asked about', async () => {
      await withDesk(issuer.bank, async ({ run }) => {
        await run('oauth.introspect', { token: 't' }, { client: 'dpop' });
        await run('oauth.revoke', { token: 't' }, { client: 'dpop' });
      });
      expect(headerOf(asked('/introspect')[0], 'dpop')).to.equal(undefined);
      expect((await proofIn(asked('/revoke')[0])).claims).to.include({ htm: 'POST', htu: `${issuer.origin}/revoke` });
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

    it('past the alias when it is to, with the certificate that it has', async () => {
      withAliases();
      const mutations = [at('', 'alias.pass')];
      await withDesk(issuer.bank, ({ run }) => run('oauth.token', TOKEN, { mutations }));
      expect(asked('/mtls-token')).to.deep.equal([]);
      expect(asked('/token').map(({ certificate }) => certificate)).to.deep.equal(['primary']);
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

    it('of the wrong type that is bound to the key all the same goes on as DPoP', async () => {
      await withDesk(issuer.bank, async ({ run }) => {
        await run('oauth.token', TOKEN, { client: 'dpop' });
        const access_token = await bankJwt({ cnf: { jkt: (await proofIn(asked('/token')[0])).jkt } });
        issuer.routes['/token'] = () => ({ json: { ...TOKENS, access_token, token_type: 'Bearer' } });
        const { facts } = await run('oauth.token', TOKEN, { client: 'dpop' });
        expect(facts).to.include({ 'token.type_matches': false, 'token.cnf_matches': true });
        await run('api.accounts', { token: access_token }, { client: 'dpop' });
        expect(headerOf(asked('/resource')[0], 'authorization')).to.equal(`DPoP ${access_token}`);
      });
    });

    for (const [client, type, matches, presented] of [
      ['dpop', 'dPoP', true, 'DPoP'],
      ['dpop', 'Bearer', false, 'Bearer'],
      ['dpop', 'mac', false, 'DPoP'],
      ['dpop', 'constructor', false, 'DPoP'],
      ['primary', 'bearer', true, 'Bearer'],
      ['primary', 'DPoP', false, 'DPoP'],
      ['primary', 'N_A', false, 'Bearer'],
    ] as const)
      it(`of the type ${type} at the client ${client} goes on as ${presented}`, async () => {
        issuer.routes['/token'] = () => ({ json: { ...TOKENS, token_type: type } });
        await withDesk(issuer.bank, async ({ run }) => {
          const { outcome, facts, outputs } = await run('oauth.token', TOKEN, { client });
          expect(outcome.ok).to.equal(true);
          expect(facts).to.include({ 'token.type': type, 'token.type_matches': matches });
          await run('api.accounts', { token: outputs.access_token ?? null }, { client });
        });
        expect(headerOf(asked('/resource')[0], 'authorization')).to.equal(`${presented} access-1`);
      });
  });
});
