/** ID tokens from both channels: what they bind, what they are encrypted with, and that no shape of one breaks the step. */
import type { KeyObject } from 'node:crypto';
import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { Ended } from '../ended.ts';
import {
  BANK_KEY,
  bankJwt,
  type Issuer,
  NOW,
  openIssuer,
  privateJwk,
  type Reply,
  withDesk,
} from '../testing-issuer.ts';
import { openJwt } from './opened.ts';
import {
  type Asked,
  authorize,
  bankOf,
  CARRIERS,
  type Claims,
  ENCRYPTION_KEYS,
  encrypted,
  half,
  idClaims,
  idToken,
} from './testing-response.ts';

const fragment = CARRIERS.fragment as (params: { [name: string]: string }) => Reply;
const HYBRID = { response_type: 'code id_token' };
const soon = (seconds: number): number => NOW / 1000 + seconds;
const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('an ID token', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());

  describe('in an authorization response', () => {
    const read = async (make: (asked: Asked) => Promise<string> | string, kty: string | null = 'EC') =>
      withDesk(bankOf(issuer, kty), (desk) =>
        authorize(desk, issuer, HYBRID, async (asked) =>
          fragment({ code: 'code-1', state: asked.state, iss: asked.origin, id_token: await make(asked) }),
        ),
      );

    it('that is all right is', async () => {
      const { facts } = await read((asked) => idToken(asked));
      expect(facts).to.deep.include({
        'front.id_token.present': true,
        'front.id_token.signature': true,
        'front.id_token.alg': 'ES256',
        'front.id_token.iss_matches': true,
        'front.id_token.aud_matches': true,
        'front.id_token.nonce_matches': true,
        'front.id_token.has_exp': true,
        'front.id_token.expired': false,
        'front.id_token.encrypted': false,
        'front.id_token.decrypted': null,
        'front.id_token.flaw': null,
        'front.c_hash_present': true,
        'front.c_hash_matches': true,
        'front.s_hash_present': true,
        'front.s_hash_matches': true,
      });
    });

    // biome-ignore format: one row, one line
    const WRONG: [string, Claims, { [fact: string]: Json }][] = [
      ['of another code', { c_hash: half('code-2') }, { 'front.c_hash_present': true, 'front.c_hash_matches': false }],
      ['of no code', { c_hash: null }, { 'front.c_hash_present': false, 'front.c_hash_matches': null }],
      ['of a code hashed otherwise', { c_hash: half('code-1', 'sha512') }, { 'front.c_hash_matches': false }],
      ['of a code that is a number', { c_hash: 7 }, { 'front.c_hash_present': true, 'front.c_hash_matches': false }],
      ['of another state', { s_hash: half('x') }, { 'front.s_hash_matches': false }],
      ['of no state', { s_hash: null }, { 'front.s_hash_present': false, 'front.s_hash_matches': null }],
      ['with another nonce', { nonce: 'x' }, { 'front.id_token.nonce_matches': false }],
      ['of another issuer', { iss: 'https://evil.example' }, { 'front.id_token.iss_matches': false }],
      ['for another', { aud: 'you' }, { 'front.id_token.aud_matches': false }],
      ['of a number', { sub: 7 }, { 'front.id_token.sub_flaw': 'its sub is not text' }],
      ['of nobody', { sub: null }, { 'front.id_token.sub_flaw': 'its sub is not text' }],
      ['of a long name', { sub: 'x'.repeat(256) }, { 'front.id_token.sub_flaw': 'its sub is longer than 255 characters' }],
      ['of a name as long as may be', { sub: 'x'.repeat(255) }, { 'front.id_token.sub_flaw': null }],
      ['of a name beyond ASCII', { sub: 'é' }, { 'front.id_token.sub_flaw': 'its sub holds letters beyond ASCII' }],
      ['that is made in an hour', { iat: soon(3600) }, { 'front.id_token.times_ahead': ['iat'] }],
      ['whose iat is a little ahead', { iat: soon(240), auth_time: soon(240) }, { 'front.id_token.times_ahead': [] }],
      ['whose user signs in in an hour', { auth_time: soon(3600) }, { 'front.id_token.times_ahead': ['auth_time'] }],
      ['that ends when it likes', { exp: 'never' }, { 'front.id_token.has_exp': false, 'front.id_token.flaw': 'its exp is not a number' }],
    ];
    for (const [what, claims, facts] of WRONG)
      it(`${what} is told`, async () => {
        const seen = await read((asked) => idToken(asked, claims));
        expect(seen.outcome.ok).to.equal(true);
        expect(seen.facts).to.deep.include(facts);
      });

    for (const [alg, kty] of [
      ['RSA-OAEP-256', 'RSA'],
      ['ECDH-ES', 'EC'],
      ['ECDH-ES+A128KW', 'EC'],
      ['ECDH-ES+A256KW', 'EC'],
    ] as const)
      for (const enc of ['A128GCM', 'A256GCM'])
        it(`encrypted with ${alg} and ${enc} is opened`, async () => {
          const { facts } = await read(async (asked) => encrypted(await idToken(asked), { alg, enc }), kty);
          expect(facts).to.deep.include({
            'front.id_token.encrypted': true,
            'front.id_token.decrypted': true,
            'front.id_token.encryption_alg': alg,
            'front.id_token.encryption_enc': enc,
            'front.id_token.signature': true,
            'front.c_hash_matches': true,
          });
        });

    const broken = async (asked: Asked, header: Json): Promise<string> => {
      const [, ...rest] = (await encrypted(await idToken(asked))).split('.');
      return [part(header), ...rest].join('.');
    };
    // biome-ignore format: one row, one line
    const CLOSED: [string, (asked: Asked) => Promise<string> | string, RegExp, string | null][] = [
      ['to another key', async (asked) => encrypted(await idToken(asked), { key: BANK_KEY }), /key of the client/, 'EC'],
      ['with RSA1_5', (asked) => broken(asked, { alg: 'RSA1_5', enc: 'A256GCM' }), /"RSA1_5" is refused/, 'RSA'],
      ['directly', (asked) => broken(asked, { alg: 'dir', enc: 'A256GCM' }), /"dir" is refused/, 'EC'],
      ['with an enc that nobody knows', (asked) => broken(asked, { alg: 'ECDH-ES', enc: 'X' }), /"X" is refused/, 'EC'],
      ['and compressed', (asked) => broken(asked, { alg: 'ECDH-ES', enc: 'A256GCM', zip: 'DEF' }), /compressed/, 'EC'],
      ['though the client has no key', async (asked) => encrypted(await idToken(asked)), /no key for decryption/, null],
      ['with a key of the wrong kind', async (asked) => encrypted(await idToken(asked)), /key of the client/, 'RSA'],
      ['in parts of nonsense', () => `${part({ alg: 'ECDH-ES', enc: 'A256GCM', epk: 7 })}.a.b.c.d`, /key of the client/, 'EC'],
    ];
    for (const [what, make, problem, kty] of CLOSED)
      it(`encrypted ${what} stays closed, and the step goes on`, async () => {
        const { facts, outcome } = await read(make, kty);
        expect(outcome.ok).to.equal(true);
        expect(facts).to.deep.include({ 'front.id_token.encrypted': true, 'front.id_token.decrypted': false });
        expect(facts).to.deep.include({ 'front.id_token.signature': false, 'front.c_hash_matches': null });
        expect(facts['front.id_token.flaw']).to.match(problem);
      });

    it('encrypted and far too long is not even tried', async () => {
      const text = await encrypted('x'.repeat(1_100_000));
      const key = privateJwk(ENCRYPTION_KEYS.EC as KeyObject, 'enc');
      const ended = await openJwt(text, key).catch((error: unknown) => error);
      expect(ended instanceof Ended && ended.outcome.codes).to.include('oversized.limit');
      expect(String(ended)).to.match(/longer than the 1048576 characters/);
    });

    it('encrypted, with more in it than most have, is opened', async () => {
      const text = await encrypted('x'.repeat(70_000));
      const key = privateJwk(ENCRYPTION_KEYS.EC as KeyObject, 'enc');
      expect((await openJwt(text, key)).decrypted).to.equal(true);
    });

    it('that is no JWT, or holds none, is told', async () => {
      for (const make of [() => 'nonsense', () => 'a.b.c', () => encrypted('nonsense')]) {
        const { facts, outcome } = await read(make);
        expect(outcome.ok).to.equal(true);
        expect(facts).to.include({ 'front.id_token.present': true, 'front.id_token.flaw': 'it is not a signed JWT' });
      }
    });
  });

  describe('at the token endpoint', () => {
    /** `front` false: the code flow. */
    const redeem = (make: (asked: Asked) => Promise<string>, front = true) =>
      withDesk(bankOf(issuer), async (desk) => {
        let known: Asked | null = null;
        const { outputs } = await authorize(desk, issuer, front ? HYBRID : {}, async (asked) => {
          known = asked;
          const params = { code: 'code-1', state: asked.state, ...(front ? { id_token: await idToken(asked) } : {}) };
          return fragment(params);
        });
        const id_token = await make(known as unknown as Asked);
        issuer.routes['/token'] = () => ({ json: { access_token: 'access-1', token_type: 'Bearer', id_token } });
        return desk.run('oauth.token', { code: outputs.code ?? null, code_verifier: 'v' });
      });
    const made = (more: Claims) => (asked: Asked) =>
      bankJwt(idClaims(asked.origin, { nonce: asked.nonce, at_hash: half('access-1'), ...more }));

    // biome-ignore format: one row, one line
    const ROWS: [string, Claims, boolean, { [fact: string]: Json }][] = [
      ['of the same user', {}, true, { 'id_token.sub_matches': true, 'id_token.at_hash_present': true, 'id_token.at_hash_matches': true }],
      ['of another user', { sub: 'eve' }, true, { 'id_token.sub_matches': false }],
      ['of nobody', { sub: null }, true, { 'id_token.sub_matches': false }],
      ['of another issuer', { iss: 'https://evil.example' }, true, { 'id_token.sub_matches': false, 'id_token.iss_matches': false }],
      ['of another access token', { at_hash: half('access-2') }, true, { 'id_token.at_hash_matches': false }],
      ['of no access token', { at_hash: null }, true, { 'id_token.at_hash_present': false, 'id_token.at_hash_matches': null }],
      ['after a code alone', {}, false, { 'id_token.sub_matches': null, 'id_token.nonce_matches': true }],
    ];
    for (const [what, claims, front, facts] of ROWS)
      it(`${what} is told`, async () => {
        const report = await redeem(made(claims), front);
        expect(report.outcome.ok).to.equal(true);
        expect(report.facts).to.deep.include(facts);
      });

    it('that is encrypted is opened, and what cannot be is a fact', async () => {
      const opened = await redeem(async (asked) => encrypted(await made({})(asked)));
      expect(opened.facts).to.deep.include({
        'id_token.encrypted': true,
        'id_token.decrypted': true,
        'id_token.signature': true,
      });
      const closed = await redeem(async (asked) => encrypted(await made({})(asked), { key: BANK_KEY }));
      expect(closed.outcome.ok).to.equal(true);
      expect(closed.facts).to.deep.include({
        'id_token.encrypted': true,
        'id_token.decrypted': false,
        'id_token.signature': false,
      });
    });
  });
});
