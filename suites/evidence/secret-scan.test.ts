import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { expect } from 'chai';
import { createRedaction } from './redact.ts';
import { scanBytes, scanFolder } from './secret-scan.ts';
import { createTaint } from './taint.ts';

const token = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.${Buffer.from('{"sub":"x"}').toString('base64url')}.${'Ab3_'.repeat(10)}`;

const html = (text: string, double: string, single: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', double)
    .replaceAll("'", single);

describe('the last look for secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-scan-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('finds a registered secret in any file of any depth, and tells its kind but not the secret', () => {
    const taint = createTaint();
    taint.add('refresh-0123456789abcdef', 'refresh token');
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    writeFileSync(join(folder, 'clean.json'), '{"fine":true}');
    writeFileSync(
      join(folder, 'a', 'b', 'page.html'),
      `x${Buffer.from('??refresh-0123456789abcdef').toString('base64')}`,
    );
    expect(scanFolder(folder, taint)).to.deep.equal([{ file: join('a', 'b', 'page.html'), kind: 'refresh token' }]);
  });

  describe('in a file that is looked through in pieces', () => {
    const pieces = { bytes: 96, again: 24 };
    const kindsIn = (file: string, text: string): string[] => {
      const taint = createTaint();
      taint.add('refresh-0123456789abcdef', 'refresh token');
      taint.add('a1b2c3', 'password');
      const pages = mkdtempSync(join(folder, 'pages-'));
      writeFileSync(join(pages, file), text);
      const kinds = scanFolder(pages, taint, pieces).map(({ kind }) => kind);
      rmSync(pages, { recursive: true });
      // What is held is looked through in the same way.
      expect(scanBytes(Buffer.from(text), extname(file), taint, pieces)).to.deep.equal(kinds);
      return kinds;
    };
    const everywhere = (file: string, text: string, filler: string): Set<string> =>
      new Set(
        Array.from({ length: 200 }, (_, before) =>
          kindsIn(file, `${filler.repeat(before)}${text}${filler.repeat(150)}`).join(),
        ),
      );

    it('finds a long secret wherever it stands', () => {
      for (const filler of ['.', ' ', 'x'])
        expect([...everywhere('page.html', 'refresh-0123456789abcdef', filler)], filler).to.deep.equal([
          'refresh token',
        ]);
    });

    it('finds a short one wherever it stands, and not in a longer word wherever that is', () => {
      expect([...everywhere('run.json', ' a1b2c3 ', '.')]).to.deep.equal(['password']);
      expect([...everywhere('run.json', ' xa1b2c3 a1b2c3x ', ' ')]).to.deep.equal(['']);
    });

    it('finds none where there is none', () => {
      expect(kindsIn('page.html', 'refresh-012345.6789abcdef'.repeat(50))).to.deep.equal([]);
    });
  });

  // biome-ignore format: one row, one line
  const CHOSEN: [string, string, boolean][] = [
    ['a word as a password', 'password', false], ['a short one', 'test', false], ['a number', '123456', false],
    ['a password of letters and digits', 'tr0ub4dor', true], ['many words', 'correcthorsebatterystaple', true], ['a short one of both', 'a1b2c3', true],
  ];
  for (const [what, value, found] of CHOSEN)
    it(`${found ? 'looks for' : 'cannot tell from prose'} ${what}`, () => {
      const taint = createTaint();
      taint.add(value, 'password');
      expect(scanBytes(Buffer.from(`The ${value} of the user.`), '.json', taint)).to.deep.equal(
        found ? ['password'] : [],
      );
    });

  it('looks for a word that nobody chose', () => {
    const taint = createTaint();
    taint.add('abcdefghij', 'authorization code');
    expect(scanBytes(Buffer.from('code abcdefghij'), '.json', taint)).to.deep.equal(['authorization code']);
  });

  const secret = 'Zürich/+ "quoted" secret?&=%';
  const bytes = Buffer.from(secret);
  const spellings: [string, string][] = [
    ['as it is', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded in small letters', encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
    ['HTML-escaped', html(secret, '&quot;', '&#39;')],
    ['HTML-escaped by number', html(secret, '&#34;', '&#x27;')],
    ['in hex', bytes.toString('hex')],
    ['in capital hex', bytes.toString('hex').toUpperCase()],
    ['as a form field', new URLSearchParams([['a', secret]]).toString()],
    ['JSON-escaped', JSON.stringify({ a: secret })],
    ['JSON-escaped twice', JSON.stringify(JSON.stringify({ a: secret }))],
    ['JSON-escaped, inside base64', Buffer.from(JSON.stringify({ a: secret })).toString('base64')],
    ['base64', bytes.toString('base64')],
    ['base64url', bytes.toString('base64url')],
    ...[0, 1, 2].flatMap((shift): [string, string][] => {
      const inside = Buffer.concat([Buffer.from('x'.repeat(shift)), bytes, Buffer.from('more')]);
      return [
        [`inside base64 that begins ${shift} bytes before`, inside.toString('base64')],
        [`inside base64url that begins ${shift} bytes before`, inside.toString('base64url')],
      ];
    }),
  ];
  for (const [name, spelling] of spellings)
    it(`finds a secret ${name}`, () => {
      const taint = createTaint();
      taint.add(secret, 'access token');
      const written = Buffer.from(`{"x": ${spelling} }`);
      expect(scanBytes(written, '.json', taint)).to.deep.equal(['access token']);
      expect(scanBytes(written, '.html', taint)).to.deep.equal(['access token']);
      // What is looked for is what is covered.
      const covered = createRedaction(taint).text(written.toString());
      expect(scanBytes(Buffer.from(covered), '.json', taint), covered).to.deep.equal([]);
    });

  it('knows private keys and signed tokens by their shape', () => {
    const taint = createTaint();
    const leaks = (text: string): string[] => scanBytes(Buffer.from(text), '.json', taint);
    expect(leaks('-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEEIIxWkq0Ff0m9c2r8hYxk')).to.deep.equal(['private key (PEM)']);
    expect(leaks(`see ${token}`)).to.deep.equal(['signed token (JWS)']);
    expect(leaks('{"kty":"EC","crv":"P-256","d":"0123456789abcdef0123"}')).to.deep.equal(['private key (JWK)']);
    expect(leaks('{\\"d\\":\\"0123456789abcdef0123\\",\\"kty\\":\\"EC\\"}')).to.deep.equal(['private key (JWK)']);
    expect(
      leaks('{"kty":"EC","x":"0123456789abcdef0123"} "-----BEGIN CERTIFICATE-----" JWS {"alg":"ES256"}.{}.x'),
    ).to.deep.equal([]);
  });

  it('looks for no shape that redaction leaves open, whoever wrote it', () => {
    const taint = createTaint();
    const redaction = createRedaction(taint);
    for (const text of [
      'the token Bearer abcdefghijklmnopqrstuvwxyz0123 is not known',
      `the token Bearer ${token} is not known`,
      'said {"kty":"EC","d":"0123456789abcdef0123"} and {\\"q\\":\\"0123456789abcdef0123\\",\\"kty\\":\\"RSA\\"}',
      'bearer abcdefghijklmnopqrstuvwxyz0123',
      `see ${token}`,
    ]) {
      expect(scanBytes(Buffer.from(text), '.json', taint), text).to.not.deep.equal([]);
      const covered = redaction.text(text);
      expect(scanBytes(Buffer.from(covered), '.json', taint), covered).to.deep.equal([]);
    }
    expect(redaction.text('Bearer error="invalid_token", error_description="none"')).to.include('invalid_token');
  });

  it('looks for short passwords in records, where chance does not find them, and never for spent one-time codes', () => {
    const taint = createTaint();
    taint.add('tulip7', 'password');
    taint.add('123456', 'otp');
    expect(scanBytes(Buffer.from('{"a":"tulip7","b":123456}'), '.json', taint)).to.deep.equal(['password']);
    expect(scanBytes(Buffer.from('var tulip7=123456'), '.js', taint)).to.deep.equal([]);
  });
});
