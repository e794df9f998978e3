import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { expect } from 'chai';
import { FINDINGS, type FindingCode } from './findings.ts';
import { inspect, type Question } from './inspect.ts';
import {
  clientAuth,
  codeSigning,
  goodOrder,
  KEY_USAGE,
  NAME,
  type Names,
  newTestAuthority,
  type Order,
  raw,
  SEAL,
  serverAuth,
  type TestAuthority,
} from './testing-certificate.ts';
import { oid, printable, QC, sequence, statement, tlv, utf8 } from './testing-der.ts';

const QUESTION: Question = { use: null, psd2: false, now: Date.now() };
const DAY_MS = 86_400_000;
const daysFromNow = (days: number): Date => new Date(Math.floor(QUESTION.now / 1000) * 1000 + days * DAY_MS);

const named = (identifier: string): Names =>
  NAME.map((rdn) => ('2.5.4.97' in rdn ? { '2.5.4.97': [{ utf8String: identifier }] } : rdn));
const web = (...psd2: Buffer[]): Buffer[] => [QC.compliance, QC.type(3), QC.disclosure, ...psd2];
const ROLES = [[2, 'PSP_PI']] as const;
const PSD2 = QC.psd2(ROLES);
const PLAIN_WEB: Partial<Order> = {
  statements: web(),
  subject: named('VATDE-123456789'),
  policies: ['0.4.0.194112.1.5'],
};

describe('a certificate that is inspected', () => {
  let authority: TestAuthority;
  before(async () => {
    authority = await newTestAuthority();
  });
  const codes = (der: Buffer, question: Partial<Question> = {}, weight?: string): FindingCode[] =>
    inspect(der, { ...QUESTION, ...question })
      .flatMap(({ findings }) => findings)
      .filter((one) => weight === undefined || one.weight === weight)
      .map(({ code }) => code);

  // biome-ignore format: a table, one row a line
  const GOOD: [string, Partial<Order>, Partial<Question>][] = [
    ['a website, of a provider', {}, {}],
    ['the same, to be used for TLS by a provider', {}, { use: 'tls', psd2: true }],
    ['seals', SEAL, { use: 'seal', psd2: true }],
    ['seals, with both ways to sign', { ...SEAL, usage: KEY_USAGE.nonRepudiation | KEY_USAGE.digitalSignature }, {}],
    ['every role', { statements: web(QC.psd2([[1, 'PSP_AS'], [2, 'PSP_PI'], [3, 'PSP_AI'], [4, 'PSP_IC']])) }, {}],
    ['an unspecified role alone', { statements: web(QC.psd2([[0, 'Unspecified']])) }, {}],
    ['an authority in Latin letters with marks', { statements: web(QC.psd2(ROLES, 'Comissão do Mercado – Škoda')) }, {}],
    ['an authorization number with signs of all kinds', { subject: named('PSDDE-BAFIN-12/3 4-ä') }, {}],
    ['an RSA key of 2048 bits', { key: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) }, usage: KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment }, {}],
    ['a statement that nobody knows', { statements: web(PSD2, statement('1.2.3.4', utf8('x'))) }, {}],
    ['an extension that nobody knows and that is not critical', { more: [raw('1.2.3.4.5', false, utf8('x'))] }, {}],
  ];
  for (const [what, change, question] of GOOD)
    it(`has nothing wrong with ${what}`, async () => {
      expect(codes(await authority.issue(change), question)).to.deep.equal([]);
    });

  it("is qualified and no provider's, which is noted and is no mistake", async () => {
    const der = await authority.issue(PLAIN_WEB);
    expect(codes(der)).to.deep.equal(['psd2-none']);
    expect(codes(der, { psd2: true })).to.deep.equal(['psd2-missing']);
  });

  // biome-ignore format: a table, one row a line
  const BAD: [FindingCode, Partial<Order>, Partial<Question>?][] = [
    ['qc-statements-missing', { statements: null, policies: [] }],
    ['qc-compliance-missing', { statements: [QC.type(3), QC.disclosure, PSD2] }],
    ['qc-type-missing', { statements: [QC.compliance, QC.disclosure, PSD2] }],
    ['qc-type-number', { statements: [QC.compliance, QC.type(2, 3), QC.disclosure, PSD2], policies: ['1.2.3'] }],
    ['qc-type-number', { statements: [QC.compliance, QC.type(), QC.disclosure, PSD2] }],
    ['qc-type-unknown', { statements: [QC.compliance, QC.type(9), QC.disclosure, PSD2], policies: ['1.2.3'] }],
    ['qc-type-for-psp', { statements: [QC.compliance, QC.type(1), QC.disclosure, PSD2], policies: ['1.2.3'] }],
    ['qc-type-for-tls', SEAL, { use: 'tls' }],
    ['qc-type-for-seals', {}, { use: 'seal' }],
    ['seal-for-tls', { ...SEAL, usage: KEY_USAGE.digitalSignature, purposes: [clientAuth] }],
    ['qc-statement-malformed', { statements: [statement('0.4.0.1862.1.1', utf8('yes')), QC.type(3), QC.disclosure, PSD2] }],
    ['qc-statement-malformed', { statements: [QC.compliance, statement('0.4.0.1862.1.6', oid('0.4.0.1862.1.6.3')), QC.disclosure, PSD2] }],
    ['qc-statement-repeated', { statements: web(PSD2, PSD2) }],
    ['qc-country', { statements: [statement('0.4.0.1862.1.7', sequence(printable('UK'))), QC.type(3), QC.disclosure, PSD2] }],
    ['qc-disclosure', { statements: [QC.compliance, QC.type(3), statement('0.4.0.1862.1.5', sequence(sequence(tlv(0x16, Buffer.from('http://x')), printable('en')))), PSD2] }],
    ['qc-disclosure', { statements: [QC.compliance, QC.type(3), statement('0.4.0.1862.1.5', sequence(sequence(tlv(0x16, Buffer.from('https://x')), printable('zz')))), PSD2] }],
    ['qc-limit', { statements: web(PSD2, statement('0.4.0.1862.1.2', sequence(printable('EUX'), tlv(2, Buffer.from([9])), tlv(2, Buffer.from([3]))))) }],
    ['qc-limit', { statements: web(PSD2, statement('0.4.0.1862.1.2', sequence(printable('EUR'), tlv(2, Buffer.from([0xff])), tlv(2, Buffer.from([3]))))) }],
    ['policy-number', { policies: ['0.4.0.194112.1.4', '0.4.0.194112.1.5'] }],
    ['precertificate', { more: [raw('1.3.6.1.4.1.11129.2.4.3', true, tlv(5))] }],
    ['name-length', { subject: NAME.map((rdn) => ('O' in rdn ? { O: ['x'.repeat(65)] } : rdn)) }],
    ['psd2-missing', { statements: web() }],
    ['psd2-malformed', { statements: web(statement('0.4.0.19495.2', sequence(sequence(), printable('BaFin'), utf8('DE-BAFIN')))) }],
    ['psd2-malformed', { statements: web(statement('0.4.0.19495.2')) }],
    ['psd2-malformed', { statements: web(QC.psd2(ROLES, '')) }],
    ['psd2-malformed', { statements: web(QC.psd2(ROLES, 'x'.repeat(257))) }],
    ['roles-missing', { statements: web(QC.psd2([])) }],
    ['role-unknown', { statements: web(QC.psd2([[5, 'PSP_AI']])) }],
    ['role-name-unknown', { statements: web(QC.psd2([[3, 'PSP_AISP']])) }],
    ['role-name-unknown', { statements: web(QC.psd2([[3, 'psp_ai']])) }],
    ['role-mismatch', { statements: web(QC.psd2([[2, 'PSP_AI']])) }],
    ['role-repeated', { statements: web(QC.psd2([[2, 'PSP_PI'], [2, 'PSP_PI']])) }],
    ['role-unspecified-beside', { statements: web(QC.psd2([[0, 'Unspecified'], [2, 'PSP_PI']])) }],
    ['nca-name', { statements: web(QC.psd2(ROLES, 'Τράπεζα')) }],
    ['nca-id', { statements: web(QC.psd2(ROLES, 'BaFin', 'DE-BaFin')) }],
    ['nca-id', { statements: web(QC.psd2(ROLES, 'BaFin', 'DEBAFIN')) }],
    ['nca-id', { statements: web(QC.psd2(ROLES, 'BaFin', 'DE-TOOLONGID')) }],
    ['nca-country', { statements: web(QC.psd2(ROLES, 'BaFin', 'XX-BAFIN')), subject: named('VATDE-123456789') }],
    ['nca-mismatch', { statements: web(QC.psd2(ROLES, 'BaFin', 'GB-FCA')) }],
    ['nca-mismatch', { statements: web(QC.psd2(ROLES, 'BaFin', 'DE-BAFINX')) }],
    ['organization-identifier-psd', { subject: named('PSDDE-BaFin-123') }],
    ['organization-identifier-psd', { subject: named('PSDDE-BAFIN') }],
    ['organization-identifier-psd', { subject: named('PSDDE-BAFIN-') }],
    ['organization-identifier-psd', { subject: named('psdde-bafin-123') }],
    ['organization-identifier-psd', { subject: named('PSDDE-B-123') }],
    ['organization-identifier-country', { subject: named('PSDUK-FCA-123'), statements: web(QC.psd2(ROLES, 'FCA', 'GB-FCA')) }],
    ['organization-identifier', { subject: named('123456') }],
    ['organization-identifier-type', { subject: named('ABCDE-123456') }],
    ['organization-identifier-is-name', { subject: [{ C: ['DE'] }, { O: ['VATDE-1'] }, { '2.5.4.97': ['VATDE-1'] }] }],
    ['subject-attribute-missing', { subject: NAME.filter((rdn) => !('2.5.4.97' in rdn)) }],
    ['subject-attribute-missing', { ...SEAL, subject: NAME.filter((rdn) => !('CN' in rdn)) }],
    ['subject-attribute-repeated', { subject: [...NAME, { O: ['Another'] }] }],
    ['subject-country', { subject: NAME.map((rdn) => ('C' in rdn ? { C: ['UK'] } : rdn)) }],
    ['subject-country', { subject: NAME.map((rdn) => ('C' in rdn ? { C: [{ utf8String: 'DE' }] } : rdn)) }],
    ['name-text', { subject: NAME.map((rdn) => ('CN' in rdn ? { CN: [{ utf8String: 'bank.example\0.evil.example' }] } : rdn)) }],
    ['key-weak-rsa', { key: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024, publicExponent: Uint8Array.of(1, 0, 1) } }],
    ['key-usage-of-key', { usage: KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment }],
    ['key-usage-not-for-tls', { usage: KEY_USAGE.keyAgreement }],
    ['key-usage-not-for-tls', { usage: KEY_USAGE.nonRepudiation }],
    ['key-usage-not-for-seals', { ...SEAL, usage: KEY_USAGE.keyAgreement }],
    ['key-usage-missing', { ...SEAL, usage: null }],
    ['key-usage-signs-certificates', { usage: KEY_USAGE.digitalSignature | KEY_USAGE.keyCertSign }],
    ['extended-key-usage-contradicts', { purposes: [clientAuth, codeSigning], usage: KEY_USAGE.keyAgreement }],
    ['extended-key-usage-not-for-tls', { purposes: [codeSigning] }],
    ['extended-key-usage-not-for-tls', { purposes: [serverAuth] }, { use: 'tls' }],
    ['authority-as-leaf', { basic: new x509.BasicConstraintsExtension(true, undefined, true) }],
    ['path-length-of-leaf', { basic: new x509.BasicConstraintsExtension(false, 0, true) }],
    ['expired', { to: daysFromNow(-0.1) }],
    ['not-yet-valid', { from: daysFromNow(1) }],
    ['validity-reversed', { from: daysFromNow(2), to: daysFromNow(1) }],
    ['serial', { serial: `01${'00'.repeat(20)}` }],
    ['extension-repeated', { more: [raw('2.5.29.37', false, sequence(oid(codeSigning)))] }],
    ['extension-repeated', { more: [raw('1.2.3.4.5', false, utf8('x')), raw('1.2.3.4.5', false, utf8('y'))] }],
    ['extension-unknown-critical', { more: [raw('1.2.3.4.5', true, utf8('x'))] }],
    ['extension-criticality', { qcCritical: true }],
    ['extension-malformed', { usage: null, more: [raw('2.5.29.15', true, tlv(0x03, Buffer.from([0, 0x80])))] }],
    ['extension-malformed', { purposes: null, more: [raw('2.5.29.37', false, sequence())] }],
    ['key-usage-empty', { usage: null, more: [raw('2.5.29.15', true, tlv(0x03, Buffer.from([0])))] }],
    ['extension-of-authority', { more: [raw('2.5.29.30', true, sequence(tlv(0xa0, sequence(tlv(0x82, Buffer.from('x'))))))] }],
    ['policy-contradicts', { ...SEAL, policies: ['0.4.0.194112.1.4'] }],
    ['policy-contradicts', { ...PLAIN_WEB, policies: ['0.4.0.19495.3.1'] }],
    ['policy-contradicts', { ...SEAL, statements: [QC.compliance, QC.type(2), QC.disclosure, PSD2] }],
    ['status-unknown', { status: false }],
    ['status-scheme', { status: false, more: [new x509.CRLDistributionPointsExtension(['file:///etc/crl'])] }],
  ];
  for (const [code, change, question] of BAD)
    it(`is told of ${code}: ${FINDINGS[code].asks}`, async () => {
      expect(codes(await authority.issue(change), question, 'error')).to.include(code);
    });

  it('is told of a serial number below zero', async () => {
    const altered = Buffer.from(await authority.issue());
    const at = altered.indexOf(Buffer.from('4a00112233445566', 'hex'));
    altered[at] = 0xca;
    expect(codes(altered)).to.deep.equal(['serial']);
  });

  it('is told of a signature made with a weak hash, of a self-signed one, and of two that name the algorithm otherwise', async () => {
    const weak = await newTestAuthority({ hash: 'SHA-1' });
    expect(codes(await weak.issue())).to.deep.equal(['algorithm-weak']);
    expect(codes(await authority.selfSigned())).to.deep.equal(['self-issued']);
    const altered = Buffer.from(await authority.issue());
    const at = altered.lastIndexOf(oid('1.2.840.10045.4.3.2'));
    oid('1.2.840.10045.4.3.3').copy(altered, at);
    expect(codes(altered)).to.deep.equal(['algorithm-differs']);
  });

  it('has every finding in the table with words and a clause', () => {
    for (const { asks, clause } of Object.values(FINDINGS))
      expect([asks, clause].every((text) => text.length > 5)).to.equal(true);
    expect(goodOrder().to.getTime()).to.be.above(QUESTION.now);
  });
});
