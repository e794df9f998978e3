import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCertificate, readPem } from '../tls/certificate.ts';
import { problemOfChain } from '../tls/chain.ts';
import type { Directory, Issued } from './directory.ts';
import { type Flaw, flaws } from './flaws.ts';
import { createDirectory } from './index.ts';

/** What OpenSSL and the bank say of each: number and words of OpenSSL, words of the bank; null where it is good. Dates are another check. */
// biome-ignore format: a table, one row a line
const FINDINGS: Readonly<Record<Flaw, [openssl: RegExp | null, bank: RegExp | null]>> = {
  'self-signed': [/error 18 .*self-signed certificate/, /no trusted authority/],
  'look-alike-ca': [/error (?:7|19|20|30) /, /no trusted authority/],
  'missing-intermediate': [/error 20 .*unable to get local issuer/, /no trusted authority/],
  'short-lived': [null, null],
  expired: [/error 10 .*expired/, null],
  'not-yet-valid': [/error 9 .*not yet valid/, null],
  'extended-key-usage': [/error 26 .*unsuitable certificate purpose/, /not for clients/],
  'no-extended-key-usage': [null, null],
  'key-usage': [/error 26 .*unsuitable certificate purpose/, /not for signatures/],
  'name-constraint': [/error 47 .*permitted subtree violation/, /may not issue for this subject/],
  'path-length': [/error 25 .*path length constraint exceeded/, /more authorities/],
  'leaf-as-ca': [/error (?:24|79) .*invalid CA/, /no authority/],
  sha1: [/error 68 .*too weak/, /SHA-1/],
  md5: [/error 68 .*too weak/, /MD5/],
  'rsa-1024': [/error 66 .*too weak/, /key is too weak/],
  'no-status-addresses': [null, null],
  'oversized-chain': [null, null],
  'duplicate-extension': [/error \d+ /, /extension twice/],
  'unknown-critical-extension': [/error 34 .*unhandled critical extension/, /critical extension/],
};

describe('certificates with a flaw', () => {
  let directory: Directory;
  let model: Issued;
  let folder: string;
  const made = new Map<Flaw, Issued>();
  before(async () => {
    directory = await createDirectory({ port: 0 });
    folder = mkdtempSync(join(tmpdir(), 'assay-flaws-'));
    writeFileSync(join(folder, 'root.pem'), directory.rootPem);
    model = await directory.issueClient({
      commonName: 'A TPP',
      organization: 'Payments GmbH',
      organizationIdentifier: 'PSDDE-BAFIN-123456',
    });
    for (const flaw of flaws) made.set(flaw, await directory.issueFlawed(model, flaw));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await directory.close();
  });

  const chainOf = ({ certificate }: Issued): X509Certificate[] =>
    (certificate.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
      (pem) => new X509Certificate(pem),
    );
  const flawed = (flaw: Flaw): Issued => made.get(flaw) ?? model;

  function bankSays(issued: Issued): string | null {
    const [leaf, ...shown] = chainOf(issued);
    const policy = {
      roots: [directory.rootPem],
      authorities: [directory.issuingPem],
      trust: 'verified',
      omitted: null,
    } as const;
    return leaf ? problemOfChain(readCertificate(leaf, shown), policy) : 'nothing';
  }

  function opensslSays(issued: Issued): string | null {
    const [leaf, ...shown] = chainOf(issued);
    writeFileSync(join(folder, 'leaf.pem'), leaf?.toString() ?? '');
    writeFileSync(join(folder, 'shown.pem'), `${directory.issuingPem}${shown.map(String).join('')}`);
    const asked = ['verify', '-CAfile', 'root.pem', '-untrusted', 'shown.pem'];
    const { status, stdout, stderr } = spawnSync(
      'openssl',
      [...asked, '-purpose', 'sslclient', '-auth_level', '2', 'leaf.pem'],
      { cwd: folder, encoding: 'utf8' },
    );
    return status === 0 ? null : stdout + stderr;
  }

  for (const flaw of flaws)
    it(`have the subject of a good one, and its key unless that is wrong: ${flaw}`, () => {
      const [good, other] = [readPem(model.certificate), readPem(flawed(flaw).certificate)];
      expect(other.subject).to.equal(good.subject);
      expect(other.keySha256 === good.keySha256).to.equal(flaw !== 'rsa-1024');
      expect(other.serial).to.equal(flawed(flaw).serial);
    });

  it('are found out by the bank, each for what is wrong with it', () => {
    expect(bankSays(model)).to.equal(null);
    for (const flaw of flaws) {
      const said = bankSays(flawed(flaw));
      const [, expected] = FINDINGS[flaw];
      if (expected === null) expect(said, flaw).to.equal(null);
      else expect(said, flaw).to.match(expected);
    }
  });

  it('are found out by openssl as well, for the same', function () {
    if (spawnSync('openssl', ['version']).status !== 0) return this.skip();
    expect(opensslSays(model)).to.equal(null);
    for (const flaw of flaws) {
      const said = opensslSays(flawed(flaw));
      const [expected] = FINDINGS[flaw];
      if (expected === null) expect(said, flaw).to.equal(null);
      else expect(said, flaw).to.match(expected);
    }
  });
});
