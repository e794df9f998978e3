/** The certified openid-client with proofs of possession, with and without nonces, and with Ed25519 throughout. */
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { calculateJwkThumbprint, createLocalJWKSet, exportJWK, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { readConfig } from './config.ts';
import { type OpenBank, openBank } from './open.ts';
import { walk } from './testkit/browser.ts';
import { agentFor, ask, askAsFetch } from './testkit/https.ts';
import { claimsOf } from './testkit/tpp.ts';

const REDIRECT_URI = 'https://suite.example/cb';

describe('openid-client with DPoP against the bank', () => {
  let opened: OpenBank;
  let agent: Agent;
  let folder: string;
  let signing: CryptoKeyPair;

  before(async () => {
    signing = (await webcrypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
    const jwk = await exportJWK(signing.publicKey);
    folder = mkdtempSync(join(tmpdir(), 'mock-bank-foreign-dpop-'));
    const path = join(folder, 'config.json');
    const suite = {
      client_id: 'suite',
      token_endpoint_auth_method: 'private_key_jwt',
      dpop_bound_access_tokens: true,
      alg: 'Ed25519',
      jwks: { keys: [{ ...jwk, kid: 'suite-1', use: 'sig' }] },
      redirect_uris: [REDIRECT_URI],
    };
    writeFileSync(path, JSON.stringify({ clients: [suite] }));
    opened = await openBank({ config: readConfig(path) });
    agent = agentFor(opened.bank.directory.rootPem, null);
  });
  after(async () => {
    agent.destroy();
    await opened.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => opened.bank.alter({ variations: [], defects: [] }));

  function configured(): Promise<client.Configuration> {
    const algorithms = { id_token_signed_response_alg: 'Ed25519', authorization_signed_response_alg: 'Ed25519' };
    const auth = client.PrivateKeyJwt({ key: signing.privateKey, kid: 'suite-1' });
    const options = {
      execute: [client.enableNonRepudiationChecks, client.useJwtResponseMode],
      [client.customFetch]: askAsFetch(agent),
    };
    return client.discovery(new URL(opened.ready.issuer), 'suite', algorithms, auth, options);
  }

  /** From the push to the resource and on to a refresh, all with one key. */
  async function goTheWholeWay(alg: string) {
    const config = await configured();
    const keys = await client.randomDPoPKeyPair(alg, { extractable: true });
    const DPoP = client.getDPoPHandle(config, keys);
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const parameters = {
      redirect_uri: REDIRECT_URI,
      scope: 'openid resource',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      nonce: client.randomNonce(),
      state: client.randomState(),
    };
    const url = await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP });
    const back = await walk(opened, agent, await ask(agent, url.href));
    const checks = { pkceCodeVerifier, expectedState: parameters.state, expectedNonce: parameters.nonce };
    const tokens = await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP });
    const resource = new URL('/resource?a=b', opened.ready.issuer);
    const read = (token: string) =>
      client.fetchProtectedResource(config, token, resource, 'GET', null, undefined, { DPoP });
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP });
    const statuses = [(await read(tokens.access_token)).status, (await read(renewed.access_token)).status];
    return { tokens, statuses, jkt: await calculateJwkThumbprint(await exportJWK(keys.publicKey)), config };
  }

  const ways: [variations: string[], alg: string][] = [
    [[], 'ES256'],
    [['dpop-nonce-as'], 'PS256'],
    [['dpop-nonce-rs'], 'Ed25519'],
    [['dpop-nonce-as', 'dpop-nonce-rs'], 'ES256'],
  ];
  for (const [variations, alg] of ways) {
    it(`goes the whole way with ${alg} proofs and ${variations.join(' and ') || 'no nonces'}`, async () => {
      opened.bank.alter({ variations });
      const { tokens, statuses, jkt, config } = await goTheWholeWay(alg);
      expect(statuses).to.deep.equal([200, 200]);
      expect(tokens.token_type).to.equal('dpop');
      expect(claimsOf(tokens.access_token).cnf).to.deep.equal({ jkt });
      const told = await client.tokenIntrospection(config, tokens.access_token);
      expect(told).to.deep.include({ active: true, cnf: { jkt }, token_type: 'DPoP' });
    });
  }

  it('gives out JWTs that jose verifies with the published Ed25519 key', async () => {
    const { tokens } = await goTheWholeWay('ES256');
    const { json } = await ask(agent, `${opened.ready.issuer}/jwks`);
    const keys = createLocalJWKSet(json as unknown as Parameters<typeof createLocalJWKSet>[0]);
    const { protectedHeader } = await jwtVerify(tokens.access_token, keys, { algorithms: ['Ed25519'], typ: 'at+jwt' });
    expect(protectedHeader.alg).to.equal('Ed25519');
  });

  it('is content with a nonce that is about to go', async () => {
    opened.bank.alter({ variations: ['dpop-nonce-as', 'dpop-nonce-rs'] });
    await goTheWholeWay('ES256');
    opened.bank.clock.advance(3);
    expect((await goTheWholeWay('ES256')).statuses).to.deep.equal([200, 200]);
    opened.bank.clock.reset();
  });

  it('cannot work with a bank that wants the query in htu', async () => {
    opened.bank.alter({ defects: ['dpop-htu-with-query'] });
    const outcome = await goTheWholeWay('ES256').then(
      () => 'content',
      () => 'refused',
    );
    expect(outcome).to.equal('refused');
  });
});
