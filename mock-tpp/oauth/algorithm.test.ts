/** Every algorithm of the table signs what a library that did not sign it takes, and no key is used for what it is not. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { compactVerify, exportJWK } from 'jose';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { ALGORITHMS, algorithmFor, algorithmNamed, fits } from './algorithm.ts';
import { publicPem, readJws, signJws, strangerKey } from './jws.ts';
import { verifyJwt } from './verify.ts';

type Jwk = { [member: string]: Json };
const jwkOf = (key: KeyObject): Jwk => key.export({ format: 'jwk' }) as Jwk;
const EC = ['P-256', 'P-384', 'P-521'].map((namedCurve) => generateKeyPairSync('ec', { namedCurve }).privateKey);
const KEYS = [
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ...EC,
  generateKeyPairSync('ed25519').privateKey,
];
const EXPECTED = { issuer: 'i', clientId: 'c', nonce: null, nowMs: 0 };

describe('the table of algorithms', () => {
  for (const algorithm of ALGORITHMS.values())
    for (const key of KEYS) {
      const jwk = jwkOf(key);
      const { name, asymmetric } = algorithm;
      const kind = `${jwk.kty} ${jwk.crv ?? ''}`.trim();
      if (!fits(algorithm, jwk))
        it(`does not sign ${name} with ${kind}`, async () => {
          expect(await signJws({ alg: name }, {}, jwk).catch((error) => error)).to.be.instanceOf(TppFault);
        });
      else if (asymmetric)
        it(`signs ${name} with ${kind}, and our verifier and a library agree`, async () => {
          const jwt = await signJws({ alg: name }, { iss: 'i' }, jwk);
          const { protectedHeader } = await compactVerify(jwt, createPublicKey(key));
          expect(protectedHeader.alg).to.equal(name);
          const { d: _, ...half } = (await exportJWK(createPublicKey(key))) as Jwk & { d?: Json };
          expect((await verifyJwt(jwt, [half], EXPECTED))?.signature).to.equal(true);
          const other = jwkOf(createPublicKey(strangerKeyOf(jwk)));
          expect((await verifyJwt(jwt, [other], EXPECTED))?.signature).to.equal(false);
        });
    }

  const strangerKeyOf = ({ kty, crv }: Jwk) => ({
    key: strangerKey({ kty: String(kty), crv: crv === undefined ? null : String(crv) }) as never,
    format: 'jwk' as const,
  });

  it('signs HS256 over the public key, and none with nothing', async () => {
    const jwk = jwkOf(KEYS[1] as KeyObject);
    const [hmac, none, shouted] = await Promise.all(['HS256', 'none', 'NONE'].map((alg) => signJws({ alg }, {}, jwk)));
    const secret = new TextEncoder().encode(publicPem(jwk));
    expect((await compactVerify(String(hmac), secret)).protectedHeader.alg).to.equal('HS256');
    for (const jwt of [none, shouted]) expect(jwt?.split('.')[2]).to.equal('');
    expect(readJws(String(shouted))?.header.alg).to.equal('NONE');
  });

  it('names what a key is for: what it says, or else the first sound one', () => {
    const named = KEYS.map((key) => algorithmFor(jwkOf(key))?.name);
    expect(named).to.deep.equal(['PS256', 'ES256', 'ES384', 'ES512', 'EdDSA']);
    const rsa = jwkOf(KEYS[0] as KeyObject);
    expect(algorithmFor({ ...rsa, alg: 'RS256' })?.name).to.equal('RS256');
    expect(algorithmFor({ ...rsa, alg: 'ES256' })).to.equal(null);
    expect(algorithmFor({ kty: 'oct', k: 'AAAA' })).to.equal(null);
  });

  it('knows nothing but its rows', () => {
    for (const name of ['ps256', '', 'HS512', '__proto__', undefined, null, 7, ['PS256']] as Json[])
      expect(algorithmNamed(name)).to.equal(null);
    expect(algorithmNamed('nOnE')?.name).to.equal('none');
    const weak = [...ALGORITHMS.values()].filter((row) => row.weak).map(({ name }) => name);
    expect(weak).to.include.members(['RS256', 'HS256', 'none']).and.to.not.include.members(['PS256', 'ES256']);
  });
});
