import { expect } from 'chai';
import { FINDINGS, type FindingCode } from './findings.ts';
import { inspect, type Question } from './inspect.ts';
import { BAD_ENCODINGS } from './testing-bad-encodings.ts';
import { BAD_ORDERS, named, PLAIN_WEB, ROLES, web } from './testing-bad-orders.ts';
import { KEY_USAGE, newTestAuthority, type Order, raw, SEAL, type TestAuthority } from './testing-certificate.ts';
import { oid, printable, QC, sequence, statement, utf8 } from './testing-der.ts';

const QUESTION: Question = { use: null, psd2: false, now: Date.now() };
const PSD2 = QC.psd2(ROLES);

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
    ['the law of another country', { statements: [statement('0.4.0.1862.1.7', sequence(printable('GB'))), QC.type(3), QC.disclosure, PSD2] }, {}],
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

  for (const identifier of ['NTRDE-HRB 123', 'VATEL-123', 'LEIXG-529900T8BM49AURSDO55', 'EI:SE-5567971433', 'GOVDE-1'])
    it(`may have the organizationIdentifier ${identifier}`, async () => {
      expect(codes(await authority.issue({ ...PLAIN_WEB, subject: named(identifier) }), {}, 'error')).to.deep.equal([]);
    });

  for (const [code, change, question] of BAD_ORDERS)
    it(`is told of ${code}: ${FINDINGS[code].asks}`, async () => {
      expect(codes(await authority.issue(change), question)).to.include(code);
    });

  for (const [code, bytes] of BAD_ENCODINGS)
    it(`is told of ${code}: ${FINDINGS[code].asks}`, () => {
      expect(codes(bytes)).to.include(code);
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

  it('is seen to be wrong in everything that the table has, at least once', () => {
    // The tests above and those of chains, which issue several.
    const elsewhere: FindingCode[] = [
      'serial',
      'algorithm-weak',
      'self-issued',
      'algorithm-differs',
      'signature-bad',
      'authority-key-mismatch',
    ];
    const tried = new Set([...BAD_ORDERS.map(([code]) => code), ...BAD_ENCODINGS.map(([code]) => code), ...elsewhere]);
    expect(Object.keys(FINDINGS).filter((code) => !tried.has(code as FindingCode))).to.deep.equal([]);
  });
});
