/** A registration that comes as a JWT: what is right registers a client like any other, and whatever is wrong with it is refused. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import type { JsonObject } from '../http/reply.ts';
import { type OpenBank, openBank } from '../open.ts';
import type { Answer } from '../testkit/https.ts';
import { claimsOf, manage, registerJwt } from '../testkit/registering.ts';
import { Tpp } from '../testkit/tpp.ts';

const another = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('a registration that comes as a JWT', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  before(async () => {
    opened = await openBank({ clients: [] });
    tpp = new Tpp(opened, 'primary');
  });
  after(async () => {
    tpp.close();
    await opened.close();
  });
  afterEach(() => expect(opened.bank.registered.size, 'clients that a test left behind').to.equal(0));

  const now = (): number => Math.floor(Date.now() / 1000);
  const jwt = (claims: JsonObject = {}, header: JsonObject = {}, key: KeyObject = tpp.key): string =>
    tpp.sign({ ...claimsOf(tpp), ...claims }, { typ: 'JWT', kid: 'own', ...header }, key);
  const remove = (answer: Answer): Promise<Answer> =>
    manage(tpp, answer, 'DELETE', answer.json.registration_access_token);

  for (const [what, sent, mediaType] of [
    ['as application/jwt', () => jwt(), 'application/jwt'],
    ['as application/jose, with a parameter', () => jwt(), 'Application/JOSE; charset=utf-8'],
    ['with a line end after it', () => `${jwt()}\n`, 'application/jwt'],
    ['for several audiences', () => jwt({ aud: ['https://a.example', tpp.issuer] }), 'application/jwt'],
    ['without a kid', () => jwt({}, { kid: undefined as never }), 'application/jwt'],
  ] as const)
    it(`registers a client ${what}`, async () => {
      const answer = await registerJwt(tpp, sent(), mediaType);
      expect([answer.status, answer.json.client_name]).to.deep.equal([201, 'Newcomer']);
      expect(answer.json).not.to.have.any.keys('iss', 'aud', 'iat', 'exp', 'jti');
      expect((await remove(answer)).status).to.equal(204);
    });

  const WRONG: [string, () => string][] = [
    ['is signed by somebody else', () => jwt({}, {}, another.privateKey)],
    ['is signed by nobody', () => jwt({}, { alg: 'none' })],
    ['names another key', () => jwt({}, { kid: 'other' })],
    ['is signed with a weak algorithm', () => jwt({}, { alg: 'RS256' })],
    ['registers no key', () => jwt({ jwks: null })],
    ['registers keys that are none', () => jwt({ jwks: { keys: [{ kty: 'RSA' }] } })],
    ['is for another bank', () => jwt({ aud: 'https://other-bank.example' })],
    ['is for nobody', () => jwt({ aud: null })],
    ['has expired', () => jwt({ exp: now() - 60 })],
    ['never expires', () => jwt({ exp: null })],
    ['expires in words', () => jwt({ exp: 'tomorrow' })],
    ['does not say who sends it', () => jwt({ iss: '' })],
    ['has an extension that nobody knows', () => jwt({}, { crit: ['x'], x: 1 })],
    ['has a redirect URI over http', () => jwt({ redirect_uris: ['http://a.example/'] })],
    ['is nested without end', () => `e30.${Buffer.from(`{"a":${'['.repeat(20_000)}`).toString('base64url')}.AA`],
    ['is deep', () => jwt({ client_name: 'a', deep: JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) })],
    ['is JSON', () => '{}'],
    ['is nothing', () => ''],
  ];
  for (const [what, sent] of WRONG)
    it(`is refused when it ${what}`, async () => {
      const { status, json } = await registerJwt(tpp, sent());
      expect(status).to.equal(400);
      expect(json.error).to.match(/^invalid_(client_metadata|redirect_uri)$/);
      expect(json.error_description).to.match(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
    });
});
