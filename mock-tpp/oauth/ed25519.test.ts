/** A client whose every key is Ed25519, from its request to the API, checked by a library. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { compactVerify, EmbeddedJWK } from 'jose';
import type { TppBank, TppClient } from '../contract.ts';
import { type Asked, bankJwt, type Issuer, NOW, openIssuer, privateJwk, withDesk } from '../testing-issuer.ts';

const SIGNING = generateKeyPairSync('ed25519').privateKey;
const PROOF = generateKeyPairSync('ed25519').privateKey;
const BANK = generateKeyPairSync('ed25519').privateKey;

describe('a client with Ed25519 keys', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  after(() => issuer.close());

  for (const alg of ['EdDSA', 'Ed25519'])
    it(`signs and proves as ${alg}, and reads what a bank signs as ${alg}`, async () => {
      issuer.reset();
      const { kty = '', crv = '', x = '' } = privateJwk(BANK, 'bank');
      issuer.routes['/jwks'] = () => ({ json: { keys: [{ kty, crv, x, kid: 'bank' }] } });
      const claims = { iss: issuer.origin, aud: 'client-dpop', sub: 'ada', exp: NOW / 1000 + 60 };
      const id_token = await bankJwt(claims, { alg, key: BANK });
      issuer.routes['/token'] = () => ({ json: { access_token: 'access-1', token_type: 'DPoP', id_token } });
      const token = await withDesk(bankFor(alg), async ({ run }) => {
        const asked = await run('oauth.request', { scope: 'openid accounts', request: 'signed' }, { client: 'dpop' });
        const { request = null, code_verifier = null } = asked.outputs;
        const { outputs } = await run('oauth.authorize', { request }, { client: 'dpop' });
        const redeemed = await run('oauth.token', { code: outputs.code ?? null, code_verifier }, { client: 'dpop' });
        await run('api.accounts', { token: redeemed.outputs.access_token ?? null }, { client: 'dpop' });
        return redeemed;
      });
      expect(token.facts).to.include({ 'id_token.signature': true, 'id_token.alg': alg });
      for (const [path, names] of Object.entries({
        '/par': ['request', 'client_assertion'],
        '/token': ['client_assertion'],
      }))
        for (const name of names) {
          const jwt = Object.fromEntries(last(path).form)[name] ?? '';
          expect(
            (await compactVerify(jwt, createPublicKey(SIGNING))).protectedHeader.alg,
            `${name} at ${path}`,
          ).to.equal(alg);
        }
      for (const path of ['/par', '/token', '/resource']) {
        const proof = Object.fromEntries(last(path).headers).dpop ?? '';
        const { protectedHeader } = await compactVerify(proof, EmbeddedJWK);
        expect(protectedHeader).to.deep.include({ alg, typ: 'dpop+jwt' });
        expect(protectedHeader.jwk).to.deep.equal({ crv: 'Ed25519', kty: 'OKP', x: privateJwk(PROOF, '').x });
      }
    });

  const last = (path: string): Asked => {
    const found = issuer.asked.findLast((asked) => asked.path === path);
    if (!found) throw new Error(`nothing was asked at ${path}`);
    return found;
  };

  const bankFor = (alg: string): TppBank => {
    const keys = { signing: [{ jwk: privateJwk(SIGNING, 'ed'), alg }], dpop: { jwk: privateJwk(PROOF, 'proof'), alg } };
    const { dpop, ...others } = issuer.bank.clients;
    return { ...issuer.bank, clients: { ...others, dpop: { ...(dpop as TppClient), ...keys } } };
  };
});
