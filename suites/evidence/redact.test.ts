import { expect } from 'chai';
import type { Exchange } from './record.ts';
import { createRedaction } from './redact.ts';
import { createTaint, REDACTED } from './taint.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const SIGNATURE = 'k3Jq9vXw2LhT7mZp0aRbYcNdEfGh5sUi1oWxQyKtVzM';
const jws = (claims: unknown, signature = SIGNATURE): string =>
  `${part({ alg: 'PS256', kid: 'key-1' })}.${part(claims)}.${signature}`;

function fresh(): { taint: ReturnType<typeof createTaint>; redaction: ReturnType<typeof createRedaction> } {
  const taint = createTaint({ salt: new Uint8Array(32) });
  return { taint, redaction: createRedaction(taint) };
}

function exchange(over: {
  url?: string;
  headers?: [string, string][];
  body?: string | null;
  answer?: string | null;
  answerHeaders?: [string, string][];
}): Exchange {
  return {
    id: 1,
    label: 'POST /token',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    request: {
      method: 'POST',
      url: over.url ?? 'https://bank.example/token',
      headers: over.headers ?? [],
      body: over.body ?? null,
    },
    response: {
      status: 200,
      headers: over.answerHeaders ?? [['Content-Type', 'application/json']],
      body: over.answer ?? null,
      bytes: 10,
      truncated: false,
    },
    tls: null,
    failure: null,
  };
}

describe('redaction at capture', () => {
  it('covers what a page holds in a field for a password, whatever it is called', () => {
    const { redaction } = fresh();
    const page =
      '<form><input name=pw1 type=password value="prefilled-by-the-bank"><input type=\'PASSWORD\' value=other-one><input name=amount value=45.00></form>';
    const answered = exchange({ answer: page, answerHeaders: [['content-type', 'text/html']] });
    const body = redaction.exchange(answered).response?.body ?? '';
    expect(body).to.not.include('prefilled-by-the-bank').and.to.not.include('other-one');
    expect(body).to.include('45.00');
  });

  it('covers secrets in what was signed, and keeps the rest of it line by line', () => {
    const { taint, redaction } = fresh();
    taint.add('opaque-token-of-the-bank', 'access token');
    const base = [
      '"@target-uri": https://bank.example/a?code=code-in-the-address',
      '"authorization": Bearer opaque-token-of-the-bank',
      '"@signature-params": ("authorization");created=1',
    ].join('\n');
    const signatures = [{ of: 'request' as const, label: 'sig1', base, told: 'made for opaque-token-of-the-bank' }];
    const [kept] = redaction.exchange({ ...exchange({}), signatures }).signatures ?? [];
    expect(JSON.stringify(kept)).to.not.include('opaque-token').and.to.not.include('code-in-the-address');
    const [target, authorization, parameters] = kept?.base.split('\n') ?? [];
    expect(target).to.match(/^"@target-uri": https:\/\/bank\.example\/a\?code=__REDACTED__/);
    expect(authorization).to.match(/^"authorization": Bearer __REDACTED__/);
    expect(parameters).to.equal('"@signature-params": ("authorization");created=1');
  });

  it('covers a registered secret as it is, URL-encoded, and base64-encoded at every alignment', () => {
    const { taint, redaction } = fresh();
    const secret = 'p@ss w0rd/with+odd=chars&more';
    taint.add(secret, 'password');
    const forms = [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams([['x', secret]]).toString(),
      JSON.stringify({ held: secret }),
      ...['', 'a', 'ab'].map((before) => Buffer.from(`${before}${secret}zz`).toString('base64')),
      ...['', 'a', 'ab'].map((before) => Buffer.from(`${before}${secret}zz`).toString('base64url')),
    ];
    for (const form of forms) {
      const shown = redaction.text(`before ${form} after`);
      expect(shown, form).to.contain(taint.mark(secret));
      expect(shown).to.match(/^before .* after$/);
      expect(taint.find(Buffer.from(shown), { words: true })).to.deep.equal([]);
    }
  });

  it('gives equal secrets equal marks within a run, and other marks in the next one', () => {
    const { taint } = fresh();
    expect(taint.mark('alpha-alpha')).to.equal(taint.mark('alpha-alpha'));
    expect(taint.mark('alpha-alpha')).to.not.equal(taint.mark('beta-beta-beta'));
    expect(taint.mark('alpha-alpha')).to.match(/^__REDACTED__:sha256-[0-9a-f]{12}$/);
    expect(createTaint().mark('alpha-alpha')).to.not.equal(createTaint().mark('alpha-alpha'));
  });

  it('covers short secrets as whole words only', () => {
    const { taint, redaction } = fresh();
    taint.add('493817', 'otp');
    taint.add('1', 'nothing');
    expect(redaction.text('code 493817.')).to.equal(`code ${taint.mark('493817')}.`);
    expect(redaction.text('id 14938171')).to.equal('id 14938171');
    expect(redaction.text('1 time')).to.equal('1 time');
  });

  it('covers by field name what nobody has registered', () => {
    const { redaction } = fresh();
    const { request, response } = redaction.exchange(
      exchange({
        url: 'https://tpp.example/callback?code=Zm9vYmFy&state=s-1#id_token=abc',
        headers: [
          ['Authorization', 'Bearer opaque-token-value'],
          ['Cookie', 'sid=abc123; theme=dark'],
          ['Content-Type', 'application/x-www-form-urlencoded'],
        ],
        body: 'grant_type=authorization_code&code=Zm9vYmFy&code_verifier=vvvv&client_id=tpp',
        answer: JSON.stringify({
          access_token: 'aaaa',
          nested: { refresh_token: 'bbbb' },
          scope: 'accounts',
          code: 'E-17',
        }),
        answerHeaders: [
          ['Content-Type', 'application/json'],
          ['Set-Cookie', 'sid=xyz789; Path=/; Secure; HttpOnly'],
          ['Location', 'https://tpp.example/callback?code=Zm9vYmFy&iss=https%3A%2F%2Fbank.example'],
        ],
      }),
    );
    const text = JSON.stringify({ request, response });
    for (const secret of ['Zm9vYmFy', 'vvvv', 'opaque-token-value', 'abc123', 'xyz789', 'aaaa', 'bbbb', 'dark'])
      expect(text, secret).to.not.contain(secret);
    expect(text).to.contain('state=s-1').and.contain('client_id=tpp').and.contain('"scope\\":\\"accounts');
    expect(text).to.contain('iss=https%3A%2F%2Fbank.example').and.contain('; Path=/; Secure; HttpOnly');
    expect(text, 'the code of an error is evidence').to.contain('E-17');
    const form = new URLSearchParams(request.body ?? '');
    expect(form.get('code')).to.match(/^__REDACTED__/);
    expect(new URL(request.url).searchParams.get('code'), 'one code, one mark').to.equal(form.get('code'));
  });

  it('keeps header and claims of a signed token readable, drops the signature, and covers secret claims', () => {
    const { redaction } = fresh();
    const token = jws({ iss: 'https://bank.example', code: 'the-code-inside', exp: 1 });
    const shown = redaction.exchange(
      exchange({ url: `https://tpp.example/callback?response=${token}`, body: `client_assertion=${token}&x=1` }),
    );
    for (const text of [shown.request.url, shown.request.body ?? '']) {
      expect(text).to.contain('"alg":"PS256"').and.contain('"iss":"https://bank.example"').and.contain(`}.${REDACTED}`);
      expect(text).to.not.contain('the-code-inside').and.not.contain(SIGNATURE).and.not.contain('eyJ');
    }
    expect(redaction.text(`cut short: ${token.split('.').slice(0, 2).join('.')}...`)).to.not.contain('eyJ');
    expect(redaction.text(`encrypted: ${token}.${SIGNATURE}.${SIGNATURE}`)).to.match(/^encrypted: __REDACTED__\S+$/);
  });

  it('shows header and claims as they were sent, a member that stands twice among them, unless one is covered', () => {
    const part = (text: string): string => Buffer.from(text).toString('base64url');
    const told = (claims: string): string =>
      createRedaction(createTaint()).text(`${part('{"alg":"PS256"}')}.${part(claims)}.c2lnbmF0dXJl`);
    expect(told('{"iss":"a","iss":"b", "exp":1}')).to.include('.{"iss":"a","iss":"b", "exp":1}.');
    const covered = told('{"code":"4f5e6d7c8b9a","code":"other-secret-code","iss":"a"}');
    expect(covered).to.not.match(/4f5e6d7c8b9a|other-secret-code/);
    expect(covered).to.include('"iss":"a"');
  });

  it('covers private keys, as PEM and as JWK, and leaves public ones', () => {
    const { redaction } = fresh();
    const pem = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49\n-----END PRIVATE KEY-----\n';
    expect(redaction.text(`key: ${pem} done`)).to.match(/^key: __REDACTED__\S+\s+done$/);
    const { response } = redaction.exchange(
      exchange({
        answer: JSON.stringify({
          keys: [{ kty: 'EC', x: 'public-x', d: 'private-d-value' }],
          d: 'not a key',
          key: pem,
        }),
      }),
    );
    expect(response?.body).to.contain('public-x').and.contain('not a key');
    expect(response?.body).to.not.contain('private-d-value').and.not.contain('MIGHAgEA');
  });

  it('covers hidden fields that tie a form to its session', () => {
    const { redaction } = fresh();
    const page = `<form><input type="hidden" name="csrf" value="s3cret-form-token"><input name=password value='hunter2hunter2'><input name="amount" value="45.00"></form>`;
    const { response } = redaction.exchange(exchange({ answer: page, answerHeaders: [['content-type', 'text/html']] }));
    expect(response?.body).to.contain('45.00').and.not.contain('s3cret-form-token').and.not.contain('hunter2hunter2');
  });

  it('covers outputs by name, but not inputs that only share a name with a secret', () => {
    const { redaction } = fresh();
    const shown = redaction.values({
      access_token: 'abcd',
      code: 'efgh',
      request: 'signed',
      amount: '30.00',
      otp: 123456,
    });
    expect(shown.request).to.equal('signed');
    expect(shown.amount).to.equal('30.00');
    for (const name of ['access_token', 'code', 'otp']) expect(shown[name]).to.match(/^__REDACTED__/);
  });

  it('escapes what would hide or reorder text, and cuts a large body with a note', () => {
    const { taint, redaction } = fresh();
    expect(redaction.text('a\u0000b\u001b[31mc\u202ed\ud800e')).to.equal('a\\u0000b\\u001b[31mc\\u202ed\\ud800e');
    const secret = 'a-secret-at-the-very-edge';
    taint.add(secret, 'token');
    const { response } = redaction.exchange(
      exchange({ answer: `${'x'.repeat(256 * 1024 - 10)}${secret}${'y'.repeat(300_000)}` }),
    );
    expect(response?.truncated).to.equal(true);
    expect(response?.body).to.have.length(256 * 1024);
    expect(response?.body).to.not.contain(secret.slice(0, 8));
  });

  it('takes a body that is nested to break its reader as plain text', () => {
    const { redaction } = fresh();
    const { response } = redaction.exchange(exchange({ answer: `${'['.repeat(100_000)}` }));
    expect(response?.body).to.have.length(100_000);
  });

  it('drops a token whose claims are nested to break their reader', () => {
    const claims = Buffer.from(`{"a":${'['.repeat(6000)}${']'.repeat(6000)}}`).toString('base64url');
    const { redaction } = fresh();
    expect(redaction.text(`see ${part({ alg: 'PS256' })}.${claims}.${SIGNATURE} there`)).to.match(
      /^see .{1,80} there$/,
    );
  });

  it('leaves text without secrets exactly as it was', () => {
    const { redaction } = fresh();
    const body = '{ "Data": { "Amount": "30.00", "note": "a=b&c=d" },\n "n": 1.50 }';
    expect(redaction.exchange(exchange({ answer: body })).response?.body).to.equal(body);
    const query = 'https://bank.example/x?scope=openid%20accounts&a=1+2#frag';
    expect(redaction.exchange(exchange({ url: query })).request.url).to.equal(query);
  });
});
