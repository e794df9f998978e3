/** The certified openid-client as a client of FAPI 1 Advanced: it holds the bank to the detached signature and all that goes with it. */
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Agent } from 'node:https';
import { join } from 'node:path';
import { expect } from 'chai';
import * as client from 'openid-client';
import { type OpenBank, openBank } from './open.ts';
import { walk } from './testkit/browser.ts';
import { agentFor, ask, askAsFetch } from './testkit/https.ts';
import { REDIRECT_URI } from './testkit/tpp.ts';

type Algorithm = RsaHashedImportParams | EcKeyImportParams;

const SIGNATURES: Readonly<Record<string, Algorithm>> = {
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
};

describe('openid-client as a client of FAPI 1 Advanced', () => {
  let opened: OpenBank;
  let browser: Agent;
  const agents: Agent[] = [];
  before(async () => {
    opened = await openBank();
    browser = agentFor(opened.bank.directory.rootPem, null);
  });
  after(async () => {
    for (const agent of [browser, ...agents]) agent.destroy();
    await opened.close();
  });
  afterEach(() => opened.bank.alter({ defects: [] }));

  const read = (name: string, file: string) => readFileSync(join(opened.ready.state, 'clients', name, file), 'utf8');
  const jwkOf = (name: string, file: string) =>
    JSON.parse(read(name, file)) as JsonWebKey & { kid: string; alg: string };

  async function keyOf(name: string, file: string, algorithm: Algorithm, uses: KeyUsage[]): Promise<CryptoKey> {
    const { alg: _, use: __, ...jwk } = jwkOf(name, file) as JsonWebKey;
    return (await webcrypto.subtle.importKey('jwk', jwk, algorithm, false, uses)) as CryptoKey;
  }

  interface Signer {
    key: CryptoKey;
    kid: string;
  }

  async function configured(name: string, kind: 'hybrid' | 'jarm' | 'code'): Promise<[client.Configuration, Signer]> {
    const agent = agentFor(opened.bank.directory.rootPem, opened.bank.identities.get(name) ?? null);
    agents.push(agent);
    const { alg, kid } = jwkOf(name, 'signing.jwk');
    const key = await keyOf(name, 'signing.jwk', SIGNATURES[alg] as Algorithm, ['sign']);
    const execute = {
      hybrid: [client.useCodeIdTokenResponseType, client.enableDetachedSignatureResponseChecks],
      jarm: [client.useJwtResponseMode],
      code: [],
    }[kind];
    const metadata = {
      use_mtls_endpoint_aliases: true,
      id_token_signed_response_alg: alg,
      authorization_signed_response_alg: alg,
    };
    const options = {
      execute: [client.enableNonRepudiationChecks, ...execute],
      [client.customFetch]: askAsFetch(agent),
    };
    const auth = name.endsWith('mtls') ? client.TlsClientAuth() : client.PrivateKeyJwt({ key, kid });
    const issuer = new URL(opened.ready.issuer);
    return [await client.discovery(issuer, `tpp-${name}`, metadata, auth, options), { key, kid }];
  }

  const VERIFIER = client.randomPKCECodeVerifier();
  const NONCE = client.randomNonce();
  const STATE = 'state "&+ 1';

  async function parametersWith(change: Record<string, string>): Promise<Record<string, string>> {
    return {
      redirect_uri: REDIRECT_URI,
      scope: 'openid resource',
      code_challenge: await client.calculatePKCECodeChallenge(VERIFIER),
      code_challenge_method: 'S256',
      state: STATE,
      nonce: NONCE,
      ...change,
    };
  }

  const approve = async (url: URL) => walk(opened, browser, await ask(browser, url.href));
  const redeem = (config: client.Configuration, back: URL | Request) =>
    client.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: VERIFIER,
      expectedState: STATE,
      expectedNonce: NONCE,
      idTokenExpected: true,
    });

  /** By value, signed, all the way to tokens. */
  async function byValue(name: string, kind: 'hybrid' | 'jarm' | 'code', change: Record<string, string> = {}) {
    const [config, signer] = await configured(name, kind);
    const url = await client.buildAuthorizationUrlWithJAR(config, await parametersWith(change), signer);
    expect([...url.searchParams.keys()]).to.include('request');
    return [config, await approve(url)] as const;
  }

  for (const name of ['fapi1', 'fapi1-second', 'fapi1-mtls']) {
    it(`takes code and ID token as ${name}, and reads the resource`, async () => {
      const [config, back] = await byValue(name, 'hybrid');
      const tokens = await redeem(config, back);
      const resource = new URL('/resource', opened.ready.issuer);
      const shown = await client.fetchProtectedResource(config, tokens.access_token, resource, 'GET');
      expect(((await shown.json()) as { sub: string }).sub).to.equal(tokens.claims()?.sub);
    });
  }

  it('takes the hybrid response from a form', async () => {
    const [config, back] = await byValue('fapi1', 'hybrid', { response_mode: 'form_post' });
    const body = new URLSearchParams(back.search);
    const tokens = await redeem(config, new Request(REDIRECT_URI, { method: 'POST', body }));
    expect(tokens.claims()?.nonce).to.equal(NONCE);
  });

  it('takes a code in a JWT by value, without ID token in the front', async () => {
    const [config, back] = await byValue('fapi1', 'jarm');
    expect([...back.searchParams.keys()]).to.deep.equal(['response']);
    expect((await redeem(config, back)).claims()?.nonce).to.equal(NONCE);
  });

  it('takes a signed response in the fragment, after a signed push', async () => {
    // The library asks for signed responses in the query alone, so that one client asks and another one reads.
    const [asking, signer] = await configured('jarm', 'code');
    const parameters = await parametersWith({ response_mode: 'fragment.jwt' });
    const url = await client.buildAuthorizationUrlWithJAR(asking, parameters, signer);
    const back = await approve(await client.buildAuthorizationUrlWithPAR(asking, url.searchParams));
    expect(back.search).to.equal('');
    const [config] = await configured('jarm', 'jarm');
    back.search = back.hash.slice(1);
    expect((await redeem(config, back)).token_type).to.equal('bearer');
  });

  it('decrypts ID tokens of both endpoints', async () => {
    const [config, back] = await byValue('fapi1-encrypted', 'hybrid');
    const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
    const key = await keyOf('fapi1-encrypted', 'decryption.jwk', algorithm, ['deriveBits']);
    const { kid } = jwkOf('fapi1-encrypted', 'decryption.jwk');
    client.enableDecryptingResponses(config, ['A256GCM'], { key, kid, alg: 'ECDH-ES' });
    expect((await redeem(config, back)).claims()?.nonce).to.equal(NONCE);
  });

  it('asks plainly, as in OpenID Connect', async () => {
    const [config] = await configured('openid', 'code');
    const back = await approve(client.buildAuthorizationUrl(config, await parametersWith({})));
    expect((await redeem(config, back)).claims()?.nonce).to.equal(NONCE);
  });

  /** What shows that the judge is awake. */
  for (const defect of [
    'hybrid-id-token-missing',
    'hybrid-c-hash-missing',
    'hybrid-c-hash-wrong',
    'hybrid-s-hash-missing',
    'hybrid-s-hash-wrong',
    'hybrid-nonce-missing',
    'hybrid-id-token-rs256',
    'hybrid-id-token-unsigned',
  ]) {
    it(`refuses a bank with ${defect}`, async () => {
      opened.bank.alter({ defects: [defect] });
      const [config, back] = await byValue('fapi1', 'hybrid');
      const outcome = await redeem(config, back).then(
        () => 'content',
        (reason: unknown) => (reason instanceof client.ClientError ? 'refused' : String(reason)),
      );
      expect(outcome).to.equal('refused');
    });
  }
});
