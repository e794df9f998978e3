/** The certified openid-client, registered by `--config`, as an independent judge: what it accepts, the standards allow. */
import { createHash, generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import * as client from 'openid-client';
import { readConfig } from './config.ts';
import { createAuthority, issueClient, newSerial } from './directory/authority.ts';
import type { Issued } from './directory/directory.ts';
import { type OpenBank, openBank } from './open.ts';
import { walk } from './testkit/browser.ts';
import { agentFor, ask, askAsFetch } from './testkit/https.ts';
import { claimsOf } from './testkit/tpp.ts';

const REDIRECT_URI = 'https://suite.example/cb';
const NOWHERE = { ocsp: 'http://127.0.0.1:9/ocsp', issuer: 'http://127.0.0.1:9/ca', crl: 'http://127.0.0.1:9/crl' };
const PS256 = { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };

function keyForSigning(key: KeyObject, algorithm: RsaHashedImportParams): Promise<CryptoKey> {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']) as Promise<CryptoKey>;
}

describe('openid-client against the bank', () => {
  let opened: OpenBank;
  let browser: Agent;
  let folder: string;
  const agents: Agent[] = [];
  const certificates: Record<string, Issued> = {};
  let signing: CryptoKey;

  before(async () => {
    const foreign = await createAuthority();
    const named = (commonName: string) => ({
      commonName,
      organization: 'Suite, "Test" GmbH',
      organizationIdentifier: 'PSDDE-BAFIN-999999',
    });
    const order = { serial: newSerial(), key: null };
    const issue = (name: string, addresses: typeof NOWHERE | null) =>
      issueClient(foreign, { ...order, subject: named(name), addresses });
    certificates.pinned = await issue('Pinned', null);
    certificates.named = await issue('Named', NOWHERE);
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: PS256.modulusLength });
    signing = await keyForSigning(privateKey, PS256);
    folder = mkdtempSync(join(tmpdir(), 'mock-bank-foreign-'));
    const path = join(folder, 'config.json');
    const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'PS256', kid: 'suite-1' }] };
    const clients = [
      {
        client_id: 'suite-jwt',
        jwks,
        redirect_uris: [REDIRECT_URI],
        tls_client_certificate_bound_access_tokens: true,
        certificate: certificates.pinned.certificate,
      },
      {
        client_id: 'suite-mtls',
        token_endpoint_auth_method: 'tls_client_auth',
        tls_client_certificate_bound_access_tokens: true,
        alg: 'ES256',
        redirect_uris: [REDIRECT_URI],
        tls_client_auth_subject_dn: 'CN=Named,2.5.4.97=PSDDE-BAFIN-999999,O=Suite\\, \\"Test\\" GmbH,C=DE',
      },
    ];
    writeFileSync(path, JSON.stringify({ clients, authorities: [foreign.issuing.certificate.toString('pem')] }));
    opened = await openBank({ config: readConfig(path), mtlsPort: 0 });
    browser = agentFor(opened.bank.directory.rootPem, null);
  });
  after(async () => {
    for (const agent of [browser, ...agents]) agent.destroy();
    await opened.close();
    rmSync(folder, { recursive: true });
  });

  /** Discovers the bank afresh and trusts nothing but its CA. */
  async function configured(name: 'pinned' | 'named', jarm: boolean): Promise<client.Configuration> {
    const identity = certificates[name] ?? null;
    const agent = agentFor(opened.bank.directory.rootPem, identity);
    agents.push(agent);
    const alg = name === 'pinned' ? 'PS256' : 'ES256';
    const metadata = {
      use_mtls_endpoint_aliases: true,
      id_token_signed_response_alg: alg,
      authorization_signed_response_alg: alg,
    };
    const auth = name === 'pinned' ? client.PrivateKeyJwt({ key: signing, kid: 'suite-1' }) : client.TlsClientAuth();
    const id = name === 'pinned' ? 'suite-jwt' : 'suite-mtls';
    const execute = [client.enableNonRepudiationChecks, ...(jarm ? [client.useJwtResponseMode] : [])];
    const options = { execute, [client.customFetch]: askAsFetch(agent) };
    return client.discovery(new URL(opened.ready.issuer), id, metadata, auth, options);
  }

  interface Flow {
    verifier: string;
    state: string;
    nonce: string;
    parameters: Record<string, string>;
  }

  async function newFlow(): Promise<Flow> {
    const verifier = client.randomPKCECodeVerifier();
    const flow = { verifier, state: client.randomState(), nonce: client.randomNonce() };
    const parameters = {
      redirect_uri: REDIRECT_URI,
      scope: 'openid resource',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: flow.state,
      nonce: flow.nonce,
    };
    return { ...flow, parameters };
  }

  async function approve(url: URL, decision: 'approve' | 'deny' = 'approve'): Promise<URL> {
    expect([...url.searchParams.keys()].sort()).to.deep.equal(['client_id', 'request_uri']);
    return walk(opened, browser, await ask(browser, url.href), { decision });
  }

  const tokensOf = (config: client.Configuration, back: URL, { verifier, state, nonce }: Flow) =>
    client.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });

  for (const [name, jarm] of [
    ['pinned', false],
    ['pinned', true],
    ['named', false],
    ['named', true],
  ] as const) {
    it(`goes the whole way as ${name === 'pinned' ? 'private_key_jwt' : 'tls_client_auth'}${jarm ? ' with JARM' : ''}`, async () => {
      const config = await configured(name, jarm);
      const flow = await newFlow();
      const back = await approve(await client.buildAuthorizationUrlWithPAR(config, flow.parameters));
      expect(back.searchParams.has('response')).to.equal(jarm);

      const tokens = await tokensOf(config, back, flow);
      const der = certificates[name]?.certificate.split('-----')[2] ?? '';
      const x5t = createHash('sha256').update(Buffer.from(der, 'base64')).digest('base64url');
      expect(claimsOf(tokens.access_token).cnf).to.deep.equal({ 'x5t#S256': x5t });

      const resource = new URL('/resource', opened.ready.mtls);
      const read = async (token: string) =>
        (await client.fetchProtectedResource(config, token, resource, 'GET')).json() as Promise<{ sub: string }>;
      expect((await read(tokens.access_token)).sub).to.equal(tokens.claims()?.sub);

      const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
      expect((await read(renewed.access_token)).sub).to.equal(tokens.claims()?.sub);

      const told = await client.tokenIntrospection(config, renewed.access_token);
      expect(told).to.deep.include({ active: true, cnf: { 'x5t#S256': x5t }, token_type: 'Bearer' });

      await client.tokenRevocation(config, tokens.refresh_token ?? '');
      expect(await client.tokenIntrospection(config, renewed.access_token)).to.deep.equal({ active: false });
      const refused = await client.fetchProtectedResource(config, renewed.access_token, resource, 'GET').then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(refused).to.be.instanceOf(client.WWWAuthenticateChallengeError);
      const again = await client
        .refreshTokenGrant(config, tokens.refresh_token ?? '')
        .catch((reason: unknown) => reason);
      expect(again).to.be.instanceOf(client.ResponseBodyError).and.to.include({ error: 'invalid_grant' });
    });
  }

  it('signs its request object, and the bank goes by it', async () => {
    const config = await configured('pinned', true);
    const flow = await newFlow();
    const signed = await client.buildAuthorizationUrlWithJAR(config, flow.parameters, { key: signing, kid: 'suite-1' });
    const back = await approve(await client.buildAuthorizationUrlWithPAR(config, signed.searchParams));
    expect((await tokensOf(config, back, flow)).token_type).to.equal('bearer');
  });

  it('gets a token of its own', async () => {
    const config = await configured('named', false);
    const tokens = await client.clientCredentialsGrant(config, { scope: 'accounts' });
    expect(tokens).to.include({ scope: 'accounts', expires_in: 300 }).and.not.have.property('refresh_token');
  });

  for (const jarm of [false, true]) {
    it(`reads a denial ${jarm ? 'in a JWT' : 'in the query'}`, async () => {
      const config = await configured('named', jarm);
      const flow = await newFlow();
      const back = await approve(await client.buildAuthorizationUrlWithPAR(config, flow.parameters), 'deny');
      const reason = await tokensOf(config, back, flow).catch((refused: unknown) => refused);
      expect(reason).to.be.instanceOf(client.AuthorizationResponseError).and.to.include({ error: 'access_denied' });
    });
  }

  /** What shows that the judge is awake: defects it must notice, some in the metadata, some only with JARM. */
  const noticed: [defect: string, jarm: boolean][] = [
    ['metadata-issuer-wrong', false],
    ['iss-missing', false],
    ['iss-wrong', false],
    ['state-missing', false],
    ['id-token-aud-wrong', false],
    ['alias-is-issuer', false],
    ['id-token-nonce-missing', false],
    ['jarm-signature-broken', true],
    ['jarm-alg-rs256', true],
    ['jarm-aud-wrong', true],
    ['jarm-iss-missing', true],
    ['jarm-exp-missing', true],
    ['jarm-errors-plain', true],
  ];
  for (const [defect, jarm] of noticed) {
    it(`refuses a bank with ${defect}`, async () => {
      opened.bank.alter({ defects: [defect] });
      const decision = defect === 'jarm-errors-plain' ? 'deny' : 'approve';
      const outcome = await (async () => {
        const config = await configured('pinned', jarm);
        const flow = await newFlow();
        const back = await approve(await client.buildAuthorizationUrlWithPAR(config, flow.parameters), decision);
        return tokensOf(config, back, flow);
      })().then(
        () => 'content',
        (reason: unknown) => (reason instanceof client.AuthorizationResponseError ? 'content' : 'refused'),
      );
      opened.bank.alter({ defects: [] });
      expect(outcome).to.equal('refused');
    });
  }

  it('is refused with the certificate of the other client', async () => {
    const config = await configured('pinned', false);
    const { certificate, key } = certificates.named ?? { certificate: '', key: '' };
    const agent = agentFor(opened.bank.directory.rootPem, { certificate, key });
    agents.push(agent);
    config[client.customFetch] = askAsFetch(agent);
    const { parameters } = await newFlow();
    const reason = await client.buildAuthorizationUrlWithPAR(config, parameters).catch((refused: unknown) => refused);
    expect(reason).to.be.instanceOf(client.ResponseBodyError).and.to.include({ error: 'invalid_client', status: 401 });
  });
});
