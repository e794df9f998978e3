import { expect } from 'chai';
import { thumbprint } from '../as/keys.ts';
import { type OpenBank, openBank } from '../open.ts';
import { DpopTpp, newProofKey } from '../testkit/dpop-tpp.ts';
import { type Answer, ask } from '../testkit/https.ts';
import { bodyOf, OpenBanking } from '../testkit/open-banking.ts';
import { claimsOf, headerOf, s256, Tpp } from '../testkit/tpp.ts';

describe('clients that prove possession of a key', () => {
  let opened: OpenBank;
  let tpp: DpopTpp;
  let second: DpopTpp;
  let primary: Tpp;
  before(async () => {
    opened = await openBank();
    tpp = new DpopTpp(opened);
    second = new DpopTpp(opened, 'dpop-second');
    primary = new Tpp(opened, 'primary');
  });
  after(async () => {
    for (const one of [tpp, second, primary]) one.close();
    await opened.close();
  });
  afterEach(() => {
    opened.bank.alter({ variations: [] });
    opened.bank.clock.reset();
    for (const one of [tpp, second]) one.bend = () => ({});
  });

  const clients: [name: string, client: () => DpopTpp, alg: string][] = [
    ['dpop', () => tpp, 'PS256'],
    ['dpop-second', () => second, 'EdDSA'],
  ];
  for (const [name, client, alg] of clients) {
    it(`serves ${name} from the push to the API, without any certificate`, async () => {
      const before = opened.bank.ledger.since(0).at(-1)?.n ?? 0;
      const api = new OpenBanking(client());
      const { json } = await client().ownToken();
      expect(json).to.include({ token_type: 'DPoP', scope: 'accounts' });
      const ordered = bodyOf(await api.orderAccounts(String(json.access_token)));
      const { access, refresh, refused } = await api.authorise(ordered.Data.ConsentId, 'accounts');
      expect(refused).to.equal(null);
      expect(headerOf(access)).to.include({ alg, typ: 'at+jwt' });
      expect(claimsOf(access).cnf).to.deep.equal({ jkt: thumbprint(client().proofKey) });
      expect(bodyOf(await api.read('/accounts', access)).Data.Account).to.have.length.above(0);
      const renewed = await client().refresh(refresh);
      expect(renewed.json.token_type).to.equal('DPoP');
      expect((await api.read('/accounts', String(renewed.json.access_token))).status).to.equal(200);
      const presented = opened.bank.ledger.since(before).map((one) => one.certificate_sha256);
      expect(presented.length).to.be.above(5);
      expect(presented.filter((one) => one !== null)).to.deep.equal([]);
    });
  }

  it('tells what a token is bound to, and takes any key for a refresh', async () => {
    const { access, refresh } = await tpp.tokens();
    const told = await tpp.post('/introspect', { ...tpp.credentials(), token: access });
    expect(told.json).to.deep.include({ active: true, token_type: 'DPoP', cnf: { jkt: thumbprint(tpp.proofKey) } });
    tpp.proofKey = newProofKey();
    const renewed = await tpp.refresh(refresh);
    expect(claimsOf(renewed.json.access_token).cnf).to.deep.equal({ jkt: thumbprint(tpp.proofKey) });
    expect((await tpp.get('/resource', access)).status).to.equal(401);
  });

  const challenge = ({ status, headers }: Answer) => [status, headers['www-authenticate'] ?? ''] as const;
  const ALGS = 'algs="PS256 ES256 EdDSA Ed25519"';

  it('names both schemes to who brings no token, and the error to the scheme that was tried', async () => {
    const { access } = await tpp.tokens();
    const send = (headers: Record<string, string>) => ask(tpp.agent, `${tpp.issuer}/resource`, { headers });
    expect(challenge(await send({}))).to.deep.equal([401, `Bearer realm="bank", DPoP ${ALGS}`]);
    const [status, bearer] = challenge(await send({ authorization: `Bearer ${access}` }));
    expect([
      status,
      bearer.startsWith('Bearer error="invalid_token"'),
      bearer.endsWith(`, DPoP ${ALGS}`),
    ]).to.deep.equal([401, true, true]);
    const unproven = await send({ authorization: `DPoP ${access}` });
    expect(challenge(unproven)[0]).to.equal(401);
    expect(challenge(unproven)[1]).to.match(/^DPoP error="invalid_dpop_proof", .*algs="/);
    tpp.bend = () => ({ key: newProofKey() });
    expect(challenge(await tpp.get('/resource', access))[1]).to.match(/^DPoP error="invalid_token"/);
  });

  it('takes the scheme in any case, and no other token with it', async () => {
    const { access } = await tpp.tokens();
    const ath = s256(access);
    const send = (token: string, proof: string) => {
      const headers = { authorization: `dpop ${token}`, DPoP: proof };
      return ask(tpp.agent, `${tpp.issuer}/resource`, { headers });
    };
    expect((await send(access, tpp.proof('GET', '/resource', { claims: { ath } }))).status).to.equal(200);
    const bearer = (await primary.tokens()).access;
    const proof = tpp.proof('GET', '/resource', { claims: { ath: s256(bearer) } });
    const headers = { authorization: `DPoP ${bearer}`, dpop: proof };
    const refused = await ask(primary.agent, `${tpp.issuer}/resource`, { headers });
    expect(challenge(refused)[0]).to.equal(401);
    expect(challenge(refused)[1]).to.include('error="invalid_token"');
  });

  it('binds a code to the key of the push, or to dpop_jkt, and an unbound one to none', async () => {
    const redeemed = async (change: Record<string, string>, pushing: 'proven' | 'unproven') => {
      tpp.bend = (path) => (path === '/par' && pushing === 'unproven' ? null : {});
      const { requestUri, verifier } = await tpp.push(change);
      const code = (await tpp.authorize(requestUri)).searchParams.get('code') ?? '';
      const { proofKey } = tpp;
      tpp.proofKey = newProofKey();
      const refused = await tpp.redeem(code, verifier);
      tpp.proofKey = proofKey;
      return [refused.status, refused.json.error, (await tpp.redeem(code, verifier)).status];
    };
    const jkt = thumbprint(tpp.proofKey);
    expect(await redeemed({}, 'proven')).to.deep.equal([400, 'invalid_grant', 200]);
    expect(await redeemed({ dpop_jkt: jkt }, 'proven')).to.deep.equal([400, 'invalid_grant', 200]);
    expect(await redeemed({ dpop_jkt: jkt }, 'unproven')).to.deep.equal([400, 'invalid_grant', 200]);
    expect(await redeemed({}, 'unproven')).to.deep.equal([200, undefined, 400]);
    expect((await tpp.push({ dpop_jkt: 'x' })).answer.json.error).to.equal('invalid_request');
  });

  it('takes dpop_jkt from a signed request object', async () => {
    const verifier = 'v'.repeat(43);
    tpp.bend = (path) => (path === '/par' ? null : {});
    const claims = { ...tpp.parameters(verifier), dpop_jkt: s256('some other key') };
    const request = tpp.requestObject(claims);
    const { json } = await tpp.post('/par', { ...tpp.credentials(), request });
    const code = (await tpp.authorize(String(json.request_uri))).searchParams.get('code') ?? '';
    expect((await tpp.redeem(code, verifier)).json.error).to.equal('invalid_grant');
  });

  const refusals: [name: string, proof: () => string][] = [
    ['no JWT', () => 'nonsense'],
    ['a proof without jwk', () => tpp.proof('POST', '/token', { header: { jwk: undefined } })],
    [
      'a jwk that is none',
      () => tpp.proof('POST', '/token', { header: { jwk: { kty: 'EC', crv: 'P-256', x: '', y: '' } } }),
    ],
    ['a jwk of another kind', () => tpp.proof('POST', '/token', { header: { jwk: [] } })],
    ['no htu', () => tpp.proof('POST', '/token', { claims: { htu: undefined } })],
    ['an htu that is no address', () => tpp.proof('POST', '/token', { claims: { htu: '/token' } })],
    ['a text for iat', () => tpp.proof('POST', '/token', { claims: { iat: String(tpp.now()) } })],
    ['an iat far ahead', () => tpp.proof('POST', '/token', { claims: { iat: tpp.now() + 61 } })],
    ['no jti', () => tpp.proof('POST', '/token', { claims: { jti: undefined } })],
    ['a huge jti', () => tpp.proof('POST', '/token', { claims: { jti: 'x'.repeat(257) } })],
    ['a critical extension', () => tpp.proof('POST', '/token', { header: { crit: ['x'], x: 1 } })],
  ];
  for (const [name, proof] of refusals) {
    it(`refuses ${name} with invalid_dpop_proof`, async () => {
      tpp.bend = () => proof();
      const { status, json } = await tpp.ownToken();
      expect([status, json.error]).to.deep.equal([400, 'invalid_dpop_proof']);
    });
  }

  it('takes unknown members, a clock ten seconds ahead, and the usual spellings of the address', async () => {
    const htu = `${tpp.issuer.replace('https://localhost', 'HTTPS://LocalHost')}/./%74oken?a=b#c`;
    tpp.bend = () => ({
      claims: { iat: tpp.now() + 10, extra: 1, htu },
      header: { extra: 'x', typ: 'application/DPoP+JWT' },
    });
    expect((await tpp.ownToken()).status).to.equal(200);
  });

  it('dpop-nonce-as and dpop-nonce-rs ask for a nonce each, hand out the next, and leave a moment for the last', async () => {
    opened.bank.alter({ variations: ['dpop-nonce-as', 'dpop-nonce-rs'] });
    const asked = await tpp.ownToken();
    expect([asked.status, asked.json.error]).to.deep.equal([400, 'use_dpop_nonce']);
    expect(asked.headers['dpop-nonce']).to.match(/^[\x21\x23-\x5b\x5d-\x7e]{16,}$/);
    const given = await tpp.ownToken();
    expect([given.status, given.headers['dpop-nonce']]).to.deep.equal([200, asked.headers['dpop-nonce']]);
    const { access } = await tpp.tokens();
    const refused = await tpp.get('/resource', access);
    expect(challenge(refused)[0]).to.equal(401);
    expect(challenge(refused)[1]).to.include('error="use_dpop_nonce"');
    expect(refused.headers['dpop-nonce']).to.not.equal(asked.headers['dpop-nonce']);
    expect((await tpp.get('/resource', access)).status).to.equal(200);

    opened.bank.clock.advance(60);
    const late = await tpp.ownToken();
    expect([late.status, late.headers['dpop-nonce'] === asked.headers['dpop-nonce']]).to.deep.equal([200, false]);
    opened.bank.clock.advance(120);
    expect((await tpp.ownToken()).json.error).to.equal('use_dpop_nonce');
    expect((await tpp.ownToken()).status).to.equal(200);
    expect((await primary.push()).answer.headers['dpop-nonce']).to.equal(undefined);
  });

  it('binds also for a client that registered nothing, and only when a key is shown', async () => {
    const openid = new DpopTpp(opened, 'openid');
    expect((await openid.ownToken()).json.token_type).to.equal('DPoP');
    openid.bend = () => null;
    const { json } = await openid.ownToken();
    expect(json.token_type).to.equal('Bearer');
    expect(claimsOf(json.access_token)).not.to.have.property('cnf');
    const headers = { authorization: `Bearer ${String(json.access_token)}` };
    const listed = await ask(openid.agent, `${tpp.issuer}/open-banking/v3.1/aisp/account-access-consents/x`, {
      headers,
    });
    expect(listed.status).to.equal(400);
    openid.close();
  });

  it('is published', async () => {
    const { json } = await ask(tpp.browser, `${tpp.issuer}/.well-known/openid-configuration`);
    expect(json.dpop_signing_alg_values_supported).to.deep.equal(['PS256', 'ES256', 'EdDSA', 'Ed25519']);
    expect(json.token_endpoint_auth_methods_supported).to.include('self_signed_tls_client_auth');
  });
});
