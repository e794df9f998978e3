import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readPem } from '../tls/certificate.ts';
import type { Directory, Issued } from './directory.ts';
import { createDirectory } from './index.ts';
import { type CrlState, crlStates, type OcspState, ocspStates } from './service-states.ts';
import { directoryDefaults } from './settings.ts';

/** What OpenSSL says of each state of the responder, and how the bank then takes the status; null: it goes by the CRL. A hang is left to other tests. */
// biome-ignore format: a table, one row a line
const OCSP: Readonly<Record<Exclude<OcspState, 'hang'>, [openssl: RegExp, bank: 'good' | 'revoked' | null]>> = {
  up: [/Response verify OK[\s\S]*: good/, 'good'],
  delegated: [/Response verify OK[\s\S]*: good/, 'good'],
  unknown: [/Response verify OK[\s\S]*: unknown/, 'revoked'],
  stale: [/Status times invalid[\s\S]*expired/, null],
  'not-yet-valid': [/Status times invalid[\s\S]*not yet valid/, null],
  'wrong-signer': [/Response Verify Failure[\s\S]*signer certificate not found/, null],
  'delegate-without-usage': [/Response Verify Failure[\s\S]*missing ocspsigning usage/, null],
  'wrong-serial': [/No Status found/, null],
  'wrong-nonce': [/Nonce Verify error/, null],
  'try-later': [/Responder Error: trylater/, null],
  down: [/Error querying OCSP responder/, null],
  error: [/Error querying OCSP responder/, null],
  page: [/Error querying OCSP responder/, null],
};

/** The same of each state of the list, for a certificate that was revoked; OpenSSL judges the list alone. */
// biome-ignore format: a table, one row a line
const CRL: Readonly<Record<Exclude<CrlState, 'hang'>, [openssl: RegExp, bank: 'revoked' | 'unknown']>> = {
  up: [/error 23 .*certificate revoked/, 'revoked'],
  stale: [/error 12 .*CRL has expired/, 'unknown'],
  'not-yet-valid': [/error 11 .*CRL is not yet valid/, 'unknown'],
  'wrong-signer': [/error 8 .*CRL signature failure/, 'unknown'],
  down: [/out of service/, 'unknown'],
  error: [/a fault/, 'unknown'],
  page: [/<html>/, 'unknown'],
};

describe('status services', () => {
  let directory: Directory;
  let issued: Issued;
  let folder: string;
  before(async () => {
    directory = await createDirectory({ port: 0 });
    folder = mkdtempSync(join(tmpdir(), 'assay-status-'));
    writeFileSync(join(folder, 'root.pem'), directory.rootPem);
    writeFileSync(join(folder, 'issuing.pem'), directory.issuingPem);
    writeFileSync(join(folder, 'both.pem'), directory.rootPem + directory.issuingPem);
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await directory.close();
  });
  beforeEach(async () => {
    issued = await directory.issueClient({
      commonName: 'A TPP',
      organization: 'Payments GmbH',
      organizationIdentifier: 'PSDDE-BAFIN-123456',
    });
    writeFileSync(join(folder, 'leaf.pem'), issued.certificate);
  });

  const openssl = (args: string[]): Promise<string> =>
    new Promise((resolve) => {
      execFile('openssl', args, { cwd: folder, timeout: 20_000 }, (_, stdout, stderr) => resolve(stderr + stdout));
    });
  const absent = () => spawnSync('openssl', ['version']).status !== 0;
  /** A bank that sends nonces. */
  const asked = () =>
    directory.checkRevocation(readPem(issued.certificate), { ...directoryDefaults, ocspNonce: 'sent' });

  it('have a row for each state', () => {
    expect([...Object.keys(OCSP), 'hang'].sort()).to.deep.equal([...ocspStates].sort());
    expect([...Object.keys(CRL), 'hang'].sort()).to.deep.equal([...crlStates].sort());
  });

  for (const [state, [, bank]] of Object.entries(OCSP) as [OcspState, (typeof OCSP)['up']][])
    it(`lead the bank right when OCSP is ${state}`, async () => {
      directory.setStatusService(issued.serial, { ocsp: state });
      expect(await asked()).to.equal(bank ?? 'good');
      directory.revoke(issued.serial, 'both');
      expect(await asked()).to.equal('revoked');
      directory.setStatusService(issued.serial, { crl: 'down' });
      expect(await asked()).to.equal(bank === null ? 'unknown' : 'revoked');
    });

  for (const [state, [, bank]] of Object.entries(CRL) as [CrlState, (typeof CRL)['up']][])
    it(`lead the bank right when the CRL is ${state} and OCSP down`, async () => {
      directory.revoke(issued.serial, 'both');
      directory.setStatusService(issued.serial, { ocsp: 'down', crl: state });
      expect(await asked()).to.equal(bank);
    });

  for (const [state, [said]] of Object.entries(OCSP) as [OcspState, (typeof OCSP)['up']][])
    it(`give openssl the same to find when OCSP is ${state}`, async function () {
      if (absent()) this.skip();
      directory.setStatusService(issued.serial, { ocsp: state });
      const url = `${directory.url}/ocsp/${issued.serial}`;
      const about = ['-issuer', 'issuing.pem', '-cert', 'leaf.pem', '-CAfile', 'both.pem'];
      expect(await openssl(['ocsp', ...about, '-url', url])).to.match(said);
    });

  it('tell the truth to who sends no nonce when OCSP answers with a wrong one', async () => {
    directory.setStatusService(issued.serial, { ocsp: 'wrong-nonce', crl: 'down' });
    const plainly = () => directory.checkRevocation(readPem(issued.certificate), directoryDefaults);
    expect(await plainly()).to.equal('good');
    directory.revoke(issued.serial, 'both');
    expect(await plainly()).to.equal('revoked');
  });

  it('give openssl a revocation to find', async function () {
    if (absent()) this.skip();
    directory.revoke(issued.serial, 'ocsp');
    const url = `${directory.url}/ocsp/${issued.serial}`;
    const about = ['-issuer', 'issuing.pem', '-cert', 'leaf.pem', '-CAfile', 'both.pem'];
    expect(await openssl(['ocsp', ...about, '-url', url])).to.match(/Response verify OK[\s\S]*: revoked/);
  });

  for (const [state, [said]] of Object.entries(CRL) as [CrlState, (typeof CRL)['up']][])
    it(`give openssl the same to find when the CRL is ${state}`, async function () {
      if (absent()) this.skip();
      directory.revoke(issued.serial, 'both');
      directory.setStatusService(issued.serial, { crl: state });
      const list = Buffer.from(await (await fetch(`${directory.url}/crl/${issued.serial}.crl`)).arrayBuffer());
      if (list[0] !== 0x30) {
        expect(list.toString()).to.match(said);
        return;
      }
      writeFileSync(join(folder, 'list.der'), list);
      await openssl(['crl', '-inform', 'DER', '-in', 'list.der', '-out', 'list.pem']);
      const trust = ['-CAfile', 'root.pem', '-untrusted', 'issuing.pem', '-CRLfile', 'list.pem'];
      expect(await openssl(['verify', '-crl_check', ...trust, 'leaf.pem'])).to.match(said);
    });

  it('tell until when others may take a certificate for good', async () => {
    expect(directory.goodUntil(issued.serial)).to.equal(0);
    directory.setStatusService(issued.serial, { ocsp: 'down' });
    const before = Date.now();
    expect(await asked()).to.equal('good');
    // The list that was fetched names the time of the next one.
    expect(directory.goodUntil(issued.serial)).to.be.above(before);
    const until = directory.goodUntil(issued.serial);
    directory.revoke(issued.serial, 'both');
    expect(await asked()).to.equal('revoked');
    expect(directory.goodUntil(issued.serial)).to.equal(until);
  });
});
