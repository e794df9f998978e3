import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { compactDecrypt } from 'jose';
import { openBank } from './open.ts';
import { claimsFor, Deliveries, HYBRID, membersOf, VERIFIER } from './testkit/deliveries.ts';
import { bodyOf, OpenBanking } from './testkit/open-banking.ts';
import { claimsOf, headerOf } from './testkit/tpp.ts';

describe('authorization requests of every delivery', () => {
  let kit: Deliveries;
  before(async () => {
    kit = new Deliveries(await openBank());
  });
  after(() => kit.close());
  afterEach(() => kit.opened.bank.alter({ variations: [], defects: [] }));

  for (const [name, delivery, change, where] of [
    ['fapi1', 'by value', HYBRID, 'hash'],
    ['fapi1', 'by value in a POST', HYBRID, 'hash'],
    ['fapi1', 'by reference', HYBRID, 'hash'],
    ['fapi1', 'pushed', HYBRID, 'hash'],
    ['fapi1', 'by value', { response_mode: 'jwt' }, 'search'],
    ['fapi1', 'by value', { ...HYBRID, response_mode: 'jwt' }, 'hash'],
    ['fapi1', 'by value', { ...HYBRID, response_mode: 'form_post.jwt' }, 'search'],
    ['fapi1-second', 'by value', { response_type: 'id_token code' }, 'hash'],
    ['fapi1-mtls', 'by value', HYBRID, 'hash'],
    ['fapi1-mtls', 'by value', { response_mode: 'fragment.jwt' }, 'hash'],
    ['jarm', 'pushed', { response_mode: 'jwt' }, 'search'],
    ['jarm-second', 'pushed', { response_mode: 'fragment.jwt' }, 'hash'],
    ['openid', 'plain', {}, 'search'],
    ['openid', 'plain', HYBRID, 'hash'],
    ['openid', 'posted', {}, 'search'],
    ['openid', 'plain', { response_mode: 'form_post' }, 'search'],
    ['openid', 'by reference', { response_mode: 'fragment' }, 'hash'],
    ['openid-second', 'by value', { code_challenge: undefined, code_challenge_method: undefined }, 'search'],
    ['openid-second', 'pushed', { response_mode: 'query.jwt' }, 'search'],
  ] as const) {
    const how = Object.entries(change).map((pair) => pair.join('='));
    it(`serves ${name}, ${delivery}${how.length > 0 ? `, with ${how.join(' and ')}` : ''}`, async () => {
      const back = await kit.deliver(delivery, name, change);
      expect(back[where]).not.to.equal('');
      const members = membersOf(back);
      expect(Object.fromEntries(members)).to.include({ state: 'state-1', iss: kit.tpp(name).issuer });
      const plain = 'code_challenge' in change ? { code_verifier: '' } : {};
      const { json, status } = await kit.tpp(name).redeem(members.get('code') ?? '', VERIFIER, plain);
      expect(status, String(json.error_description)).to.equal(200);
      expect((await kit.tpp(name).get('/resource', json.access_token)).status).to.equal(200);
      const idTokens = [json.id_token, members.get('id_token')].filter((one) => typeof one === 'string');
      expect(idTokens).to.have.length(back.hash !== '' && 'response_type' in change ? 2 : idTokens.length);
      for (const idToken of idTokens) {
        expect(claimsOf(idToken)).to.include({
          nonce: 'nonce-1',
          aud: kit.tpp(name).clientId,
          iss: kit.tpp(name).issuer,
        });
      }
      const subjects = new Set(idTokens.map((one) => claimsOf(one).sub));
      expect(subjects.size).to.equal(1);
    });
  }

  it('encrypts ID tokens of both endpoints for the client that registered it, around its signature', async () => {
    const read = readFileSync(join(kit.opened.ready.state, 'clients/fapi1-encrypted/decryption.jwk'), 'utf8');
    const key = createPrivateKey({ key: JSON.parse(read) as Record<string, string>, format: 'jwk' });
    const members = membersOf(
      await kit.tpp('fapi1-encrypted').request({ request: kit.signed('fapi1-encrypted', HYBRID) }),
    );
    const { json } = await kit.tpp('fapi1-encrypted').redeem(members.get('code') ?? '', VERIFIER);
    const inside = await Promise.all(
      [members.get('id_token') ?? '', String(json.id_token)].map(async (jwe) => {
        expect(headerOf(jwe)).to.include({ alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT' });
        return new TextDecoder().decode((await compactDecrypt(jwe, key)).plaintext);
      }),
    );
    expect(inside.map((jwt) => headerOf(jwt).alg)).to.deep.equal(['ES256', 'ES256']);
    expect(inside.map((jwt) => Object.keys(claimsOf(jwt)).filter((claim) => claim.endsWith('_hash')))).to.deep.equal([
      ['c_hash', 's_hash'],
      ['at_hash'],
    ]);
  });

  it('goes by the request object alone in FAPI, and completes it from outside in OpenID Connect', async () => {
    for (const [name, outside] of [
      ['fapi1', null],
      ['openid', 'outside'],
    ] as const) {
      const request = kit.signed(name, { ...HYBRID, state: undefined });
      const members = membersOf(await kit.tpp(name).request({ request, state: 'outside', nonce: 'outside' }));
      expect(members.get('state')).to.equal(outside);
      expect(claimsOf(members.get('id_token'))).to.include({ nonce: 'nonce-1' });
    }
  });

  it('takes the token endpoint as audience from clients that registered it only', async () => {
    const status = async (name: string, aud: string) =>
      (
        await kit.tpp(name).post('/token', {
          ...kit.tpp(name).credentials(kit.tpp(name).assertion({ aud })),
          grant_type: 'client_credentials',
          scope: 'accounts',
        })
      ).status;
    const endpoint = `${kit.tpp('fapi1').issuer}/token`;
    expect(await status('fapi1', endpoint)).to.equal(200);
    expect(await status('fapi1', `${kit.tpp('fapi1').issuer}/introspect`)).to.equal(401);
    expect(await status('primary', endpoint)).to.equal(401);
  });

  for (const [name, delivery] of [
    ['fapi1', 'by value'],
    ['openid', 'plain'],
  ] as const) {
    it(`lets ${name} read the accounts of a consent that was asked for ${delivery}`, async () => {
      const api = new OpenBanking(kit.tpp(name));
      const consent = bodyOf(await api.orderAccounts(await api.appToken())).Data.ConsentId;
      const change = { ...HYBRID, scope: 'openid accounts', claims: claimsFor(consent) };
      const pages: string[] = [];
      const request: Record<string, string> =
        delivery === 'plain' ? kit.parameters(name, change) : { request: kit.signed(name, change) };
      const back = membersOf(await kit.tpp(name).request(request, { see: (path) => pages.push(path) }));
      expect(pages).to.include('/consent');
      expect(claimsOf(back.get('id_token'))).to.include({ openbanking_intent_id: consent });
      const { json } = await kit.tpp(name).redeem(back.get('code') ?? '', VERIFIER);
      expect((await api.read('/accounts', String(json.access_token))).status).to.equal(200);
    });
  }

  it('holds a client to the scopes it registered', async () => {
    const registration = kit.opened.bank.clients.get('tpp-openid-second')?.registration;
    if (registration) registration.scopes = ['resource'];
    const back = await kit.tpp('openid-second').request(kit.parameters('openid-second', {}));
    expect(await kit.refusal(back)).to.equal('query invalid_scope');
    const alone = await kit.tpp('openid-second').request(kit.parameters('openid-second', { scope: 'resource' }));
    const { json } = await kit.tpp('openid-second').redeem(membersOf(alone).get('code') ?? '', VERIFIER);
    expect(json).to.include({ scope: 'resource' }).and.not.have.property('id_token');
    if (registration) registration.scopes = null;
  });

  it('varies lawfully', async () => {
    kit.opened.bank.alter({ variations: ['signed-response-assumed', 'no-at-hash'] });
    const back = await kit.deliver('pushed', 'jarm', {});
    expect(back.searchParams.has('response')).to.equal(true);
    const code = membersOf(back).get('code');
    const { json } = await kit.tpp('jarm').redeem(code ?? '', VERIFIER);
    expect(claimsOf(json.id_token)).not.to.have.property('at_hash');
    kit.opened.bank.alter({ variations: ['unregistered-response-type-unauthorized'] });
    expect((await kit.push('primary', HYBRID)).answer.json.error).to.equal('unauthorized_client');
    kit.opened.bank.alter({ variations: ['pkce-for-everybody'] });
    const unproven = { ...HYBRID, code_challenge: undefined, code_challenge_method: undefined };
    expect(await kit.refusal(await kit.deliver('by value', 'fapi1', unproven))).to.equal('fragment invalid_request');
    kit.opened.bank.alter({ variations: ['outer-parameters-needed'] });
    const request = kit.signed('fapi1', HYBRID);
    expect(await kit.refusal(await kit.tpp('fapi1').request({ request }))).to.equal('page invalid_request');
    const full = { request, ...HYBRID, scope: 'openid resource' };
    expect((await kit.tpp('fapi1').request(full)).hash).to.include('code=');
  });
});
