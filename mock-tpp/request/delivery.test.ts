/** Each way to deliver a request, as it is seen on the wire, and the minimal pair of request.in-browser. */
import { createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import { compactVerify } from 'jose';
import type { Json, TppMutation } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { readJws } from '../oauth/jws.ts';
import { type Asked, CLIENT_KEYS, type Issuer, NOW, openIssuer, REDIRECT_URI, withDesk } from '../testing-issuer.ts';

const NOW_S = NOW / 1000;
const SCOPE = { scope: 'openid accounts' };
type Inputs = { [name: string]: Json };

describe('an authorization request', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());

  /** Asks and opens, and gives what reached the bank: what was pushed, if anything, and what the browser opened. */
  const deliver = async (client: string, inputs: Inputs = SCOPE, mutations: TppMutation[] = []) =>
    withDesk(issuer.bank, async ({ run }) => {
      const { outputs, outcome, facts } = await run('oauth.request', inputs, { client, mutations });
      const authorized = await run('oauth.authorize', { request: outputs.request ?? null }, { client });
      const seen = (path: string): Asked | undefined => issuer.asked.findLast((asked) => asked.path === path);
      return {
        outputs,
        outcome,
        facts,
        authorized,
        pushed: seen('/par'),
        query: Object.fromEntries(seen('/authorize')?.query ?? []),
      };
    });

  const opened = async (jwt: string | undefined) => {
    const { payload, protectedHeader } = await compactVerify(jwt ?? '', createPublicKey(CLIENT_KEYS.primary));
    return { header: protectedHeader, claims: JSON.parse(Buffer.from(payload).toString()) as Inputs };
  };

  const variant = (client: string, axis: string, ...values: [string, ...string[]]): void => {
    const known = issuer.bank.clients[client];
    if (!known) throw new Error(`there is no client ${client}`);
    known.variant = { ...known.variant, [axis]: values };
  };

  describe('is delivered', () => {
    it('pushed: the browser brings its reference and nothing else', async () => {
      const { outputs, pushed, query, facts, authorized } = await deliver('primary');
      expect(Object.fromEntries(pushed?.form ?? [])).to.include({ ...SCOPE, state: outputs.state });
      expect(query).to.deep.equal({ client_id: 'client-primary', request_uri: 'urn:request:1' });
      expect(outputs).to.include({ request_uri: 'urn:request:1', expires_in: 60 });
      expect(facts).to.deep.equal({ 'par.expires_in': 60, 'par.status': 201, 'par.flaws': [] });
      expect(authorized.outcome.ok).to.equal(true);
    });

    it('plain: as query parameters, and nothing goes in the back channel', async () => {
      const { outputs, pushed, query, facts, outcome, authorized } = await deliver('plain');
      expect(pushed).to.equal(undefined);
      expect(query).to.deep.equal({
        response_type: 'code',
        client_id: 'client-primary',
        redirect_uri: REDIRECT_URI,
        ...SCOPE,
        state: outputs.state,
        nonce: outputs.nonce,
        code_challenge: outputs.code_challenge,
        code_challenge_method: 'S256',
      });
      expect(outputs).to.include({ request_uri: null, expires_in: null, expires_at: null });
      expect(facts).to.deep.equal({ 'par.expires_in': null, 'par.status': null, 'par.flaws': null });
      expect([outcome.ok, authorized.outcome.ok]).to.deep.equal([true, true]);
    });

    it('posted: the same parameters in a form, and nothing in the address', async () => {
      const { query: plainly } = await deliver('plain');
      variant('plain', 'request-delivery', 'posted');
      const { outcome, authorized, outputs } = await deliver('plain');
      const { method, query, form } = issuer.asked.findLast(({ path }) => path === '/authorize') ?? {};
      expect([method, query]).to.deep.equal(['POST', []]);
      expect(Object.keys(Object.fromEntries(form ?? []))).to.deep.equal(Object.keys(plainly));
      expect(Object.fromEntries(form ?? [])).to.include({ ...SCOPE, state: outputs.state });
      expect([outcome.ok, authorized.outcome.ok]).to.deep.equal([true, true]);
    });

    it('by value: everything signed in one object, with what OpenID Connect wants beside it', async () => {
      const { outputs, pushed, query } = await deliver('by-value');
      expect(pushed).to.equal(undefined);
      const { request, ...beside } = query;
      expect(beside).to.deep.equal({ response_type: 'code', client_id: 'client-primary', ...SCOPE });
      const { claims } = await opened(request);
      const { jti, ...rest } = claims;
      expect(jti).to.be.a('string');
      expect(rest).to.deep.equal({
        iss: 'client-primary',
        aud: issuer.origin,
        iat: NOW_S,
        nbf: NOW_S,
        exp: NOW_S + 300,
        response_type: 'code',
        client_id: 'client-primary',
        redirect_uri: REDIRECT_URI,
        ...SCOPE,
        state: outputs.state,
        nonce: outputs.nonce,
        code_challenge: outputs.code_challenge,
        code_challenge_method: 'S256',
      });
    });

    it('by reference: the bank fetches the object from an address of ours, as long as the TPP is open', async () => {
      const bank = { ...issuer.bank, hosting: { listen: '127.0.0.1:0', address: 'http://127.0.0.1:0' } };
      const client = 'by-reference';
      const address = await withDesk(bank, async ({ run }) => {
        const asked = await run('oauth.request', SCOPE, { client });
        await run('oauth.authorize', { request: asked.outputs.request ?? null }, { client });
        const { request_uri: uri = '', ...beside } = Object.fromEntries(issuer.asked.at(-2)?.query ?? []);
        expect(beside).to.deep.equal({ response_type: 'code', client_id: 'client-primary', ...SCOPE });
        const fetched = await fetch(uri);
        expect(fetched.headers.get('content-type')).to.equal('application/oauth-authz-req+jwt');
        expect((await opened(await fetched.text())).claims).to.include({ state: asked.outputs.state, ...SCOPE });
        expect((await fetch(`${uri}x`)).status).to.equal(404);
        expect((await fetch(uri, { method: 'POST' })).status).to.equal(405);
        return uri;
      });
      expect(await fetch(address).catch(() => 'closed')).to.equal('closed');
    });

    it('by reference at another path of ours with request.elsewhere, where there is another', async () => {
      const mutations = [{ at: '', do: 'request.elsewhere', with: {} }];
      const client = 'by-reference';
      const hosting = { listen: '127.0.0.1:0', address: 'http://127.0.0.1:0/objects' };
      await withDesk({ ...issuer.bank, hosting }, async ({ run }) => {
        const asked = await run('oauth.request', SCOPE, { client, mutations });
        await run('oauth.authorize', { request: asked.outputs.request ?? null }, { client });
        const uri = Object.fromEntries(issuer.asked.at(-2)?.query ?? []).request_uri ?? '';
        expect(new URL(uri).pathname).to.match(/^\/elsewhere\/[^/]+$/);
        expect((await fetch(uri)).status).to.equal(200);
      });
      const bare = { ...issuer.bank, hosting: { ...hosting, address: 'http://127.0.0.1:0' } };
      const { outcome } = await withDesk(bare, ({ run }) => run('oauth.request', SCOPE, { client, mutations }));
      expect(outcome).to.deep.include({ ok: false, codes: [], clear: false });
    });

    it('by reference nowhere without hosting, nor from an address that is not of this machine', async () => {
      const ask = (bank: typeof issuer.bank) =>
        withDesk(bank, ({ run }) => run('oauth.request', SCOPE, { client: 'by-reference' })).catch((error) => error);
      expect(await ask(issuer.bank)).to.be.instanceOf(TppFault);
      const hosting = { listen: '192.0.2.1:8000', address: 'https://tpp.example' };
      expect(await ask({ ...issuer.bank, hosting })).to.be.instanceOf(TppFault);
    });

    it('signed or not as the step asks, by the first delivery of the client that can', async () => {
      expect((await deliver('primary', { ...SCOPE, request: 'signed' })).pushed?.form.map(([name]) => name)).to.include(
        'request',
      );
      const refused = (client: string, request: string) =>
        deliver(client, { ...SCOPE, request }).catch((error) => error);
      expect(await refused('plain', 'signed')).to.be.instanceOf(TppFault);
      expect(await refused('by-value', 'plain')).to.be.instanceOf(TppFault);
      variant('plain', 'request-delivery', 'plain', 'by-value');
      expect((await deliver('plain', { ...SCOPE, request: 'signed' })).query).to.have.property('request');
      expect((await deliver('plain')).query).to.not.have.property('request');
      variant('plain', 'request-delivery', 'plain');
    });
  });

  it('is signed anew for a bank that demands a nonce, with the same changes', async () => {
    issuer.routes['/par'] = () =>
      issuer.asked.filter(({ path }) => path === '/par').length > 1
        ? { status: 201, json: { request_uri: 'urn:request:1', expires_in: 60 } }
        : { status: 400, json: { error: 'use_dpop_nonce' }, headers: { 'dpop-nonce': 'n-1' } };
    const mutations = [{ at: 'request_object.claim.aud', do: 'set', with: { to: 'https://other.example' } }];
    await withDesk(issuer.bank, ({ run }) =>
      run('oauth.request', { ...SCOPE, request: 'signed' }, { client: 'dpop', mutations }),
    );
    const sent = issuer.asked.filter(({ path }) => path === '/par');
    const claims = sent.map(({ form }) => readJws(Object.fromEntries(form).request ?? '')?.payload);
    expect(claims.map((one) => one?.aud)).to.deep.equal(['https://other.example', 'https://other.example']);
    expect(claims[0]?.jti).to.not.equal(claims[1]?.jti);
    expect(claims[0]?.state).to.equal(claims[1]?.state);
  });

  describe('with request.in-browser', () => {
    const IN_BROWSER = [{ at: '', do: 'request.in-browser', with: {} }];

    it('is the request that would be pushed, in the browser', async () => {
      const { pushed: usual } = await deliver('primary');
      issuer.reset();
      const { pushed, query } = await deliver('primary', SCOPE, IN_BROWSER);
      expect(pushed).to.equal(undefined);
      const own = (usual?.form ?? []).map(([name]) => name).filter((name) => !name.startsWith('client_assertion'));
      expect(Object.keys(query)).to.have.members(own);
    });

    it('is signed when it would be pushed signed', async () => {
      const signed = { ...SCOPE, request: 'signed' };
      const { pushed: usual } = await deliver('primary', signed);
      issuer.reset();
      const { pushed, query } = await deliver('primary', signed, IN_BROWSER);
      expect(pushed).to.equal(undefined);
      const [before, after] = [Object.fromEntries(usual?.form ?? []).request, query.request];
      const [one, other] = [await opened(before), await opened(after)];
      expect(other.header).to.deep.equal(one.header);
      expect(Object.keys(other.claims)).to.deep.equal(Object.keys(one.claims));
      expect(other.claims).to.include({ aud: one.claims.aud, redirect_uri: one.claims.redirect_uri });
    });

    it('changes nothing for a client that pushes nothing, and says so', async () => {
      for (const client of ['plain', 'by-value'])
        expect(await deliver(client, SCOPE, IN_BROWSER).catch((error) => error), client).to.be.instanceOf(TppFault);
    });
  });

  describe('that is not pushed', () => {
    // biome-ignore format: one row, one line
    const ONLY_PUSHED: TppMutation[] = [
      { at: 'form.scope', do: 'drop', with: {} },
      { at: 'header.accept', do: 'drop', with: {} },
      { at: 'assertion.claim.aud', do: 'set', with: { to: 'x' } },
      { at: '', do: 'assertion.flip', with: {} },
      { at: '', do: 'client.no-auth', with: {} },
      { at: '', do: 'http.method', with: { value: 'GET' } },
    ];
    for (const mutation of ONLY_PUSHED)
      it(`has nothing for ${mutation.do} ${mutation.at} to change`, async () => {
        for (const client of ['plain', 'by-value'])
          expect(await deliver(client, SCOPE, [mutation]).catch((error) => error), client).to.be.instanceOf(TppFault);
      });
  });

  describe('asks for what it is told to', () => {
    it('with parameters by name, further ones, and several resources', async () => {
      const details = [{ type: 'payment', amount: '1.00' }];
      const inputs = {
        ...SCOPE,
        prompt: 'login',
        acr_values: 'high',
        resource: ['https://a.example', 'https://b.example'],
        authorization_details: details,
        parameters: { ui_locales: 'de', max_age: 60, nonce: 'mine' },
      };
      const { query, outputs } = await deliver('plain', inputs);
      expect(query).to.include({ prompt: 'login', acr_values: 'high', ui_locales: 'de', max_age: '60', nonce: 'mine' });
      expect(JSON.parse(query.authorization_details ?? '')).to.deep.equal(details);
      expect(outputs.nonce).to.equal('mine');
      expect(issuer.asked.at(-2)?.query.filter(([name]) => name === 'resource')).to.have.length(2);
      const { claims } = await opened((await deliver('by-value', inputs)).query.request);
      expect(claims).to.deep.include({ authorization_details: details, max_age: 60, resource: inputs.resource });
    });

    it('with the response type and mode of the client, or of the step', async () => {
      const asked = async (inputs: Inputs = {}) => {
        const { response_type, response_mode } = (await deliver('plain', { ...SCOPE, ...inputs })).query;
        return [response_type, response_mode];
      };
      expect(await asked()).to.deep.equal(['code', undefined]);
      expect(await asked({ response_type: 'code id_token' })).to.deep.equal(['code id_token', undefined]);
      expect(await asked({ response_type: 'code id_token', response_mode: 'form_post' })).to.deep.equal([
        'code id_token',
        'form_post',
      ]);
      expect(await asked({ response_mode: 'jwt' })).to.deep.equal(['code', 'jwt']);
      variant('plain', 'response-mode', 'query.jwt');
      expect(await asked({ response_mode: 'jwt' })).to.deep.equal(['code', 'query.jwt']);
      expect(await asked()).to.deep.equal(['code', 'query.jwt']);
      variant('plain', 'response-mode', 'query');
    });

    it('and as a client of plain OAuth sends no nonce', async () => {
      variant('plain', 'protocol', 'oauth');
      const { query, outputs } = await deliver('plain');
      expect(query).to.not.have.property('nonce');
      expect(outputs.nonce).to.equal(null);
      variant('plain', 'protocol', 'openid');
    });

    it('of the audience of its variant, in which the issuer is always named', async () => {
      const audienceOf = async (value: string): Promise<Json | undefined> => {
        variant('by-value', 'audience', value);
        return (await opened((await deliver('by-value')).query.request)).claims.aud;
      };
      const { origin } = issuer;
      expect(await audienceOf('token-endpoint')).to.deep.equal([origin, `${origin}/token`]);
      expect(await audienceOf('endpoint')).to.deep.equal([origin, `${origin}/authorize`]);
      expect(await audienceOf('issuer')).to.equal(origin);
    });
  });
});
