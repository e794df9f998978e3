/** What an honest client sends: PKCE, client assertion, request object; and what it reads of the response. */
import { createHash, createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import { compactVerify } from 'jose';
import type { Json } from '../contract.ts';
import {
  type Asked,
  bankJwt,
  CLIENT_KEYS,
  ecKey,
  type Issuer,
  NOW,
  openIssuer,
  publicJwk,
  REDIRECT_URI,
  toCode,
  withDesk,
} from '../testing-issuer.ts';

const NOW_S = NOW / 1000;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

describe('oauth', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
    issuer.bank.dialect = 'uk-3.1';
  });
  after(() => issuer.close());

  const last = (path: string): Asked => {
    const found = issuer.asked.findLast((one) => one.path === path);
    if (!found) throw new Error(`nothing was asked at ${path}`);
    return found;
  };
  const formOf = (path: string): { [name: string]: string } => Object.fromEntries(last(path).form);

  /** Header and claims of a JWT that one of our clients signed; verified by a library that did not sign it. */
  const opened = async (jwt: string | undefined, name: keyof typeof CLIENT_KEYS) => {
    const { payload, protectedHeader } = await compactVerify(jwt ?? '', createPublicKey(CLIENT_KEYS[name]));
    return {
      header: protectedHeader,
      claims: JSON.parse(Buffer.from(payload).toString()) as { [claim: string]: Json },
    };
  };

  describe('a pushed authorization request', () => {
    beforeEach(() => issuer.reset());

    it('holds a fresh challenge, state and nonce, and each parameter once', async () => {
      await withDesk(issuer.bank, async ({ run, tainted }) => {
        const first = await run('oauth.request', { scope: 'openid accounts', consent: 'c-1' });
        const form = formOf('/par');
        expect(last('/par')).to.include({ method: 'POST', certificate: 'primary' });
        expect(new Set(last('/par').form.map(([name]) => name)).size).to.equal(last('/par').form.length);
        expect(form).to.include({
          response_type: 'code',
          client_id: 'client-primary',
          redirect_uri: REDIRECT_URI,
          scope: 'openid accounts',
          code_challenge_method: 'S256',
          code_challenge: sha256(String(first.outputs.code_verifier)),
        });
        expect(String(first.outputs.code_verifier)).to.match(/^[A-Za-z0-9_-]{43}$/);
        expect(tainted.get(String(first.outputs.code_verifier))).to.equal('code_verifier');
        expect(JSON.parse(form.claims ?? '').id_token.openbanking_intent_id).to.deep.equal({
          value: 'c-1',
          essential: true,
        });
        expect(first.outputs).to.include({ request_uri: 'urn:request:1', expires_in: 60, expires_at: NOW + 60_000 });
        await run('oauth.request', { scope: 'openid accounts' });
        for (const name of ['code_challenge', 'state', 'nonce', 'client_assertion'])
          expect(formOf('/par')[name], name).to.not.equal(form[name]);
      });
    });

    it('is authenticated by an assertion for the issuer alone, of one minute, that is never used twice', async () => {
      await withDesk(issuer.bank, async ({ run, tainted }) => {
        const seen = new Set<Json | undefined>();
        for (const [use, path, inputs] of [
          ['oauth.request', '/par', { scope: 'x' }],
          ['oauth.token', '/token', { code: 'c', code_verifier: 'v' }],
          ['oauth.refresh', '/token', { refresh_token: 'r' }],
          ['oauth.introspect', '/introspect', { token: 't' }],
          ['oauth.revoke', '/revoke', { token: 't' }],
        ] as const) {
          await run(use, inputs);
          const form = formOf(path);
          const { header, claims } = await opened(form.client_assertion, 'primary');
          expect(header).to.deep.equal({ alg: 'PS256', typ: 'JWT', kid: 'kid-primary' });
          const { jti, ...rest } = claims;
          expect(rest).to.deep.equal({
            iss: 'client-primary',
            sub: 'client-primary',
            aud: issuer.origin,
            iat: NOW_S,
            exp: NOW_S + 60,
          });
          expect(form.client_assertion_type).to.equal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
          expect(tainted.get(form.client_assertion ?? '')).to.equal('client assertion');
          seen.add(jti);
        }
        expect(seen.size).to.equal(5);
      });
    });

    it('of a client that its certificate authenticates has no assertion', async () => {
      await withDesk(issuer.bank, ({ run }) => run('oauth.request', { scope: 'x' }, { client: 'mtls' }));
      expect(last('/par').certificate).to.equal('mtls');
      expect(formOf('/par')).to.include({ client_id: 'client-mtls' }).and.to.not.have.property('client_assertion');
    });

    it('that is signed travels in a request object, with nothing beside it but who the client is', async () => {
      const report = await withDesk(issuer.bank, ({ run }) =>
        run('oauth.request', { scope: 'openid', request: 'signed', consent: 'c-1', response_mode: 'jwt' }),
      );
      const form = formOf('/par');
      expect(Object.keys(form)).to.have.members(['client_id', 'request', 'client_assertion', 'client_assertion_type']);
      const { header, claims } = await opened(form.request, 'primary');
      expect(header).to.deep.equal({ alg: 'PS256', typ: 'oauth-authz-req+jwt', kid: 'kid-primary' });
      const { jti, claims: asked, ...rest } = claims;
      expect(rest).to.deep.equal({
        iss: 'client-primary',
        aud: issuer.origin,
        iat: NOW_S,
        nbf: NOW_S,
        exp: NOW_S + 300,
        response_type: 'code',
        response_mode: 'jwt',
        client_id: 'client-primary',
        redirect_uri: REDIRECT_URI,
        scope: 'openid',
        state: report.outputs.state,
        nonce: report.outputs.nonce,
        code_challenge: report.outputs.code_challenge,
        code_challenge_method: 'S256',
      });
      expect(jti).to.be.a('string');
      expect(asked).to.have.nested.property('userinfo.openbanking_intent_id.value', 'c-1');
    });
  });

  describe('an authorization response', () => {
    beforeEach(() => issuer.reset());

    const answerWith = (params: string): void => {
      issuer.routes['/authorize'] = () => ({ status: 302, headers: { location: `${REDIRECT_URI}?${params}` } });
    };
    const authorize = (inputs: { [name: string]: Json } = {}) =>
      withDesk(issuer.bank, async ({ run }) => {
        const par = await run('oauth.request', { scope: 'x', ...inputs });
        return run('oauth.authorize', { request: par.outputs.request ?? null });
      });

    // biome-ignore format: one row, one line
    const ROWS: [string, string, string[]][] = [
    ['a code', 'code=c', ['ok', 'sca.exempted']],
    ['an error', 'error=access_denied', ['redirect.access_denied']],
    ['an error and a code', 'error=access_denied&code=c', ['redirect.access_denied']],
    ['an error that is no code', 'error=<script>', ['malformed', 'http.302']],
    ['an error that is very long', `error=${'e'.repeat(200)}`, ['malformed', 'http.302']],
    ['an empty code', 'code=', ['malformed', 'http.302']],
    ['nothing', '', ['malformed', 'http.302']],
    ['a code twice', 'code=c&code=d', ['malformed', 'http.302']],
    ['a response that is no JWT', 'response=abc', ['malformed', 'http.302']],
  ];
    for (const [what, params, codes] of ROWS)
      it(`with ${what} ends ${codes.join(' ')}`, async () => {
        answerWith(params);
        expect((await authorize()).outcome.codes).to.deep.equal(codes);
      });

    it('with a code that the user was never asked about is none that was declined', async () => {
      answerWith('code=c');
      const { outcome } = await withDesk(issuer.bank, async ({ run }) => {
        const { outputs } = await run('oauth.request', { scope: 'x' });
        return run('oauth.authorize', { request: outputs.request ?? null, decision: 'deny' });
      });
      expect(outcome).to.deep.include({ ok: false, codes: ['malformed', 'http.302'], clear: false });
    });

    it('is compared with the request and the issuer', async () => {
      answerWith(`code=c&iss=${encodeURIComponent(issuer.origin)}/&state=other`);
      const { facts, outputs } = await authorize();
      expect(outputs).to.deep.equal({ code: 'c', iss: `${issuer.origin}/`, state: 'other' });
      expect(facts).to.include({
        'response.iss_matches': false,
        'response.state_matches': false,
        'jarm.present': false,
      });
    });

    it('in a JWT is read from it alone, and what is wrong with it is told', async () => {
      const claims = { iss: issuer.origin, aud: 'client-primary', exp: NOW_S + 60, code: 'inside' };
      answerWith(`code=outside&response=${await bankJwt(claims)}`);
      const good = await authorize({ response_mode: 'jwt' });
      expect(good.outputs.code).to.equal('inside');
      expect(good.facts).to.include({
        'jarm.signature': true,
        'jarm.alg': 'ES256',
        'jarm.iss_matches': true,
        'jarm.aud_matches': true,
        'jarm.has_exp': true,
        'jarm.lifetime_s': 60,
        'response.iss_matches': true,
      });
      answerWith(`response=${await bankJwt({ ...claims, aud: 'you' }, { key: ecKey() })}`);
      const bad = await authorize({ response_mode: 'jwt' });
      expect(bad.facts).to.include({ 'jarm.present': true, 'jarm.signature': false, 'jarm.aud_matches': false });
    });

    it('of a bank that has new keys is verified with them', async () => {
      const key = ecKey();
      const claims = { iss: issuer.origin, aud: 'client-primary', exp: NOW_S + 60, code: 'c' };
      answerWith(`response=${await bankJwt(claims)}`);
      await withDesk(issuer.bank, async ({ run }) => {
        const par = { request: (await run('oauth.request', { scope: 'x' })).outputs.request ?? null };
        expect((await run('oauth.authorize', par)).facts['jarm.signature']).to.equal(true);
        issuer.routes['/jwks'] = () => ({ json: { keys: [publicJwk(key, 'new')] } });
        answerWith(`response=${await bankJwt(claims, { key, kid: 'new' })}`);
        expect((await run('oauth.authorize', par)).facts['jarm.signature']).to.equal(true);
        issuer.routes['/jwks'] = () => ({ status: 500 });
        expect((await run('oauth.authorize', par)).facts['jarm.signature']).to.equal(true);
      });
    });

    it('comes before a token request that repeats its redirect_uri and holds its verifier', async () => {
      await withDesk(issuer.bank, async (desk) => {
        const { code = null, code_verifier = null } = await toCode(desk);
        await desk.run('oauth.token', { code, code_verifier });
        expect(formOf('/token')).to.include({
          grant_type: 'authorization_code',
          code: 'code-1',
          redirect_uri: REDIRECT_URI,
          code_verifier: String(code_verifier),
        });
      });
    });
  });
});
