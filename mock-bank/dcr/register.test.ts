/** Dynamic client registration: what is registered is as good as any client, what cannot be is refused, and nothing of it is fetched. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { expect } from 'chai';
import { asDefaults } from '../as/settings.ts';
import { close, listen } from '../loopback.ts';
import { type OpenBank, openBank } from '../open.ts';
import { type Answer, ask } from '../testkit/https.ts';
import { type Metadata, manage, metadataOf, register } from '../testkit/registering.ts';
import { Tpp } from '../testkit/tpp.ts';
import { dcrDefaults } from './settings.ts';

const publicKey = (bits: number): object =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' });

describe('dynamic client registration', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  before(async () => {
    opened = await openBank({ clients: ['mtls'] });
    tpp = new Tpp(opened, 'primary');
  });
  after(async () => {
    tpp.close();
    await opened.close();
  });
  afterEach(() => {
    expect(opened.bank.registered.size, 'clients that a test left behind').to.equal(0);
    expect(opened.bank.clients.size).to.equal(2);
  });

  const asked = (more: Metadata = {}): Promise<Answer> => register(tpp, { ...metadataOf(tpp), ...more });
  const remove = (answer: Answer): Promise<Answer> =>
    manage(tpp, answer, 'DELETE', answer.json.registration_access_token);

  it('gives a client that pushes and asks for tokens like any other, until it is deleted', async () => {
    const answer = await asked({ scope: 'openid accounts', unknown_member: { deep: [] } });
    expect(answer.status).to.equal(201);
    expect(answer.json).to.deep.include({
      client_name: 'Newcomer',
      redirect_uris: ['https://tpp.example/callback'],
      token_endpoint_auth_method: 'private_key_jwt',
      tls_client_certificate_bound_access_tokens: true,
      scope: 'openid accounts',
    });
    expect(answer.json).not.to.have.any.keys('unknown_member', 'client_secret');
    expect(answer.headers['cache-control']).to.equal('no-store');
    const id = String(answer.json.client_id);
    const assertion = (): string => tpp.assertion({ iss: id, sub: id }, { kid: 'own' });
    const form = () => ({
      ...tpp.credentials(assertion()),
      client_id: id,
      grant_type: 'client_credentials',
      scope: 'accounts',
    });
    expect((await tpp.post('/token', form())).status).to.equal(200);
    expect((await manage(tpp, answer, 'GET', answer.json.registration_access_token)).json).to.deep.equal(answer.json);
    expect((await remove(answer)).status).to.equal(204);
    expect((await tpp.post('/token', form())).json.error).to.equal('invalid_client');
    const gone = await remove(answer);
    expect([gone.status, gone.json.error]).to.deep.equal([401, 'invalid_token']);
    expect(gone.headers['www-authenticate']).to.include('error="invalid_token"');
  });

  it('binds a client to the organisation whose certificate registered it', async () => {
    const answer = await asked({ dpop_bound_access_tokens: false });
    const client = opened.bank.clients.get(String(answer.json.client_id));
    expect([client?.organizationIdentifier, client?.binding]).to.deep.equal(['PSDDE-BAFIN-100001', 'certificate']);
    await remove(answer);
  });

  const REFUSED: [string, Metadata, string][] = [
    ['no redirect URI', { redirect_uris: [] }, 'invalid_redirect_uri'],
    ['redirect URIs that are no list', { redirect_uris: 'https://a.example' }, 'invalid_redirect_uri'],
    ['a redirect URI with a fragment', { redirect_uris: ['https://a.example/#b'] }, 'invalid_redirect_uri'],
    ['a redirect URI over http', { redirect_uris: ['http://a.example/'] }, 'invalid_redirect_uri'],
    ['too many redirect URIs', { redirect_uris: Array(21).fill('https://a.example/') }, 'invalid_redirect_uri'],
    ['a key set to be fetched', { jwks_uri: 'https://a.example/jwks' }, 'invalid_client_metadata'],
    ['requests to be fetched', { request_uris: ['https://a.example/*'] }, 'invalid_client_metadata'],
    ['an unknown authentication', { token_endpoint_auth_method: 'none' }, 'invalid_client_metadata'],
    ['no key', { jwks: undefined }, 'invalid_client_metadata'],
    ['a key that is none', { jwks: { keys: [{ kty: 'RSA' }] } }, 'invalid_client_metadata'],
    ['a short key', { jwks: { keys: [publicKey(1024)] } }, 'invalid_client_metadata'],
    ['too many keys', { jwks: { keys: Array(11).fill(publicKey(2048)) } }, 'invalid_client_metadata'],
    ['an unknown grant', { grant_types: ['password'] }, 'invalid_client_metadata'],
    ['an unknown response type', { response_types: ['token'] }, 'invalid_client_metadata'],
    ['a name without an end', { client_name: 'a'.repeat(101) }, 'invalid_client_metadata'],
    ['no name of its certificate', { token_endpoint_auth_method: 'tls_client_auth' }, 'invalid_client_metadata'],
    ['a name that is no text', { client_name: { toString: 'x' } }, 'invalid_client_metadata'],
  ];
  for (const [what, more, error] of REFUSED)
    it(`refuses ${what}, in letters that an error may have`, async () => {
      const { status, json } = await asked(more);
      expect([status, json.error]).to.deep.equal([400, error]);
      expect(json.error_description).to.match(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
    });

  for (const [what, body] of [
    ['a list', '[]'],
    ['no JSON', '{'],
    ['what is nested without end', '['.repeat(30_000)],
    ['a prototype', '{"__proto__": {"redirect_uris": ["https://a.example/"]}}'],
  ])
    it(`refuses a body with ${what}`, async () => {
      const headers = { 'content-type': 'application/json' };
      const { status } = await ask(tpp.agent, `${tpp.issuer}/register`, { method: 'POST', headers, body: body ?? '' });
      expect(status).to.equal(400);
    });

  it('takes no more of a body than the other endpoints', async () => {
    expect((await asked({ client_name: 'a'.repeat(asDefaults.bodyBytes) })).status).to.equal(413);
  });

  it('fetches nothing of what is registered', async () => {
    const fetched: string[] = [];
    const server = createServer((request, response) => {
      fetched.push(request.url ?? '');
      response.end('{}');
    });
    const at = `http://127.0.0.1:${await listen(server, 0, '--port')}`;
    const answer = await asked({ redirect_uris: [`${at}/cb`], logo_uri: `${at}/logo`, client_uri: at, policy_uri: at });
    for (const member of ['jwks_uri', 'request_uris', 'sector_identifier_uri'])
      expect((await asked({ [member]: `${at}/x` })).status, member).to.equal(400);
    await remove(answer);
    await close(server);
    expect([answer.status, fetched]).to.deep.equal([201, []]);
  });

  it('lets nobody choose what only an operator may', async () => {
    const answer = await asked({
      profile: 'openid-connect',
      client_id: 'tpp-mtls',
      certificate: 'x',
      endpoint_audience: true,
    });
    const client = opened.bank.clients.get(String(answer.json.client_id));
    expect(answer.json.client_id).to.match(/^dcr-[0-9a-f]{32}$/);
    expect(client?.registration).to.include({ profile: 'fapi2', endpointAudience: false });
    await remove(answer);
  });

  it('has room for so many clients and no more', async () => {
    const first = await asked();
    const one = opened.bank.registered.get(String(first.json.client_id));
    if (!one) throw new Error('the client is not there');
    const ids = Array.from({ length: dcrDefaults.mostRegisteredClients - 1 }, (_, index) => `dcr-${index}`);
    for (const id of ids) opened.bank.registered.add({ ...one, client: { ...one.client, id } });
    const { status, json } = await asked();
    expect([status, json.error]).to.deep.equal([503, 'temporarily_unavailable']);
    for (const id of ids) opened.bank.registered.remove(id);
    const again = await asked();
    expect(again.status).to.equal(201);
    await remove(first);
    await remove(again);
  });

  it('takes no client of the operator away', () => {
    opened.bank.registered.remove('tpp-primary');
    expect(opened.bank.clients.has('tpp-primary')).to.equal(true);
  });

  it('takes a certificate where a registration is managed, and judges it', async () => {
    const answer = await asked();
    const token = answer.json.registration_access_token;
    tpp.present('look-alike');
    expect((await manage(tpp, answer, 'GET', token)).status).to.equal(401);
    tpp.present(null);
    expect((await manage(tpp, answer, 'GET', token)).status).to.equal(401);
    tpp.present('primary');
    await remove(answer);
  });
});
