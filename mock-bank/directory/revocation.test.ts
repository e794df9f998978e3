import 'reflect-metadata';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { BasicOCSPResponse, OCSPResponse } from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';
import { expect } from 'chai';
import { close, listen } from '../loopback.ts';
import { type PeerCertificate, readPem } from '../tls/certificate.ts';
import { type Authority, createAuthority, issueClient, newSerial } from './authority.ts';
import { createCrl } from './crl.ts';
import { answerOcsp, type IssuerFacts, issuerFacts } from './ocsp.ts';
import { createOcspSigners, type OcspSigners } from './ocsp-signers.ts';
import type { Entry } from './register.ts';
import { RevocationCheck } from './revocation.ts';
import { directoryDefaults } from './settings.ts';

const HOUR_MS = 3_600_000;

describe('asking whether a certificate is revoked', () => {
  let server: Server;
  let authority: Authority;
  let stranger: Authority;
  let issuer: IssuerFacts;
  let signers: OcspSigners;
  let certificate: PeerCertificate;
  let entry: Entry;
  let check: RevocationCheck;
  /** How the services answer the request at hand. */
  let ocsp: (request: Buffer, response: ServerResponse) => unknown;
  let crl: (response: ServerResponse) => unknown;
  let asked: string[];
  let now: number;

  before(async () => {
    [authority, stranger] = await Promise.all([createAuthority(), createAuthority()]);
    issuer = issuerFacts(authority.issuing.certificate.rawData);
    signers = await createOcspSigners(authority);
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        asked.push(request.url ?? '');
        void (request.url === '/ocsp' ? ocsp(Buffer.concat(chunks), response) : crl(response));
      });
    });
    const url = `http://127.0.0.1:${await listen(server, 0, '--directory-port')}`;
    const serial = newSerial();
    const subject = { commonName: 'A', organization: 'A', organizationIdentifier: 'PSDDE-BAFIN-1' };
    const addresses = { ocsp: `${url}/ocsp`, crl: `${url}/crl`, issuer: `${url}/ca` };
    certificate = readPem((await issueClient(authority, { subject, serial, key: null, addresses })).certificate);
  });
  after(() => close(server));
  beforeEach(() => {
    now = Date.now();
    asked = [];
    entry = {
      serial: certificate.serial,
      revokedInOcsp: null,
      revokedInCrl: null,
      ocsp: 'up',
      crl: 'up',
      goodUntil: 0,
      version: 0,
    };
    check = new RevocationCheck(authority.issuing, issuer, () => now);
    ocsp = (request, response) => response.end(answer(request));
    crl = async (response) => response.end(await list(authority, now));
  });
  afterEach(() => check.close());

  function answer(request: Buffer, { by = authority, about = entry, at = now } = {}): Buffer {
    return answerOcsp(request, about, { ca: by.issuing, issuer, at, validMs: HOUR_MS, signers }).der;
  }
  async function list({ issuing: ca }: Authority, at: number): Promise<Buffer> {
    return (await createCrl(entry, { ca, stranger: null, at, validMs: HOUR_MS })).der;
  }
  const status = () => check.status(certificate, directoryDefaults);

  it('believes OCSP, and then does not ask the CRL', async () => {
    entry.revokedInCrl = new Date(now);
    expect([await status(), ...asked]).to.deep.equal(['good', '/ocsp']);
    entry.revokedInOcsp = new Date(now);
    expect(await status()).to.equal('revoked');
    expect(asked).to.deep.equal(['/ocsp', '/ocsp']);
  });

  it('asks again each time, although the last answer would still be good', async () => {
    for (const _ of [1, 2, 3]) expect(await status()).to.equal('good');
    expect(asked).to.have.length(3);
  });

  /** Answers of OCSP that say nothing. */
  const useless: [name: string, way: (request: Buffer, response: ServerResponse) => unknown][] = [
    ['is out of service', (_, response) => response.writeHead(503).end()],
    ['answers 200 with a page', (_, response) => response.end('<html>200</html>')],
    ['answers nothing', (_, response) => response.end()],
    ['cuts its answer', (_, response) => response.writeHead(200, { 'content-length': 100 }).destroy()],
    ['answers without end', (_, response) => response.write(Buffer.alloc(100_000))],
    ['refuses', (_, response) => response.end(answer(Buffer.from('no request')))],
    ['signs with the key of another authority', (request, response) => response.end(answer(request, { by: stranger }))],
    [
      'gives an answer that has run out',
      (request, response) => response.end(answer(request, { at: now - 2 * HOUR_MS })),
    ],
    ['gives an answer from the future', (request, response) => response.end(answer(request, { at: now + HOUR_MS }))],
    ['gives a forged status', (request, response) => response.end(forged(answer(request)))],
  ];
  for (const [name, way] of useless) {
    it(`goes by the CRL when OCSP ${name}, and by nothing when that is silent, too`, async () => {
      ocsp = way;
      expect(await status()).to.equal('good');
      entry.revokedInCrl = new Date(now);
      expect(await status()).to.equal('revoked');
      crl = (response) => response.writeHead(500).end();
      expect(await status()).to.equal('unknown');
    });
  }

  it('goes by the CRL when OCSP does not answer in time', async () => {
    ocsp = () => undefined;
    expect(await status()).to.equal('good');
    expect(asked).to.deep.equal(['/ocsp', '/crl']);
  });

  const uselessLists: [name: string, of: () => Promise<Buffer | string>][] = [
    ['has run out', () => list(authority, now - 2 * HOUR_MS)],
    ['is from the future', () => list(authority, now + HOUR_MS)],
    ['is signed by another authority', () => list(stranger, now)],
    ['is a page', async () => '<html></html>'],
    ['is cut', async () => (await list(authority, now)).subarray(0, 100)],
  ];
  for (const [name, of] of uselessLists) {
    it(`knows nothing when OCSP is silent and the CRL ${name}`, async () => {
      ocsp = (_, response) => response.writeHead(503).end();
      crl = async (response) => response.end(await of());
      expect(await status()).to.equal('unknown');
    });
  }

  it('does not take an older good answer for a newer revocation', async () => {
    let kept: Buffer | null = null;
    ocsp = (request, response) => {
      kept ??= answer(request);
      response.end(kept);
    };
    expect(await status()).to.equal('good');
    now += HOUR_MS + 1000;
    entry.revokedInCrl = new Date(now);
    expect(await status()).to.equal('revoked');
  });

  /** Turns the status from good to unknown, and leaves the signature as it was. */
  function forged(response: Buffer): Buffer {
    const outer = AsnConvert.parse(response, OCSPResponse);
    const inner = Buffer.from(outer.responseBytes?.response.buffer ?? new ArrayBuffer(0));
    expect(AsnConvert.parse(inner, BasicOCSPResponse).tbsResponseData.responses).to.have.length(1);
    const good = Buffer.from([0x80, 0x00, 0x18]);
    const at = response.indexOf(good);
    expect(at).to.be.above(0);
    const changed = Buffer.from(response);
    changed[at] = 0x82;
    return changed;
  }
});
