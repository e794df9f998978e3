import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { certificateFrom } from './certificate.ts';
import { readDer, Unreadable } from './der.ts';
import { type Inspected, inspect, type Question } from './inspect.ts';
import { newTestAuthority, pem } from './testing-certificate.ts';
import { sequence, tlv } from './testing-der.ts';

const QUESTION: Question = { use: null, psd2: false, now: Date.now() };

/** Whether anything is wrong, or it cannot be read; whatever else is thrown is a fault of ours. */
function outcome(bytes: Buffer): 'good' | 'bad' | 'unreadable' {
  try {
    const wrong = (one: Inspected): boolean => one.findings.some(({ weight }) => weight === 'error');
    return inspect(bytes, QUESTION).some(wrong) ? 'bad' : 'good';
  } catch (error) {
    if (error instanceof Unreadable) return 'unreadable';
    throw error;
  }
}

function replaceExtensions(der: Buffer, extensions: Buffer): Buffer {
  const [signed, algorithm, signature] = readDer(der).children;
  const parts = (signed?.children ?? []).slice(0, -1).map(({ whole }) => whole);
  return sequence(sequence(...parts, tlv(0xa3, extensions)), algorithm?.whole ?? der, signature?.whole ?? der);
}

describe('a certificate from anybody', function () {
  this.timeout(120_000);
  let leaf: Buffer;
  let issuer: Buffer;
  before(async () => {
    const authority = await newTestAuthority();
    leaf = await authority.issue();
    issuer = Buffer.from(authority.certificate.rawData);
  });

  it('is good with its issuer beside it', () => {
    expect([outcome(leaf), outcome(pem(leaf, issuer)), outcome(pem(issuer, leaf))]).to.deep.equal([
      'good',
      'good',
      'good',
    ]);
  });

  it('is not read when any part of its end is missing, or something follows', () => {
    const wrong: number[] = [];
    for (let length = 0; length < leaf.length; length += 1)
      if (outcome(leaf.subarray(0, length)) !== 'unreadable') wrong.push(length);
    expect(wrong).to.deep.equal([]);
    expect(outcome(Buffer.concat([leaf, Buffer.from([0])]))).to.equal('unreadable');
  });

  for (const [what, change] of [
    ['inverted', 0xff],
    ['changed in its lowest bit', 0x01],
    ['changed in the bit that tells what is in parts', 0x20],
  ] as const)
    it(`is never good once a byte is ${what}, and never a fault of ours`, () => {
      const good: number[] = [];
      for (let at = 0; at < leaf.length; at += 1) {
        const altered = Buffer.from(leaf);
        altered[at] = (altered[at] ?? 0) ^ change;
        if (outcome(altered) !== 'unreadable' && outcome(pem(altered, issuer)) === 'good') good.push(at);
      }
      expect(good).to.deep.equal([]);
    });

  it('is not read in a PEM text that is cut off, in one that is no Base64, or in no PEM text at all', () => {
    const text = pem(leaf).toString();
    const end = text.indexOf('\n-----END');
    for (const cut of [40, 500, end, text.length - 3])
      expect(outcome(Buffer.from(text.slice(0, cut)))).to.equal('unreadable');
    expect(outcome(Buffer.from(text.replace('\nMI', '\nM*I')))).to.equal('unreadable');
    expect(outcome(Buffer.from(text.replace('-----BEGIN', '-----BEGIN CERTIFICATE-----\n-----BEGIN')))).to.equal(
      'unreadable',
    );
    for (const other of ['', 'words', '-----BEGIN CERTIFICATE-----', '{}'])
      expect(outcome(Buffer.from(other))).to.equal('unreadable');
    expect(outcome(Buffer.from(text.replaceAll('\n', '\r\n')))).to.equal('good');
  });

  it('is passed over where the file holds other things as well, such as a key', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nnobody looks\n-----END PRIVATE KEY-----\n';
    expect(outcome(Buffer.from(`subject=CN = x\n${key}${pem(leaf).toString()}`))).to.equal('good');
  });

  it('is not read when it is larger than any certificate, and is when it has thousands of parts', () => {
    const part = sequence(tlv(0x06, Buffer.from([0x2a, 3])), tlv(4));
    const extended = (count: number): Buffer =>
      replaceExtensions(leaf, sequence(...Array.from({ length: count }, () => part)));
    expect(outcome(extended(9000))).to.equal('unreadable');
    expect(outcome(extended(6000))).to.equal('bad');
  });

  // biome-ignore format: a table, one row a line
  const NOT_DER: [string, Buffer][] = [
    ['a length that is longer than it need be', Buffer.from([0x04, 0x81, 0x01, 0x00])],
    ['a length that is not given', Buffer.from([0x30, 0x80, 0x00, 0x00])],
    ['a length beyond all files', Buffer.from([0x04, 0x85, 1, 0, 0, 0, 0])],
    ['a tag that is longer than it need be', Buffer.from([0x1f, 0x04, 0x00])],
    ['a text in parts', Buffer.from([0x2c, 0x02, 0x0c, 0x00])],
    ['a sequence that is not in parts', Buffer.from([0x10, 0x00])],
    ['values in each other without end', Array.from({ length: 5000 }).reduce<Buffer>((inner) => tlv(0x30, inner).subarray(0, 60_000), Buffer.alloc(0))],
  ];
  for (const [what, bytes] of NOT_DER)
    it(`is not read with ${what}`, () => {
      expect(() => readDer(bytes)).to.throw(Unreadable);
    });

  it('has its names, its serial number and its dates as OpenSSL reads them', function () {
    const openssl = (...args: string[]): string => {
      try {
        return execFileSync('openssl', ['x509', '-noout', ...args], { input: pem(leaf), encoding: 'utf8' }).trim();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
        throw error;
      }
    };
    // OpenSSL is not installed.
    if (openssl('-serial') === '') this.skip();
    const { serial, subject, validity } = certificateFrom(leaf);
    const values = subject.rdns.flat().map(({ value }) => value);
    const told = openssl('-subject', '-nameopt', 'utf8,sep_multiline,show_type');
    expect(openssl('-serial').toLowerCase()).to.equal(`serial=${serial.hex}`);
    for (const value of values) expect(told).to.include(value);
    expect(Date.parse(openssl('-enddate').replace('notAfter=', ''))).to.equal(validity.to);
    const statements = certificateFrom(leaf).extensions.said.qcStatements?.psd2?.nca.id ?? '';
    const dumped = execFileSync('openssl', ['asn1parse', '-inform', 'DER'], { input: leaf, encoding: 'utf8' });
    expect(dumped).to.include(Buffer.from(statements).toString('hex').toUpperCase());
  });
});
