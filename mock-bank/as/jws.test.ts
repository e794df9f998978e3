import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { CompactSign, compactVerify } from 'jose';
import { breakSignature, parseJws, signatureHolds, signJws } from './jws.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ed = generateKeyPairSync('ed25519');
const pairs = { PS256: rsa, RS256: rsa, ES256: ec, EdDSA: ed, Ed25519: ed };

const holds = (jwt: string, key = rsa.publicKey) => {
  const jws = parseJws(jwt);
  return jws !== null && signatureHolds(jws, key);
};

describe('JWS', () => {
  for (const alg of ['PS256', 'RS256', 'ES256', 'EdDSA', 'Ed25519'] as const) {
    it(`agrees with jose about ${alg}, both ways`, async () => {
      const { privateKey, publicKey } = pairs[alg];
      const ours = signJws({ alg, kid: 'k' }, { a: 'ü' }, privateKey);
      expect(JSON.parse(Buffer.from((await compactVerify(ours, publicKey)).payload).toString())).to.deep.equal({
        a: 'ü',
      });
      const theirs = await new CompactSign(Buffer.from('{"b":1}')).setProtectedHeader({ alg }).sign(privateKey);
      expect(holds(theirs, publicKey)).to.equal(true);
    });

    it(`notices a flipped bit under ${alg}`, () => {
      const { privateKey, publicKey } = pairs[alg];
      expect(holds(breakSignature(signJws({ alg, kid: 'k' }, {}, privateKey)), publicKey)).to.equal(false);
    });
  }

  it('uses no key for an algorithm it is not for', () => {
    const jwt = signJws({ alg: 'PS256', kid: 'k' }, {}, rsa.privateKey);
    expect(holds(jwt, ec.publicKey)).to.equal(false);
    expect(holds(signJws({ alg: 'EdDSA', kid: 'k' }, {}, ed.privateKey), ec.publicKey)).to.equal(false);
    expect(holds(signJws({ alg: 'PS256', kid: 'k' }, {}, weak.privateKey), weak.publicKey)).to.equal(false);
  });

  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const alg of ['none', 'None', 'HS256', 'toString', '__proto__', 1, undefined]) {
    it(`never verifies alg ${String(alg)}`, () => {
      expect(holds(`${part({ alg })}.${part({})}.`)).to.equal(false);
      expect(holds(`${part({ alg })}.${part({})}.AAAA`)).to.equal(false);
    });
  }

  for (const bad of [
    '',
    'a',
    'a.b',
    'a.b.c',
    `${part([])}.${part({})}.AA`,
    `${part({})}.${part(1)}.AA`,
    `${part({})}.=.AA`,
  ]) {
    it(`takes apart no ${JSON.stringify(bad)}`, () => {
      expect(parseJws(bad)).to.equal(null);
    });
  }

  it('refuses critical extensions and bytes that are not UTF-8', () => {
    expect(parseJws(`${part({ alg: 'PS256', crit: ['b64'] })}.${part({})}.AA`)).to.equal(null);
    const latin = Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url');
    expect(parseJws(`${part({})}.${latin}.AA`)).to.equal(null);
  });
});
