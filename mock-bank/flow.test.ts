import { createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import { parseJws, signatureHolds } from './as/jws.ts';
import { type OpenBank, openBank } from './open.ts';
import { ask } from './testkit/https.ts';
import { claimsOf, headerOf, Tpp } from './testkit/tpp.ts';

describe('the bank, as it should be', () => {
  let opened: OpenBank;
  const tpps: Record<string, Tpp> = {};

  before(async () => {
    opened = await openBank();
    for (const name of ['primary', 'second', 'mtls'] as const) tpps[name] = new Tpp(opened, name);
  });
  after(async () => {
    for (const tpp of Object.values(tpps)) tpp.close();
    await opened.close();
  });
  const tpp = (name = 'primary'): Tpp => tpps[name] as Tpp;

  for (const name of ['primary', 'second', 'mtls']) {
    it(`serves ${name} from the push to the resource`, async () => {
      const { answer, requestUri, verifier } = await tpp(name).push();
      expect(answer.status).to.equal(201);
      expect(answer.json.expires_in).to.equal(90);
      const back = await tpp(name).authorize(requestUri);
      expect(Object.fromEntries(back.searchParams)).to.include({ state: 'state-1', iss: tpp().issuer });
      const { json, headers } = await tpp(name).redeem(back.searchParams.get('code') ?? '', verifier);
      expect(json).to.include({ token_type: 'Bearer', expires_in: 300, scope: 'openid resource' });
      expect(headers['cache-control']).to.equal('no-store');
      const resource = await tpp(name).get('/resource', json.access_token);
      expect(resource.json.scope).to.equal('openid resource');
      expect(claimsOf(json.id_token)).to.include({ nonce: 'nonce-1', aud: `tpp-${name}`, sub: resource.json.sub });
    });
  }

  it('signs for each client with its own algorithm, by a published key', async () => {
    const { json } = await ask(tpp().browser, `${tpp().issuer}/jwks`);
    const keys = json.keys as Record<string, string>[];
    for (const [name, alg] of [
      ['primary', 'PS256'],
      ['second', 'ES256'],
    ] as const) {
      const { access } = await tpp(name).tokens();
      expect(headerOf(access)).to.include({ alg, typ: 'at+jwt' });
      const jwk = keys.find((key) => key.kid === headerOf(access).kid) ?? {};
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      const jws = parseJws(access);
      expect(jws && signatureHolds(jws, key)).to.equal(true);
      expect(Object.keys(jwk)).not.to.include('d');
    }
  });

  it('answers in a signed JWT when asked, and puts nothing beside it', async () => {
    const { requestUri } = await tpp().push({ response_mode: 'jwt' });
    const back = await tpp().authorize(requestUri);
    expect([...back.searchParams.keys()]).to.deep.equal(['response']);
    const claims = claimsOf(back.searchParams.get('response'));
    expect(claims).to.include({ iss: tpp().issuer, aud: 'tpp-primary', state: 'state-1' });
    expect(Number(claims.exp) - tpp().now()).to.be.within(1, 600);
    expect(claims.code).to.be.a('string');
  });

  it('takes what a signed request object says and nothing beside it', async () => {
    const verifier = 'v'.repeat(43);
    const request = tpp('second').requestObject({ ...tpp('second').parameters(verifier), state: 'inside' });
    const answer = await tpp('second').post('/par', { ...tpp('second').credentials(), request, state: 'outside' });
    expect(answer.status).to.equal(201);
    const back = await tpp('second').authorize(String(answer.json.request_uri));
    expect(back.searchParams.get('state')).to.equal('inside');
  });

  it('ends with access_denied when the user declines', async () => {
    const { requestUri } = await tpp().push();
    const back = await tpp().authorize(requestUri, { decision: 'deny' });
    expect(Object.fromEntries(back.searchParams)).to.include({
      error: 'access_denied',
      state: 'state-1',
      iss: tpp().issuer,
    });
    expect(back.searchParams.has('code')).to.equal(false);
  });

  it('keeps a refresh token through its use and a code only once', async () => {
    const { requestUri, verifier } = await tpp().push();
    const code = (await tpp().authorize(requestUri)).searchParams.get('code') ?? '';
    const first = await tpp().redeem(code, verifier);
    const renewed = await tpp().refresh(first.json.refresh_token);
    expect(renewed.status).to.equal(200);
    expect(renewed.json).not.to.have.property('refresh_token');
    expect((await tpp().get('/resource', renewed.json.access_token)).status).to.equal(200);
    const again = await tpp().redeem(code, verifier);
    expect([again.status, again.json.error]).to.deep.equal([400, 'invalid_grant']);
    expect((await tpp().get('/resource', first.json.access_token)).status).to.equal(401);
    expect((await tpp().get('/resource', renewed.json.access_token)).status).to.equal(401);
    expect((await tpp().refresh(first.json.refresh_token)).json.error).to.equal('invalid_grant');
  });

  it('introspects for the owner alone, and revokes at once', async () => {
    const { access, refresh } = await tpp().tokens();
    const introspect = async (who: string, token: string) => {
      return (await tpp(who).post('/introspect', { ...tpp(who).credentials(), token })).json;
    };
    expect(await introspect('primary', access)).to.deep.include({ active: true, cnf: claimsOf(access).cnf });
    expect(await introspect('second', access)).to.deep.equal({ active: false });
    expect(await introspect('primary', 'nonsense')).to.deep.equal({ active: false });
    const foreign = await tpp('second').post('/revoke', { ...tpp('second').credentials(), token: refresh });
    expect(foreign.status).to.equal(400);
    expect((await tpp().post('/revoke', { ...tpp().credentials(), token: refresh })).status).to.equal(200);
    expect(await introspect('primary', access)).to.deep.equal({ active: false });
    expect((await tpp().get('/resource', access)).status).to.equal(401);
    expect((await tpp().post('/revoke', { ...tpp().credentials(), token: 'nonsense' })).status).to.equal(200);
  });

  it('gives an application a token of its own, without refresh', async () => {
    const form = { ...tpp().credentials(), grant_type: 'client_credentials', scope: 'accounts' };
    const { json } = await tpp().post('/token', form);
    expect(Object.keys(json).sort()).to.deep.equal(['access_token', 'expires_in', 'scope', 'token_type']);
    expect(claimsOf(json.access_token).sub).to.equal('tpp-primary');
    const refused = await tpp().get('/resource', json.access_token);
    expect(refused.status).to.equal(403);
    expect(refused.headers['www-authenticate']).to.include('error="insufficient_scope"');
  });

  it('refuses credentials in the Authorization header with 401, also where invalid_client is a 400', async () => {
    opened.bank.alter({ variations: ['par-error-401-to-400'] });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic dHBwOng=' };
    const {
      status,
      headers: told,
      json,
    } = await ask(tpp().agent, `${tpp().issuer}/token`, { method: 'POST', headers });
    opened.bank.alter({ variations: [] });
    expect([status, told['www-authenticate'], json.error]).to.deep.equal([401, 'Basic realm="bank"', 'invalid_client']);
  });

  it('publishes the same metadata in both places', async () => {
    const [openid, oauth] = await Promise.all(
      ['openid-configuration', 'oauth-authorization-server'].map((name) => {
        return ask(tpp().browser, `${tpp().issuer}/.well-known/${name}`);
      }),
    );
    expect(openid?.json).to.deep.equal(oauth?.json);
    expect(openid?.json).to.include({ issuer: tpp().issuer, require_pushed_authorization_requests: false });
    expect(openid?.json).to.deep.include({
      response_types_supported: ['code', 'code id_token'],
      response_modes_supported: [
        ...['query', 'fragment', 'form_post', 'query.jwt', 'fragment.jwt', 'form_post.jwt'],
        'jwt',
      ],
      request_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
      id_token_encryption_alg_values_supported: ['RSA-OAEP-256', 'ECDH-ES'],
      id_token_encryption_enc_values_supported: ['A128GCM', 'A256GCM'],
    });
    expect(JSON.stringify(openid?.json)).not.to.match(/"(none|RS256)"/);
  });

  it('writes down what was asked, without queries', async () => {
    const before = opened.bank.ledger.since(0).at(-1)?.n ?? 0;
    await tpp().push({ scope: 'nonsense' });
    await tpp().open('urn:nothing');
    const [pushed, opening] = opened.bank.ledger.since(before);
    expect(pushed).to.include({
      method: 'POST',
      path: '/par',
      status: 400,
      client: 'tpp-primary',
      error: 'invalid_scope',
    });
    expect(pushed?.certificate_sha256).to.match(/^[0-9a-f]{64}$/);
    expect(opening).to.include({ path: '/authorize', status: 303, certificate_sha256: null });
  });

  it('shows errors on a page of its own, with stable ids', async () => {
    const { headers } = await tpp().open('urn:nothing');
    expect(headers.location).to.match(/^\/error\?id=/);
    const shown = await ask(tpp().browser, tpp().issuer + headers.location);
    expect(shown.status).to.equal(400);
    expect(shown.text).to.include('id="error-code">invalid_request_uri<');
    expect(shown.text).to.include('id="error-description"');
    expect(shown.headers['content-security-policy']).to.include("frame-ancestors 'none'");
  });

  it('keeps the looks of its pages in one sheet, which its own policy lets a browser load', async () => {
    const { headers } = await tpp().open('urn:nothing');
    const shown = await ask(tpp().browser, tpp().issuer + headers.location);
    const [, sheet] = /<link rel="stylesheet" href="([^"]+)">/.exec(shown.text) ?? [];
    expect(shown.text).to.not.include('<style');
    expect(shown.headers['content-security-policy']).to.include("style-src 'self';");
    const { status, headers: told, text } = await ask(tpp().browser, tpp().issuer + sheet);
    expect(status).to.equal(200);
    expect(told['content-type']).to.equal('text/css; charset=utf-8');
    expect(told['cache-control']).to.equal('public, max-age=86400');
    expect(text).to.include('button {');
  });
});
