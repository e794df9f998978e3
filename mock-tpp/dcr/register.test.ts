/** Registering a client: what is sent, what is made of the answer, and that the client is removed again. */
import { expect } from 'chai';
import type { Json, TppRegistration } from '../contract.ts';
import { type Issuer, openIssuer, REDIRECT_URI, type Reply, withDesk } from '../testing-issuer.ts';

type Members = { [member: string]: Json };

const INITIAL = 'initial-access-token';
const TOKEN = 'registration-access-token';

const REGISTRATION: TppRegistration = {
  json: {
    client_name: 'Assay ${fresh}',
    redirect_uris: ['${client.redirect_uri}'],
    jwks: '${client.jwks}',
    token_endpoint_auth_method: '${client.auth}',
    request_object_signing_alg: '${client.alg}',
    nested: { software_statement: 'a.b.c', truth: true, words: 'true' },
  },
  headers: { Authorization: `Bearer ${INITIAL}` },
  management: true,
  signed: null,
};

describe('the step oauth.register', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => {
    issuer.reset();
    issuer.routes['/register'] = () => registered();
    issuer.routes['/register/1'] = () => ({ status: 204, text: '' });
  });
  after(() => issuer.close());

  const registered = (more: Members = {}): Reply => ({
    status: 201,
    json: {
      client_id: 'new',
      redirect_uris: [REDIRECT_URI],
      registration_client_uri: `${issuer.origin}/register/1`,
      registration_access_token: TOKEN,
      client_secret: 'secret-of-the-client',
      ...more,
    },
  });
  const bank = (registration: TppRegistration | null = REGISTRATION) => ({ ...issuer.bank, registration });
  const at = (path: string) => issuer.asked.filter((one) => one.path === path);
  const deleted = () => at('/register/1').filter(({ method }) => method === 'DELETE');

  it('sends what the target says, filled in, over the certificate of the client', async () => {
    const report = await withDesk(bank(), ({ run }) => run('oauth.register', {}));
    expect(report.outcome.codes).to.deep.equal(['ok']);
    const [asked] = at('/register');
    expect(asked).to.include({ method: 'POST', certificate: 'primary' });
    expect(Object.fromEntries(asked?.headers ?? [])).to.include({
      'content-type': 'application/json',
      authorization: `Bearer ${INITIAL}`,
    });
    const body = JSON.parse(asked?.body ?? '') as Members;
    expect(body).to.deep.include({
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: 'private_key_jwt',
      request_object_signing_alg: 'PS256',
      nested: { software_statement: 'a.b.c', truth: true, words: 'true' },
    });
    expect(body.client_name).to.match(/^Assay [0-9a-f-]{36}$/);
    const { keys } = body.jwks as { keys: Members[] };
    expect(keys).to.have.length(1);
    expect(keys[0]).to.include({ kty: 'RSA', kid: 'kid-primary', use: 'sig' });
    expect(keys[0]).not.to.have.any.keys('d', 'p', 'q', 'dp', 'dq', 'qi');
  });

  it('puts more beside it, and changes any part', async () => {
    const mutations = [
      { at: 'json.tls_client_auth_san_dns', do: 'set', with: { to: 'a.example' } },
      { at: 'header.authorization', do: 'drop', with: {} },
    ];
    await withDesk(bank(), ({ run }) => run('oauth.register', { also: { client_name: 'Other' } }, { mutations }));
    const [asked] = at('/register');
    expect(JSON.parse(asked?.body ?? '')).to.include({ client_name: 'Other', tls_client_auth_san_dns: 'a.example' });
    expect(Object.fromEntries(asked?.headers ?? [])).not.to.have.property('authorization');
  });

  it('tells what the answer holds, and keeps what is secret in it', async () => {
    const [report, tainted] = await withDesk(bank(), async ({ run, tainted: kept }) => [
      await run('oauth.register', {}),
      kept,
    ]);
    expect(report.outputs).to.deep.equal({
      client_id: 'new',
      registration_client_uri: `${issuer.origin}/register/1`,
      registration_access_token: TOKEN,
    });
    expect(report.facts).to.deep.equal({
      'registration.status': 201,
      'registration.client_id': true,
      'registration.redirect_uris': true,
      'registration.certificate_names': 0,
      'registration.managed': true,
    });
    expect([...tainted.keys()]).to.include.members([TOKEN, 'secret-of-the-client', `Bearer ${INITIAL}`, INITIAL]);
  });

  const ANSWERS: [string, Reply, string[], Members][] = [
    [
      'without a token to manage it',
      { status: 201, json: { client_id: 'a', registration_client_uri: 'x' } },
      ['ok'],
      { 'registration.managed': false },
    ],
    [
      'that nobody manages',
      { status: 200, json: { client_id: 'a' } },
      ['ok'],
      { 'registration.managed': null, 'registration.status': 200, 'registration.redirect_uris': false },
    ],
    ['without a client_id', { status: 201, json: { client_id: 7 } }, ['ok'], { 'registration.client_id': false }],
    [
      'with two names',
      { status: 201, json: { client_id: 'a', tls_client_auth_san_dns: 'a', tls_client_auth_subject_dn: 'b' } },
      ['ok'],
      { 'registration.certificate_names': 2 },
    ],
    [
      'that refuses',
      { status: 400, json: { error: 'invalid_client_metadata', error_description: '"no"' } },
      ['oauth.invalid_client_metadata', 'http.400'],
      { 'registration.error_status': 400, 'registration.error_flaws': ['error_description'] },
    ],
    [
      'that refuses with 200',
      { status: 200, json: { error: 'invalid_client_metadata' } },
      ['malformed', 'http.200'],
      {},
    ],
    ['that is no JSON', { status: 201, text: 'done' }, ['malformed', 'http.201'], {}],
    ['that is a list', { status: 201, json: [] }, ['malformed', 'http.201'], {}],
  ];
  for (const [what, reply, codes, facts] of ANSWERS)
    it(`judges an answer ${what} for what it is`, async () => {
      issuer.routes['/register'] = () => reply;
      const report = await withDesk(bank(), ({ run }) => run('oauth.register', {}));
      expect(report.outcome.codes).to.deep.equal(codes);
      expect(report.facts).to.deep.include(facts);
    });

  it('has each client deleted when the session ends, over the own certificate whatever one registered it', async () => {
    const mutations = [{ at: '', do: 'tls.present', with: { identity: 'second' } }];
    await withDesk(bank(), async ({ run, session }) => {
      await run('oauth.register', {}, { mutations });
      expect(deleted()).to.deep.equal([]);
      await session.close();
      await session.close();
    });
    expect(at('/register').map(({ certificate }) => certificate)).to.deep.equal(['second']);
    expect(deleted().map(({ certificate }) => certificate)).to.deep.equal(['primary']);
    expect(Object.fromEntries(deleted()[0]?.headers ?? [])).to.include({
      authorization: `Bearer ${TOKEN}`,
    });
  });

  const UNDELETED: [string, Members, RegExp][] = [
    [
      'names no address',
      { registration_client_uri: 'no address' },
      /"no address" may still be there: this is no URL\.$/,
    ],
    [
      'names an address elsewhere',
      { registration_client_uri: 'https://elsewhere.example/1' },
      /not answered \(.+\)\.$/,
    ],
    ['refuses', { registration_client_uri: '/refuses' }, /its deletion was answered with HTTP 403, not 204\.$/],
    [
      'answers otherwise',
      { registration_client_uri: '/otherwise' },
      /its deletion was answered with HTTP 200, not 204\.$/,
    ],
    [
      'tells no token',
      { registration_access_token: null },
      /^The client "new" was registered and cannot be deleted: the bank/,
    ],
  ];
  for (const [what, more, told] of UNDELETED)
    it(`is not troubled by a bank that ${what} when it is to delete a client, and tells of it`, async () => {
      issuer.routes['/refuses'] = () => ({ status: 403, text: '' });
      issuer.routes['/otherwise'] = () => ({ status: 200, text: '' });
      const uri = String(more.registration_client_uri ?? '');
      const there = uri.startsWith('/') ? { registration_client_uri: `${issuer.origin}${uri}` } : more;
      issuer.routes['/register'] = () => registered(there);
      const left = await withDesk(bank(), async ({ run, session }) => {
        expect((await run('oauth.register', {})).outcome.ok).to.equal(true);
        await session.close();
        await session.close();
        return session.left();
      });
      expect(left).to.have.length(1);
      expect(left[0]).to.match(told);
      if (uri.startsWith('/')) expect(at(uri)).to.have.length(1);
    });

  it('expects nothing to be told of where the target says that registrations stay', async () => {
    issuer.routes['/register'] = () => ({ status: 201, json: { client_id: 'new' } });
    const left = await withDesk(bank({ ...REGISTRATION, management: false }), async ({ run, session }) => {
      await run('oauth.register', {});
      await session.close();
      return session.left();
    });
    expect(left).to.deep.equal([]);
  });

  it('is not troubled by a token that no header can hold', async () => {
    for (const token of ['a\nb: c', 'a\0b', 'ünïcödé', '\u{1f600}', 'a'.repeat(100_000)]) {
      issuer.routes['/register'] = () => registered({ registration_access_token: token });
      await withDesk(bank(), async ({ run, session }) => {
        const { outputs } = await run('oauth.register', {});
        const inputs = { uri: `${issuer.origin}/register/1`, token: String(outputs.registration_access_token) };
        expect((await run('oauth.client-configuration', inputs)).outcome.codes).not.to.deep.equal([]);
        await session.close();
      });
    }
  });

  it('lets the target put headers of its own in place of the usual ones', async () => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'x-own': '1' };
    await withDesk(bank({ ...REGISTRATION, headers }), ({ run }) => run('oauth.register', {}));
    const sent = at('/register')[0]?.headers.filter(([name]) => ['content-type', 'x-own', 'accept'].includes(name));
    expect(sent).to.deep.equal([
      ['accept', 'application/json'],
      ['content-type', 'application/json; charset=utf-8'],
      ['x-own', '1'],
    ]);
  });

  it('leaves open what a client without keys cannot say', async () => {
    const keyless = { ...bank(), clients: { primary: { ...issuer.bank.clients.primary, signing: [] } as never } };
    await withDesk(keyless, ({ run }) => run('oauth.register', {}));
    expect(JSON.parse(at('/register')[0]?.body ?? '')).to.deep.include({
      request_object_signing_alg: null,
      jwks: { keys: [] },
    });
  });

  it('is asked for by nobody whose target does not say what is registered', async () => {
    const error = await withDesk(bank(null), ({ run }) => run('oauth.register', {})).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error).with.property('message', 'the target does not say what is registered');
  });

  describe('and oauth.client-configuration', () => {
    const managing = (inputs: Members, more = {}) =>
      withDesk(bank(), async ({ run, session }) => {
        await run('oauth.register', {});
        const inputsOf = { uri: `${issuer.origin}/register/1`, token: TOKEN, ...inputs };
        const report = await run('oauth.client-configuration', inputsOf, { id: 'managed', ...more });
        await session.close();
        return report;
      });

    it('reads what was registered, with the token or another', async () => {
      const present = { at: '', do: 'token.present', with: { token: 'other' } };
      issuer.routes['/register/1'] = ({ headers }) =>
        headers.some(([, value]) => value === `Bearer ${TOKEN}`)
          ? { json: { client_id: 'new' } }
          : { status: 401, json: { error: 'invalid_token' } };
      const report = await managing({});
      expect([report.outcome.codes, report.facts]).to.deep.equal([['ok'], { 'client-configuration.status': 200 }]);
      const refused = await managing({}, { mutations: [present] });
      expect(refused.outcome.codes).to.deep.equal(['oauth.invalid_token', 'http.401']);
    });

    it('deletes it, so that nobody does again', async () => {
      const report = await managing({ method: 'DELETE' });
      expect(report.facts).to.deep.equal({ 'client-configuration.status': 204 });
      expect(deleted()).to.have.length(1);
    });

    it('ends where there is no address', async () => {
      expect((await managing({ uri: 'none' })).outcome.codes).to.deep.equal(['malformed']);
    });
  });
});
