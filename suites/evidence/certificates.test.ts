import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { expect } from 'chai';
import { certificateKeeper, certificatePath, certificatesOf } from './certificates.ts';
import { scanFolder } from './secret-scan.ts';
import { createTaint } from './taint.ts';

describe('the certificates of a run', () => {
  const [pem = ''] = rootCertificates;
  const print = (one: string): string => new X509Certificate(one).fingerprint256;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-certificates-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are kept once each, by their SHA-256, and read back', () => {
    const keep = certificateKeeper(folder);
    for (let times = 0; times < 3; times += 1) keep(pem);
    const [name = ''] = readdirSync(join(folder, 'certificates'));
    expect(name).to.match(/^[0-9a-f]{64}\.der$/);
    expect(certificatePath(name.slice(0, 64))).to.equal(`certificates/${name}`);
    expect(certificatesOf(folder).map(print)).to.deep.equal([print(pem)]);
  });

  it('are not taken for a private key that has a line of its public key in common with them', () => {
    const line = pem.split('\n')[12] ?? '';
    const taint = createTaint();
    taint.add(`-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----\n`, 'private key');
    expect(taint.find(Buffer.from(pem), { words: false })).to.deep.equal(['private key']);
    certificateKeeper(folder)(pem);
    expect(scanFolder(folder, taint)).to.deep.equal([]);
  });

  it('are nothing else, however it is called', () => {
    const keep = certificateKeeper(folder);
    for (const other of ['', 'x', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', pem.repeat(100)])
      keep(other);
    expect(existsSync(join(folder, 'certificates'))).to.equal(false);
    expect(certificatesOf(folder)).to.deep.equal([]);
  });

  it('do not bring back the folder of a run that was moved away', () => {
    const gone = join(folder, 'gone');
    expect(() => certificateKeeper(gone)(pem)).to.throw('ENOENT');
    expect(existsSync(gone)).to.equal(false);
  });

  it('are not looked for behind a link', () => {
    certificateKeeper(folder)(pem);
    writeFileSync(join(folder, 'elsewhere'), 'x');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'certificates', 'a.der'));
    expect(certificatesOf(folder).map(print)).to.deep.equal([print(pem)]);
  });
});
