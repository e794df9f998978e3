import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { expect } from 'chai';
import { asDefaults } from './as/settings.ts';
import { type OpenBank, openBank } from './open.ts';
import { type Answer, ask } from './testkit/https.ts';
import { bodyOf, OpenBanking } from './testkit/open-banking.ts';
import { Tpp } from './testkit/tpp.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('the bank under hostile input', () => {
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
  /** Whatever came, the next honest request is served. */
  afterEach(async () => {
    expect((await tpp.push()).answer.status).to.equal(201);
  });

  const posts = (path: string, body: string | Buffer, headers: Record<string, string> = FORM): Promise<Answer> => {
    return ask(tpp.agent, tpp.issuer + path, { method: 'POST', headers, body });
  };

  /** Sends bytes as they are and answers what came back. */
  function raw(bytes: string): Promise<string> {
    return new Promise((resolve) => {
      const { port } = new URL(tpp.issuer);
      const ca = readFileSync(`${opened.ready.state}/ca.pem`);
      const socket = connect({ port: Number(port), host: '127.0.0.1', servername: 'localhost', ca });
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.on('error', () => resolve(text));
      socket.on('close', () => resolve(text));
      socket.on('secureConnect', () => socket.end(bytes));
    });
  }

  const bodies: [string, string | Buffer, Record<string, string>?][] = [
    ['an empty body', ''],
    ['bad percent-encoding', 'client_id=%zz'],
    ['bytes that are not UTF-8', Buffer.from([0x61, 0x3d, 0xff, 0xfe])],
    ['percent-encoded bytes that are not UTF-8', 'a=%ff%fe'],
    ['a flood of parameters', 'a=1&'.repeat(1000)],
    ['JSON instead of a form', '{"a":1}', { 'content-type': 'application/json' }],
    ['no media type', 'a=1', {}],
    ['an assertion that is no JWT', 'client_assertion=a.b.c&client_assertion_type=x'],
    ['member names of the prototype', '__proto__=1&constructor=2&client_id=__proto__'],
  ];
  for (const path of ['/par', '/token', '/introspect', '/revoke', '/login', '/otp', '/consent', '/authorize']) {
    for (const [name, body, headers] of bodies) {
      it(`${path} withstands ${name}`, async () => {
        const { status } = await posts(path, body, headers);
        expect(status).to.be.oneOf([303, 400, 401]);
      });
    }
  }

  const NESTED = `{"Data":${'{"a":'.repeat(9000)}1${'}'.repeat(9000)},"Risk":{}}`;
  const documents: [string, string | Buffer, number, string?][] = [
    ['an empty body', '', 400],
    ['half a document', '{"Data":{', 400],
    ['a list', '[]', 400],
    ['null', 'null', 400],
    ['a form', 'Data=1', 415, 'application/x-www-form-urlencoded'],
    ['no media type', '{}', 415, ''],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400],
    ['nesting without end', NESTED, 400],
    ['a text without end', `"${'\\"'.repeat(30_000)}`, 400],
    ['members of the prototype', '{"__proto__":{"Data":{}},"Data":{"__proto__":[],"constructor":1},"Risk":{}}', 400],
    ['a body over the limit', `"${'x'.repeat(asDefaults.bodyBytes)}"`, 413],
  ];
  for (const path of ['accountConsents', 'paymentConsents', 'payments'] as const) {
    for (const [name, body, expected, type = 'application/json'] of documents) {
      it(`the ${path} of the API withstand ${name}`, async () => {
        const api = new OpenBanking(tpp);
        const authorization = `Bearer ${await api.appToken()}`;
        const headers = { authorization, 'x-idempotency-key': 'k', ...(type === '' ? {} : { 'content-type': type }) };
        const answer = await posts(api[path], body, headers);
        tpp.present('primary');
        expect([answer.status, bodyOf(answer).Code.slice(0, 3)]).to.deep.equal([expected, String(expected)]);
      });
    }
  }

  it('takes no parameter twice, wherever it is sent', async () => {
    const twice = { ...tpp.credentials(), ...tpp.parameters('v'.repeat(43)) };
    for (const path of ['/par', '/token', '/introspect', '/revoke']) {
      for (const name of ['client_id', 'client_assertion', 'state', '__proto__']) {
        const pairs = [...Object.entries(twice), [name, 'x'], [name, 'x']] as [string, string][];
        const { status, json } = await tpp.post(path, pairs);
        expect([status, json.error], `${path} ${name}`).to.deep.equal([400, 'invalid_request']);
      }
    }
    const { requestUri } = await tpp.push();
    const again = await ask(tpp.browser, `${tpp.issuer}/authorize?client_id=a&client_id=b&request_uri=${requestUri}`);
    expect(again.headers.location).to.match(/^\/error\?id=/);
  });

  it('refuses a body over the limit, declared or not', async () => {
    const body = `a=${'x'.repeat(asDefaults.bodyBytes)}`;
    expect((await posts('/par', body)).status).to.equal(413);
    tpp.present('primary');
    const chunked = await posts('/par', body, { ...FORM, 'transfer-encoding': 'chunked' }).catch(() => null);
    expect(chunked?.status ?? 413).to.equal(413);
    tpp.present('primary');
  });

  it('names the methods an endpoint has', async () => {
    const answer = await ask(tpp.agent, `${tpp.issuer}/token`, { method: 'DELETE' });
    expect([answer.status, answer.headers.allow]).to.deep.equal([405, 'POST']);
    expect((await tpp.get('/par')).status).to.equal(405);
    expect((await tpp.get('/nowhere')).status).to.equal(404);
  });

  it('knows nothing of CORS', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await ask(tpp.browser, `${tpp.issuer}/authorize`, { method, headers });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).to.deep.equal([]);
    }
  });

  for (const [name, bytes] of [
    ['no HTTP at all', '\u0000\u0001\u0002\r\n\r\n'],
    ['a header without end', `GET / HTTP/1.1\r\nx: ${'y'.repeat(40_000)}`],
    ['two lengths', 'POST /par HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'POST /par HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a cut body', 'POST /par HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nab'],
    ['a target that is no path', 'GET %%% HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'],
    ['an absolute target', 'GET https://x/%zz?%zz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'],
  ] as const) {
    it(`withstands ${name}`, async () => {
      expect(await raw(bytes)).to.match(/^$|^HTTP\/1\.1 4\d\d /);
    });
  }

  const tokens = [
    '',
    'x',
    'a.b.c',
    `${'e30.'.repeat(3)}`,
    `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`,
  ];
  for (const token of tokens) {
    it(`serves no resource for the token ${JSON.stringify(token.slice(0, 20))}`, async () => {
      const { status, headers } = await tpp.get('/resource', token);
      expect(status).to.equal(401);
      expect(headers['www-authenticate']).to.match(/^Bearer /);
    });
  }

  it('takes no token from the URL', async () => {
    const { access } = await tpp.tokens();
    expect((await tpp.get(`/resource?access_token=${access}`)).status).to.equal(401);
  });

  it('shows no page to a browser without its cookie, and takes no form without its token', async () => {
    const { requestUri } = await tpp.push();
    const { headers } = await tpp.open(requestUri);
    const stolen = await ask(tpp.browser, tpp.issuer + headers.location);
    expect(stolen.headers.location).to.match(/^\/error/);
    const cookie = headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
    expect(headers['set-cookie']?.[0]).to.match(/^__Host-.*; Path=\/; .*Secure; HttpOnly; SameSite=Lax$/);
    const interaction = new URL(headers.location ?? '', tpp.issuer).searchParams.get('interaction') ?? '';
    const forged = await posts('/login', `interaction=${interaction}&username=psu-1`, { ...FORM, cookie });
    expect(forged.headers.location).to.match(/^\/error/);
    const jumped = await ask(tpp.browser, `${tpp.issuer}/consent?interaction=${interaction}`, { headers: { cookie } });
    expect(jumped.headers.location).to.match(/^\/error/);
  });

  it('gives a guesser of one-time codes three tries', async () => {
    const { requestUri } = await tpp.push();
    let tries = 0;
    const back = await tpp.authorize(requestUri, {
      fill: (path, form) => {
        if (path !== '/otp') return form;
        tries += 1;
        return { ...form, otp: form.otp === '000000' ? '000001' : '000000' };
      },
    });
    expect([tries, back.searchParams.get('error')]).to.deep.equal([3, 'access_denied']);
  });
});
