/** What is said of certificates and keys before anything is sent, and what is known of one that is loaded. */
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { mint } from '../transport/testing-certificates.ts';
import { checkIdentity, loadIdentity, nobody } from './identity.ts';

const ca = mint({ name: 'Test CA', ca: true });
const { certificate, key } = mint({ name: 'tpp', by: ca });
const other = mint({ name: 'other', by: ca });
const locked = createPrivateKey(key).export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'right',
});

describe('an identity', () => {
  // biome-ignore format: one row, one line
  const ROWS: [string, string, string, string | null, RegExp | null][] = [
    ['a certificate and its key', certificate, key, null, null],
    ['a chain and the key of its leaf', certificate + ca.certificate, key, null, null],
    ['a key behind its passphrase', certificate, locked.toString(), 'right', null],
    ['a key behind another passphrase', certificate, locked.toString(), 'wrong', /cannot be read/],
    ['a key whose passphrase is not given', certificate, locked.toString(), null, /cannot be read/],
    ['the key of another', certificate, other.key, null, /does not belong/],
    ['a chain that does not begin with its leaf', ca.certificate + certificate, key, null, /does not belong/],
    ['no certificate', 'nothing', key, null, /cannot be read/],
    ['no key', certificate, certificate, null, /cannot be read/],
    ['nothing', '', '', null, /cannot be read/],
  ];
  for (const [what, pem, privateKey, passphrase, problem] of ROWS)
    it(`of ${what} is ${problem === null ? 'all right' : 'refused in words'}`, () => {
      const told = checkIdentity(pem, privateKey, passphrase);
      if (problem === null) expect(told).to.equal(null);
      else
        expect(told)
          .to.match(problem)
          .and.not.to.match(/PRIVATE KEY|right|wrong/);
    });

  it('is known by the leaf of its chain', () => {
    const leaf = new X509Certificate(certificate);
    const held = loadIdentity(
      'tpp',
      { certificate: certificate + ca.certificate, key, passphrase: null },
      ca.certificate,
    );
    expect(held).to.include({
      name: 'tpp',
      sha256: createHash('sha256').update(leaf.raw).digest('hex'),
      serial: leaf.serialNumber.toLowerCase(),
    });
    expect(new X509Certificate(held.pem).raw.equals(leaf.raw)).to.equal(true);
    expect(held.pem.match(/BEGIN/g)).to.have.length(1);
  });

  it('is none for nobody', () => {
    expect(nobody(ca.certificate)).to.include({ name: 'nobody', sha256: null });
  });
});
