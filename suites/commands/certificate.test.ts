import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { newAuthority } from '../testing-authority.ts';
import { assay, STACK_TRACE } from './testing-command.ts';

describe('assay certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-certificate-'));
  const file = join(folder, 'tls.pem');
  let certificate: string;
  before(async () => {
    const authority = await newAuthority();
    certificate = (await authority.issue('tpp.example')).certificate;
    writeFileSync(file, certificate);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('prints what it says and what is wrong, in words and as JSON, and ends with 1', async () => {
    const { code, out } = await assay('certificate', file);
    expect(code).to.equal(1);
    expect(out).to.match(/issuer +CN=Root of a test/);
    expect(out).to.match(/key +ec, P-256/);
    expect(out).to.match(
      /qc-statements-missing: there are none\n +due by EN 319 412-5 QCS-5-01: a qualified certificate has qcStatements/,
    );
    const json = await assay('certificate', file, '--json');
    const { exit, certificates } = JSON.parse(json.out);
    expect([json.code, exit, certificates.length]).to.deep.equal([1, 1, 1]);
    expect(certificates[0].issuer).to.deep.equal([
      [{ oid: '2.5.4.3', name: 'CN', value: 'Root of a test', type: 'PrintableString' }],
    ]);
    expect(certificates[0].findings.map(({ code: one }: { code: string }) => one)).to.include('qc-statements-missing');
  });

  it('shows nothing of a certificate as it would act on a terminal', async () => {
    // The subject comes before the name of the host, and is of the same length.
    const der = new X509Certificate(certificate).raw;
    Buffer.from('\u001b[31m\n::a=').copy(der, der.indexOf('tpp.example'));
    writeFileSync(join(folder, 'hostile.der'), der);
    const { code, out } = await assay('certificate', join(folder, 'hostile.der'));
    expect(code).to.equal(1);
    expect(out).to.match(/name-text: CN of the subject is a PrintableString and holds what it may not/);
    expect(out).to.match(/subject +CN="/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is looked for.
    expect(out).to.not.match(/\u001b|^::/m);
  });

  it('judges the validity at the time that is named', async () => {
    const { out } = await assay('certificate', file, '--at', '2001-01-31');
    expect(out).to.include('not-yet-valid: it begins at');
  });

  it('ends with 2 and a sentence when there is nothing to read', async () => {
    const other = join(folder, 'other.pem');
    writeFileSync(other, 'words');
    const cut = join(folder, 'cut.pem');
    writeFileSync(cut, certificate.slice(0, 300));
    for (const [path, says] of [
      [other, /there is no certificate in it, neither in DER nor in PEM/],
      [cut, /a PEM block does not end/],
      [folder, /cannot be read/],
      [join(folder, 'none.pem'), /cannot be read: ENOENT/],
    ] as const) {
      const { code, out, err } = await assay('certificate', path);
      expect([code, out]).to.deep.equal([2, '']);
      expect(err).to.match(says).and.not.match(STACK_TRACE);
    }
    const time = await assay('certificate', file, '--at', 'soon');
    expect(time.code).to.equal(2);
  });
});
