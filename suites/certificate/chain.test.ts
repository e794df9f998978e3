import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { inspect } from './inspect.ts';
import { codeSigning, KEY_USAGE, newTestAuthority, type Order, pem, raw } from './testing-certificate.ts';

const codes = (...all: Buffer[]): string[][] =>
  inspect(pem(...all), { use: null, psd2: false, now: Date.now() }).map(({ findings }) =>
    findings.filter(({ weight }) => weight === 'error').map(({ code }) => code),
  );

describe('a chain of certificates', () => {
  it('is good when each is issued by the next', async () => {
    const authority = await newTestAuthority({ pathLength: 0 });
    const root = Buffer.from(authority.certificate.rawData);
    expect(codes(await authority.issue(), root)).to.deep.equal([[], []]);
    expect(codes(root)).to.deep.equal([[]]);
  });

  it('is told of an authority of the same name and another key', async () => {
    const [one, other] = [await newTestAuthority(), await newTestAuthority()];
    const alike = codes(await one.issue(), Buffer.from(other.certificate.rawData));
    expect(alike[0]).to.deep.equal(['signature-bad', 'authority-key-mismatch']);
    const both = [other, one].map(({ certificate }) => Buffer.from(certificate.rawData));
    expect(codes(await one.issue(), ...both)[0]).to.deep.equal([]);
  });

  it('is judged certificate by certificate where the file has several of them', async () => {
    const authority = await newTestAuthority();
    const [first, second] = [await authority.issue(), await authority.issue()];
    const root = Buffer.from(authority.certificate.rawData);
    expect(codes(first, second, root)).to.deep.equal([[], [], []]);
    expect(codes(first, first, root)[0]).to.deep.equal([]);
  });
});

describe('OpenSSL on the same certificates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-chain-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  /** What it says of a leaf below a root that it trusts; null: it is not installed. */
  function verify(leaf: Buffer, root: Buffer, purpose: string): string | null {
    writeFileSync(join(folder, 'leaf.pem'), pem(leaf));
    writeFileSync(join(folder, 'root.pem'), pem(root));
    const args = ['verify', '-purpose', purpose, '-CAfile', join(folder, 'root.pem'), join(folder, 'leaf.pem')];
    const { error, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    return error ? null : `${stdout}${stderr}`;
  }
  const day = (days: number): Date => new Date(Math.floor(Date.now() / 1000) * 1000 + days * 86_400_000);

  // biome-ignore format: a table, one row a line
  const TABLE: [what: string, change: Partial<Order>, openssl: RegExp, ours: string | null][] = [
    ['a good one', {}, /leaf\.pem: OK/, null],
    ['an expired one', { to: day(-0.1) }, /error 10 at 0 depth/, 'expired'],
    ['one of tomorrow', { from: day(1) }, /error 9 at 0 depth/, 'not-yet-valid'],
    ['an unknown critical extension', { more: [raw('1.2.3.4.5', true, Buffer.from([5, 0]))] }, /error 34 at 0 depth/, 'extension-unknown-critical'],
    ['a purpose that is not TLS', { purposes: [codeSigning] }, /error 26 at 0 depth/, 'extended-key-usage-not-for-tls'],
    ['a key usage without signatures', { usage: KEY_USAGE.nonRepudiation }, /error 26 at 0 depth/, 'key-usage-not-for-tls'],
  ];
  for (const [what, change, openssl, ours] of TABLE)
    it(`says of ${what} the same`, async function () {
      const authority = await newTestAuthority();
      const root = Buffer.from(authority.certificate.rawData);
      const leaf = await authority.issue(change);
      const told = verify(leaf, root, 'sslclient');
      // OpenSSL is not installed.
      if (told === null) this.skip();
      expect(told).to.match(openssl);
      expect(codes(leaf, root)[0]?.includes(ours ?? '') ?? false).to.equal(ours !== null);
      if (ours === null) expect(codes(leaf, root)).to.deep.equal([[], []]);
    });

  it('says of a look-alike authority that the signature is not its own', async function () {
    const [one, other] = [await newTestAuthority(), await newTestAuthority()];
    const told = verify(await one.issue(), Buffer.from(other.certificate.rawData), 'sslclient');
    if (told === null) this.skip();
    // By the key identifier it is another authority's; without one the signature would be looked at.
    expect(told).to.match(/error (?:7|20|30) at 0 depth/);
  });
});
