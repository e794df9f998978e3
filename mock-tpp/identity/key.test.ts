/** Which texts are read as private keys, and what is told of the others. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { readKey } from './key.ts';

const KEYS: { [kind: string]: KeyObject } = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  EC: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  OKP: generateKeyPairSync('ed25519').privateKey,
};
const EC = KEYS.EC as KeyObject;
const jwk = { ...EC.export({ format: 'jwk' }), kid: 'mine', alg: 'ES256' };
const locked = EC.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' }).toString();
const { d: _, ...half } = jwk;

describe('a private key of an operator', () => {
  for (const [kty, key] of Object.entries(KEYS))
    it(`in PEM becomes the JWK of type ${kty} that it is`, () => {
      const read = readKey(key.export({ type: 'pkcs8', format: 'pem' }).toString());
      expect(read).to.deep.equal({ jwk: key.export({ format: 'jwk' }) });
    });

  it('in SEC1 or PKCS#1 is read as well', () => {
    expect(readKey(EC.export({ type: 'sec1', format: 'pem' }).toString())).to.have.property('jwk');
    expect(readKey((KEYS.RSA as KeyObject).export({ type: 'pkcs1', format: 'pem' }).toString())).to.have.property(
      'jwk',
    );
  });

  it('keeps what its JWK says of it', () => {
    expect(readKey(JSON.stringify(jwk))).to.deep.equal({ jwk });
  });

  it('behind a passphrase needs that passphrase', () => {
    expect(readKey(locked, 'right')).to.deep.equal({ jwk: EC.export({ format: 'jwk' }) });
    for (const passphrase of [null, 'wrong'])
      expect(readKey(locked, passphrase)).to.deep.equal({ problem: 'is encrypted, and not with this passphrase' });
  });

  // biome-ignore format: one row, one line
  const NONE: [string, string, RegExp][] = [
    ['nothing', '', /neither PEM nor a JWK: it is empty/],
    ['no key', 'a key', /neither PEM nor a JWK: it is no JSON/],
    ['a list', '[]', /not a JWK/],
    ['a public JWK', JSON.stringify(half), /no private key/],
    ['a secret', '{"kty":"oct","k":"AAAA"}', /no private key/],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /no private key/],
    ['half a PEM', '-----BEGIN PRIVATE KEY-----\nAAAA', /no private key/],
  ];
  for (const [what, text, problem] of NONE)
    it(`is not ${what}`, () => {
      const read = readKey(text);
      expect('problem' in read ? read.problem : '').to.match(problem);
    });
});
