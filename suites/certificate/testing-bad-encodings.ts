/** Certificates that no library would make, written byte by byte, and the finding that tells what is wrong. Nobody has signed them. */
import { generateKeyPairSync } from 'node:crypto';
import type { FindingCode } from './findings.ts';
import { pem } from './testing-certificate.ts';
import { ia5, oid, printable, sequence, tlv, utf8 } from './testing-der.ts';

const integer = (...bytes: number[]): Buffer => tlv(2, Buffer.from(bytes));
const bits = (unused: number, content: Buffer): Buffer => tlv(3, Buffer.from([unused]), content);
const utc = (text: string): Buffer => tlv(23, Buffer.from(text));
const TRUE = tlv(1, Buffer.from([0xff]));

const attribute = (id: string, value: Buffer): Buffer => sequence(oid(id), value);
const name = (text: string): Buffer => sequence(tlv(0x31, attribute('2.5.4.3', printable(text))));
const extension = (id: string, critical: boolean, content: Buffer): Buffer =>
  sequence(oid(id), ...(critical ? [TRUE] : []), tlv(4, content));

const ECDSA = sequence(oid('1.2.840.10045.4.3.2'));
const EC = '1.2.840.10045.2.1';

const keyOn = (namedCurve: string, paramEncoding: 'named' | 'explicit' = 'named'): Buffer =>
  generateKeyPairSync('ec', { namedCurve, paramEncoding }).publicKey.export({ type: 'spki', format: 'der' });

const GOOD_KEY = keyOn('P-256');

interface Parts {
  version: Buffer[];
  algorithm: Buffer;
  issuer: Buffer;
  validity: Buffer;
  subject: Buffer;
  key: Buffer;
  unique: Buffer[];
  extensions: Buffer[];
}

const GOOD: Parts = {
  version: [tlv(0xa0, integer(2))],
  algorithm: ECDSA,
  issuer: name('Issuer'),
  validity: sequence(utc('260101000000Z'), utc('491231235959Z')),
  subject: name('Subject'),
  key: GOOD_KEY,
  unique: [],
  extensions: [],
};

function handmade(change: Partial<Parts>): Buffer {
  const { version, algorithm, issuer, validity, subject, key, unique, extensions } = { ...GOOD, ...change };
  const more = extensions.length > 0 ? [tlv(0xa3, sequence(...extensions))] : [];
  const signed = sequence(...version, integer(7), algorithm, issuer, validity, subject, key, ...unique, ...more);
  return sequence(signed, algorithm, bits(0, Buffer.alloc(64, 1)));
}

const authority = (subject: string, issuer: string, pathLength?: number): Buffer =>
  handmade({
    subject: name(subject),
    issuer: name(issuer),
    extensions: [
      extension('2.5.29.19', true, sequence(TRUE, ...(pathLength === undefined ? [] : [integer(pathLength)]))),
      extension('2.5.29.15', true, bits(2, Buffer.from([0x04]))),
    ],
  });

const leaf = handmade({ issuer: name('Lower') });
const rsa = (exponent: number): Buffer =>
  sequence(
    sequence(oid('1.2.840.113549.1.1.1'), tlv(5)),
    bits(0, sequence(tlv(2, Buffer.from([0]), Buffer.alloc(256, 0xc1)), integer(exponent))),
  );
// biome-ignore format: a table, one row a line
export const BAD_ENCODINGS: readonly [FindingCode, Buffer][] = [
  ['version', handmade({ version: [] })],
  ['version', handmade({ version: [tlv(0xa0, integer(1))], extensions: [extension('1.2.3', false, utf8('x'))] })],
  ['unique-identifiers', handmade({ unique: [tlv(0x81, Buffer.from([0, 1]))] })],
  ['algorithm-parameters', handmade({ algorithm: sequence(oid('1.2.840.10045.4.3.2'), tlv(5)) })],
  ['algorithm-parameters', handmade({ algorithm: sequence(oid('1.2.840.113549.1.1.11')) })],
  ['algorithm-parameters', handmade({ algorithm: sequence(oid('1.2.840.113549.1.1.10')) })],
  ['algorithm-weak', handmade({ algorithm: sequence(oid('1.2.840.113549.1.1.10'), sequence()) })],
  ['algorithm-weak', handmade({ algorithm: sequence(oid('1.2.840.113549.1.1.4'), tlv(5)) })],
  ['algorithm-unknown', handmade({ algorithm: sequence(oid('1.2.3.4')) })],
  ['name-order', handmade({ subject: sequence(tlv(0x31, attribute('2.5.4.10', printable('B')), attribute('2.5.4.10', printable('A')))) })],
  ['name-text', handmade({ subject: sequence(tlv(0x31, attribute('2.5.4.3', printable('a@b')))) })],
  ['name-text-type', handmade({ subject: sequence(tlv(0x31, attribute('2.5.4.3', ia5('a')))) })],
  ['issuer-empty', handmade({ issuer: sequence() })],
  ['validity-types', handmade({ validity: sequence(utc('260101000000Z'), tlv(24, Buffer.from('20300101000000Z'))) })],
  ['key-unusable', handmade({ key: sequence(sequence(oid(EC), oid('1.2.840.10045.3.1.7')), bits(0, Buffer.alloc(65, 4))) })],
  ['key-weak-ec', handmade({ key: keyOn('prime192v1') })],
  ['key-weak-ec', handmade({ key: keyOn('secp160r1') })],
  ['key-unusual', handmade({ key: keyOn('secp256k1') })],
  ['key-curve-unnamed', handmade({ key: keyOn('P-256', 'explicit') })],
  ['key-exponent', handmade({ key: rsa(4) })],
  ['key-exponent', handmade({ key: rsa(1) })],
  ['key-exponent-small', handmade({ key: rsa(3) })],
  ['authority-key-missing', handmade({})],
  ['issuer-mismatch', pem(leaf, authority('Another', 'Another'))],
  ['issuer-not-authority', pem(leaf, handmade({ subject: name('Lower') }))],
  ['issuer-may-not-sign', pem(leaf, handmade({ subject: name('Lower'), extensions: [extension('2.5.29.15', true, bits(7, Buffer.from([0x80])))] }))],
  ['path-too-long', pem(leaf, authority('Lower', 'Upper'), authority('Upper', 'Upper', 0))],
  ['chain-repeated', pem(leaf, leaf)],
];
