import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { compactDecrypt } from 'jose';
import { CONTENT_ENCRYPTIONS, KEY_ENCRYPTIONS } from '../registration.ts';
import { encryptJwt, fitsEncryption } from './jwe.ts';

describe('encryption of ID tokens', () => {
  const pairs = {
    'RSA-OAEP-256': generateKeyPairSync('rsa', { modulusLength: 2048 }),
    'ECDH-ES': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  };

  for (const alg of KEY_ENCRYPTIONS) {
    for (const enc of CONTENT_ENCRYPTIONS) {
      it(`is understood by jose with ${alg} and ${enc}`, async () => {
        const jwe = encryptJwt('a.b.c', { alg, enc, kid: 'one', key: pairs[alg].publicKey });
        const { plaintext, protectedHeader } = await compactDecrypt(jwe, pairs[alg].privateKey);
        expect(Buffer.from(plaintext).toString()).to.equal('a.b.c');
        expect(protectedHeader).to.include({ alg, enc, cty: 'JWT', kid: 'one' });
      });
    }
  }

  it('is new each time, and names no key the client did not name', async () => {
    const order = { alg: 'ECDH-ES', enc: 'A128GCM', kid: null, key: pairs['ECDH-ES'].publicKey } as const;
    const [one, two] = [encryptJwt('a.b.c', order), encryptJwt('a.b.c', order)];
    expect(one.split('.')[3]).not.to.equal(two.split('.')[3]);
    const { protectedHeader } = await compactDecrypt(one, pairs['ECDH-ES'].privateKey);
    expect(protectedHeader).not.to.have.property('kid');
  });

  it('knows which keys fit', () => {
    expect(fitsEncryption('RSA-OAEP-256', pairs['RSA-OAEP-256'].publicKey)).to.equal(true);
    expect(fitsEncryption('RSA-OAEP-256', pairs['ECDH-ES'].publicKey)).to.equal(false);
    expect(fitsEncryption('ECDH-ES', pairs['ECDH-ES'].publicKey)).to.equal(true);
    expect(fitsEncryption('ECDH-ES', generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey)).to.equal(false);
  });
});
