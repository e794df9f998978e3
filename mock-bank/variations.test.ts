import { expect } from 'chai';
import { type OpenBank, openBank } from './open.ts';
import { ask } from './testkit/https.ts';
import { claimsOf, headerOf, Tpp } from './testkit/tpp.ts';

describe('variations', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  before(async () => {
    opened = await openBank();
    tpp = new Tpp(opened, 'primary');
  });
  after(async () => {
    tpp.close();
    await opened.close();
  });
  afterEach(() => opened.bank.alter({ variations: [] }));
  const vary = (id: string) => opened.bank.alter({ variations: [id] });

  for (const id of [
    'field-order',
    'extra-members',
    'short-lived',
    'two-keys',
    'encryption-key',
    'id-token-at-refresh',
    'es256',
    'authorize-errors-on-page',
    'terse',
    'audience-lists',
    'connection-per-request',
  ]) {
    it(`${id} leaves the whole flow working`, async () => {
      vary(id);
      const { access } = await tpp.tokens();
      expect((await tpp.get('/resource', access)).status).to.equal(200);
    });
  }

  it('field-order reverses members and parameters', async () => {
    vary('field-order');
    const { answer, requestUri } = await tpp.push();
    expect(Object.keys(answer.json)).to.deep.equal(['expires_in', 'request_uri']);
    expect([...(await tpp.authorize(requestUri)).searchParams.keys()]).to.deep.equal(['iss', 'state', 'code']);
  });

  it('extra-members adds what nobody knows everywhere', async () => {
    vary('extra-members');
    const { answer, requestUri } = await tpp.push({ response_mode: 'jwt' });
    expect(answer.json).to.have.property('x_unknown');
    expect(answer.headers).to.have.property('x-unknown');
    const back = await tpp.authorize(requestUri);
    expect(claimsOf(back.searchParams.get('response'))).to.have.property('x_unknown');
  });

  it('par-error-401-to-400 says invalid_client with 400', async () => {
    const refused = async () => (await tpp.push({}, tpp.assertion({ sub: 'x' }))).answer;
    expect((await refused()).status).to.equal(401);
    vary('par-error-401-to-400');
    const { status, json } = await refused();
    expect([status, json.error]).to.deep.equal([400, 'invalid_client']);
  });

  it('default-scope grants one that nobody named, and tells which', async () => {
    const missing = () => tpp.push({ scope: undefined });
    expect((await missing()).answer.json.error).to.equal('invalid_scope');
    vary('default-scope');
    const { requestUri, verifier } = await missing();
    const code = (await tpp.authorize(requestUri)).searchParams.get('code') ?? '';
    expect((await tpp.redeem(code, verifier)).json.scope).to.equal('resource');
  });

  it('authorize-errors-on-page keeps the browser', async () => {
    const again = async () => {
      const { requestUri } = await tpp.push();
      await tpp.authorize(requestUri);
      return new URL((await tpp.open(requestUri)).headers.location ?? '', tpp.issuer);
    };
    expect((await again()).searchParams.get('error')).to.equal('invalid_request_uri');
    vary('authorize-errors-on-page');
    expect((await again()).pathname).to.equal('/error');
  });

  it('certificates are refused by close or with 403 when told so', async () => {
    const refused = async () => {
      const outcome = await tpp.push().then(
        ({ answer }) => answer.status,
        () => 'closed',
      );
      tpp.present('look-alike');
      return outcome;
    };
    tpp.present('look-alike');
    expect(await refused()).to.equal(401);
    vary('refuse-certificates-403');
    expect(await refused()).to.equal(403);
    vary('refuse-certificates-by-close');
    expect(await refused()).to.equal('closed');
    tpp.present('primary');
  });

  it('short-lived shortens what it names', async () => {
    vary('short-lived');
    const { requestUri, verifier, answer } = await tpp.push();
    expect(answer.json.expires_in).to.equal(30);
    const code = (await tpp.authorize(requestUri)).searchParams.get('code') ?? '';
    expect((await tpp.redeem(code, verifier)).json.expires_in).to.equal(120);
  });

  it('two-keys and es256 change keys, not trust', async () => {
    const keys = async () => (await ask(tpp.browser, `${tpp.issuer}/jwks`)).json.keys as Record<string, string>[];
    const usual = await keys();
    vary('two-keys');
    expect((await keys()).slice(1)).to.deep.equal(usual);
    vary('es256');
    expect(headerOf((await tpp.tokens()).id).alg).to.equal('ES256');
  });

  it('terse says no more than it must', async () => {
    vary('terse');
    const { requestUri, verifier } = await tpp.push();
    const back = await tpp.authorize(requestUri);
    const { json } = await tpp.redeem(back.searchParams.get('code') ?? '', verifier);
    expect(json).to.include({ token_type: 'bearer' }).and.not.have.property('scope');
    expect((await tpp.redeem('x', verifier)).json).to.deep.equal({ error: 'invalid_grant' });
    const denied = await tpp.authorize((await tpp.push()).requestUri, { decision: 'deny' });
    expect([...denied.searchParams.keys()]).to.deep.equal(['error', 'state', 'iss']);
    const refused = await tpp.get('/resource', 'nonsense');
    expect([refused.text, refused.headers['www-authenticate']]).to.deep.equal([
      '{"error":"invalid_token"}',
      'Bearer error="invalid_token"',
    ]);
  });

  it('audience-lists names one audience each', async () => {
    vary('audience-lists');
    const { access, id } = await tpp.tokens();
    expect([claimsOf(access).aud, claimsOf(id).aud]).to.deep.equal([[tpp.issuer], ['tpp-primary']]);
  });

  it('connection-per-request closes behind every answer', async () => {
    vary('connection-per-request');
    expect((await tpp.push()).answer.headers.connection).to.equal('close');
  });
});
