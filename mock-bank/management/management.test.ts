import { type IncomingHttpHeaders, request } from 'node:http';
import { expect } from 'chai';
import { type OpenBank, openBank } from '../open.ts';
import { ask } from '../testkit/https.ts';
import { bodyOf, OpenBanking } from '../testkit/open-banking.ts';
import { Tpp } from '../testkit/tpp.ts';

interface Told {
  status: number;
  headers: IncomingHttpHeaders;
  json: Record<string, unknown>;
}

describe('management', () => {
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

  /** A plain call; `body` goes out as it is when it is a text. */
  function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Told> {
    const { port } = new URL(opened.ready.management);
    return new Promise((resolve, reject) => {
      const sending = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            json: JSON.parse(text) as Record<string, unknown>,
          }),
        );
      });
      sending.on('error', reject);
      sending.end(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body));
    });
  }

  it('decides about a situation, and says what is wrong with one', async () => {
    const decide = async (situation: unknown) => (await call('POST', '/sca/decide', { situation })).json;
    const payment = { amount: '30.00' };
    expect(await decide({ question: 'payment', payment })).to.include({ decision: 'exempted', exemption: '16' });
    expect(await decide({ question: 'payment', payment: { amount: '30.01' } })).to.include({
      decision: 'sca-required',
      exemption: 'none',
    });
    const wrong: [unknown, RegExp][] = [
      [{ question: 'toString' }, /question is to be one of/],
      [{ question: 'payment', payment: { amount: 30 } }, /amount is to be a decimal as text/],
      [{ question: 'payment', payment: { amuont: '1' } }, /"amuont" that nobody knows/],
      [{ question: 'account-access', now: 'yesterday' }, /now is to be a moment/],
      [[], /no object/],
    ];
    for (const [situation, message] of wrong) expect((await decide(situation)).error).to.match(message);
    expect((await call('POST', '/sca/trusted-payees', { username: 'psu-1', account: 'DE1' })).status).to.equal(400);
    expect((await call('POST', '/sca/fraud-rate', { type: 'card', percent: 'low' })).status).to.equal(400);
  });

  it('moves the clock of the whole bank, and back', async () => {
    const start = tpp.now();
    await call('POST', '/clock', { advance_seconds: 3600 });
    const { json } = await call('GET', '/clock');
    expect(Date.parse(String(json.now)) / 1000 - start).to.be.within(3600, 3660);
    await call('POST', '/clock', { advance_seconds: -1800 });
    expect(tpp.now() - start).to.be.within(1800, 1860);
    await call('POST', '/clock', { reset: true });
    expect(tpp.now() - start).to.be.within(0, 60);
  });

  it('switches defects and variations, and nothing when one of them is unknown', async () => {
    const pushes = async () => (await tpp.push({ code_challenge: undefined })).answer.status;
    expect(await pushes()).to.equal(400);
    expect((await call('PUT', '/defects', { ids: ['pkce-optional'] })).json).to.deep.equal({ ids: ['pkce-optional'] });
    expect((await call('PUT', '/variations', { ids: ['field-order'] })).status).to.equal(200);
    const wrong = await call('PUT', '/defects', { ids: ['par-over-get', 'pkce-optinal'] });
    expect([wrong.status, wrong.json.error]).to.deep.equal([
      400,
      'unknown defect "pkce-optinal"; did you mean "pkce-optional"?',
    ]);
    expect(await pushes()).to.equal(201);
    expect((await call('GET', '/defects')).json.ids).to.deep.equal(['pkce-optional']);
    expect((await call('GET', '/variations')).json.ids).to.deep.equal(['field-order']);
    await call('PUT', '/defects', { ids: [] });
    await call('PUT', '/variations', { ids: [] });
    expect(await pushes()).to.equal(400);
  });

  it('issues a certificate that works, and revokes it while its connection is open', async () => {
    const { json } = await call('POST', '/certificates/issue', { like: 'primary' });
    const sibling = new Tpp(opened, 'primary');
    sibling.present({ certificate: String(json.certificate), key: String(json.key) });
    const pushes = async () => (await sibling.push()).answer.status;
    expect(await pushes()).to.equal(201);
    const { serial } = json;
    await call('POST', '/certificates/status-service', { serial, ocsp: 'down' });
    expect(await pushes(), 'the CRL speaks').to.equal(201);
    await call('POST', '/certificates/status-service', { serial, crl: 'down' });
    expect(await pushes(), 'nobody speaks').to.equal(401);
    await call('POST', '/certificates/status-service', { serial, ocsp: 'up', crl: 'up' });
    expect(await pushes(), 'both speak again').to.equal(201);
    expect((await call('POST', '/certificates/revoke', { serial })).status).to.equal(200);
    expect(await pushes(), 'revoked').to.equal(401);
    expect((await tpp.push()).answer.status, 'the others go on').to.equal(201);
    sibling.close();
  });

  for (const [how, path] of [
    ['revoke', 'revoke'],
    ['expire', 'expire'],
  ] as const) {
    it(`can ${how} a consent under an open session`, async () => {
      const bank = new OpenBanking(tpp);
      const app = await bank.appToken();
      const id = bodyOf(await bank.orderAccounts(app)).Data.ConsentId;
      const { access, refresh } = await bank.authorise(id, 'accounts');
      expect((await bank.read('/accounts', access)).status).to.equal(200);
      expect((await call('POST', `/consents/${id}/${path}`)).status).to.equal(200);
      expect((await bank.read('/accounts', access)).status).to.equal(401);
      expect((await tpp.refresh(refresh)).json.error).to.equal('invalid_grant');
      const { Status } = bodyOf(await bank.send('GET', `${bank.accountConsents}/${id}`, app)).Data;
      expect(Status, 'the status stays').to.equal('Authorised');
    });
  }

  it('tells the one-time code and what it is for', async () => {
    const typed: string[] = [];
    const told: Told[] = [];
    for (const fills of [true, false]) {
      const { requestUri } = await tpp.push();
      const fill = (path: string, form: Record<string, string>) => {
        if (path !== '/otp') return form;
        typed.push(form.otp ?? '');
        return fills ? form : { ...form, otp: 'wrong' };
      };
      await tpp.authorize(requestUri, { fill, user: 'psu-4' });
      told.push(await call('GET', '/otp/psu-4'));
    }
    expect(told[0]?.status, 'a code that was used is gone').to.equal(400);
    expect(told[1]?.json).to.deep.equal({ otp: typed.at(-1), linked_to: 'access for an application' });
  });

  it('keeps a ledger of what was asked, and none of the secrets in it', async () => {
    const start = opened.bank.ledger.since(0).at(-1)?.n ?? 0;
    const { access, refresh, code } = await tpp.tokens();
    await tpp.get('/resource', access);
    const { json } = await call('GET', `/ledger?since=${start}`);
    const entries = json.entries as { path: string; status: number; client: string | null }[];
    expect(entries.map(({ path }) => path)).to.deep.equal([
      ...['/par', '/authorize', '/login', '/login', '/otp', '/otp', '/consent', '/consent', '/token', '/resource'],
    ]);
    expect(entries.at(-1)).to.include({ status: 200, client: 'tpp-primary' });
    const text = JSON.stringify(entries);
    for (const secret of [access, refresh, code]) expect(text).to.not.include(secret);
  });

  const guarded: [name: string, headers: Record<string, string>][] = [
    ['a name that was rebound to this machine', { host: 'attacker.example' }],
    ['a name that only begins well', { host: 'localhost.attacker.example:80' }],
    ['a web page', { origin: 'https://attacker.example' }],
    ['a page of unknown origin', { origin: 'null' }],
  ];
  for (const [name, headers] of guarded) {
    it(`is closed to ${name}`, async () => {
      const { status, headers: told } = await call('PUT', '/defects', { ids: ['pkce-optional'] }, headers);
      expect(status).to.equal(403);
      expect(Object.keys(told).filter((header) => header.startsWith('access-control'))).to.deep.equal([]);
      expect(opened.bank.active.defects).to.deep.equal([]);
    });
  }

  const mistakes: [method: string, path: string, body: unknown, status: number][] = [
    ['GET', '/nowhere', undefined, 404],
    ['DELETE', '/clock', undefined, 404],
    ['GET', '//', undefined, 404],
    ['POST', '/consents/%zz/revoke', undefined, 400],
    ['POST', '/consents/none/expire', undefined, 400],
    ['POST', '/clock', '{', 400],
    ['POST', '/clock', '[]', 400],
    ['POST', '/clock', { advance_seconds: '60' }, 400],
    ['POST', '/clock', { advance_seconds: 1e300 }, 400],
    ['PUT', '/defects', { ids: 'pkce-optional' }, 400],
    ['PUT', '/variations', { ids: ['__proto__'] }, 400],
    ['POST', '/certificates/issue', { like: 'constructor' }, 400],
    ['POST', '/certificates/revoke', { serial: 'ff' }, 400],
    ['POST', '/certificates/status-service', { serial: '' }, 400],
    ['GET', '/otp/nobody', undefined, 400],
    ['POST', '/reset-counters', { username: 'nobody' }, 400],
    ['POST', '/clock', `"${'x'.repeat(70_000)}"`, 400],
  ];
  for (const [method, path, body, status] of mistakes) {
    it(`answers ${method} ${path} ${JSON.stringify(body)?.slice(0, 30) ?? ''} with ${status} and a reason`, async () => {
      const told = await call(method, path, body);
      expect(told.status).to.equal(status);
      expect(told.json.error)
        .to.be.a('string')
        .and.not.match(/\n|fault/);
    });
  }

  it('is nowhere on the public port', async () => {
    for (const path of ['/health', '/clock', '/defects', '/variations', '/ledger', '/otp/psu-1', '/certificates/issue'])
      for (const method of ['GET', 'POST', 'PUT'])
        expect((await ask(tpp.agent, tpp.issuer + path, { method })).status, `${method} ${path}`).to.equal(404);
    expect(new URL(opened.ready.management).hostname).to.equal('127.0.0.1');
  });
});
