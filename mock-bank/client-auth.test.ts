import { generateKeyPairSync, type KeyObject, randomUUID, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { signJws } from './as/jws.ts';
import { readConfig } from './config.ts';
import { type ClientOrder, createAuthority, issueClient, newSerial } from './directory/authority.ts';
import type { Issued } from './directory/directory.ts';
import { type OpenBank, openBank } from './open.ts';
import { agentFor, ask, formText, POST_FORM } from './testkit/https.ts';
import { claimsOf, Tpp } from './testkit/tpp.ts';

const ADDRESSES = { ocsp: 'http://127.0.0.1:9/ocsp', issuer: 'http://127.0.0.1:9/ca', crl: 'http://127.0.0.1:9/crl' };
const NAMES = {
  dns: 'tpp.suite.example',
  url: 'https://suite.example/tpp,DNS:other.example',
  ip: '2001:db8::1',
  email: 'Tpp@suite.example',
} as const;

describe('client authentication', () => {
  let opened: OpenBank;
  let folder: string;
  const agents: Agent[] = [];
  const tpps: Record<string, Tpp> = {};
  const certificates: Record<string, Issued> = {};
  const pairs = {
    old: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    next: generateKeyPairSync('ed25519'),
    encryption: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  };
  const tpp = (name: string): Tpp => tpps[name] as Tpp;

  before(async () => {
    const foreign = await createAuthority();
    const holder = { commonName: 'Suite', organization: 'Suite GmbH', organizationIdentifier: 'PSDDE-BAFIN-999999' };
    const issue = (order: Partial<ClientOrder>) =>
      issueClient(foreign, { subject: holder, serial: newSerial(), key: null, addresses: ADDRESSES, ...order });
    certificates.named = await issue({
      alternativeNames: Object.entries(NAMES).map(([type, value]) => ({ type: type as 'dns', value })),
    });
    certificates.other = await issue({ alternativeNames: [{ type: 'dns', value: 'other.example' }] });
    for (const name of ['self', 'stranger']) certificates[name] = await issue({ addresses: null });
    const x509 = new X509Certificate(certificates.self?.certificate ?? '');
    const self = { ...x509.publicKey.export({ format: 'jwk' }), x5c: [x509.raw.toString('base64')] };
    const jwk = (key: KeyObject, more: object) => ({ ...key.export({ format: 'jwk' }), ...more });
    const shared = { redirect_uris: ['https://suite.example/cb'] };
    const named = { ...shared, token_endpoint_auth_method: 'tls_client_auth' };
    const clients = [
      { ...named, client_id: 'dns', tls_client_auth_san_dns: NAMES.dns.toUpperCase() },
      { ...named, client_id: 'uri', tls_client_auth_san_uri: NAMES.url },
      { ...named, client_id: 'ip', tls_client_auth_san_ip: '2001:0DB8:0::1' },
      { ...named, client_id: 'email', tls_client_auth_san_email: NAMES.email },
      {
        ...shared,
        client_id: 'self',
        token_endpoint_auth_method: 'self_signed_tls_client_auth',
        jwks: { keys: [self] },
      },
      {
        ...shared,
        client_id: 'keys',
        jwks: {
          keys: [
            jwk(pairs.encryption.publicKey, { use: 'enc', kid: 'e' }),
            jwk(pairs.old.publicKey, { kid: 'old' }),
            jwk(pairs.next.publicKey, { kid: 'next', alg: 'EdDSA' }),
          ],
        },
      },
    ];
    folder = mkdtempSync(join(tmpdir(), 'mock-bank-client-auth-'));
    const path = join(folder, 'config.json');
    writeFileSync(path, JSON.stringify({ clients, authorities: [foreign.issuing.certificate.toString('pem')] }));
    opened = await openBank({ config: readConfig(path) });
    for (const name of ['primary', 'second', 'mtls', 'self-signed', 'dpop']) tpps[name] = new Tpp(opened, name);
  });
  after(async () => {
    for (const one of Object.values(tpps)) one.close();
    for (const agent of agents) agent.destroy();
    await opened.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => opened.bank.alter({ variations: [] }));

  /** Asks for a token of its own over a connection with this certificate. */
  async function ownToken(form: Record<string, string>, identity: string | null) {
    const agent = agentFor(opened.bank.directory.rootPem, identity === null ? null : (certificates[identity] ?? null));
    agents.push(agent);
    const body = formText({ grant_type: 'client_credentials', scope: 'accounts', ...form });
    return ask(agent, `${opened.ready.issuer}/token`, { method: 'POST', headers: POST_FORM, body });
  }

  for (const client_id of ['dns', 'uri', 'ip', 'email']) {
    it(`knows a certificate by its ${client_id} name, and no other certificate`, async () => {
      expect((await ownToken({ client_id }, 'named')).status).to.equal(200);
      const refused = await ownToken({ client_id }, 'other');
      expect([refused.status, refused.json.error]).to.deep.equal([401, 'invalid_client']);
      expect((await ownToken({ client_id }, null)).status).to.equal(401);
    });
  }

  it('takes a self-signed certificate from the jwks of its client, no other and for no other', async () => {
    expect((await ownToken({ client_id: 'self' }, 'self')).status).to.equal(200);
    for (const [client_id, identity] of [
      ['self', 'stranger'],
      ['self', 'named'],
      ['self', null],
      ['dns', 'self'],
    ] as const) {
      expect((await ownToken({ client_id }, identity)).status).to.equal(401);
    }
  });

  it('serves the bundled self-signed client, whose tokens are bound to its certificate', async () => {
    const { access } = await tpp('self-signed').tokens();
    const { x5t } = { x5t: (claimsOf(access).cnf as Record<string, string>)['x5t#S256'] };
    const hex = opened.bank.identities.get('self-signed')?.sha256 ?? '';
    expect(x5t).to.equal(Buffer.from(hex, 'hex').toString('base64url'));
    expect((await tpp('self-signed').get('/resource', access)).status).to.equal(200);
    tpp('self-signed').present('look-alike');
    expect((await tpp('self-signed').get('/resource', access)).status).to.equal(401);
    tpp('self-signed').present('self-signed');
  });

  const assertion = (alg: string, kid: string, key: KeyObject, change: Record<string, string> = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: 'keys', sub: 'keys', aud: opened.ready.issuer, iat: now, exp: now + 60, jti: randomUUID() };
    return {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signJws({ alg, kid }, { ...claims, ...change }, key),
    };
  };

  it('takes either of two keys for signatures, and none for encryption', async () => {
    expect((await ownToken(assertion('ES256', 'old', pairs.old.privateKey), null)).status).to.equal(200);
    expect((await ownToken(assertion('EdDSA', 'next', pairs.next.privateKey), null)).status).to.equal(200);
    expect((await ownToken(assertion('Ed25519', 'next', pairs.next.privateKey), null)).status).to.equal(200);
    expect((await ownToken(assertion('ES256', 'e', pairs.encryption.privateKey), null)).status).to.equal(401);
    expect((await ownToken(assertion('ES256', 'next', pairs.old.privateKey), null)).status).to.equal(401);
  });

  it('needs a certificate where a token is bound to it, and nowhere else of a client with a key', async () => {
    const primary = tpp('primary').present(null);
    const { requestUri, verifier, answer } = await primary.push();
    expect(answer.status).to.equal(201);
    const code = (await primary.authorize(requestUri)).searchParams.get('code') ?? '';
    const refused = await primary.redeem(code, verifier);
    expect([refused.status, refused.json.error]).to.deep.equal([401, 'invalid_client']);
    const { json } = await primary.present('primary').redeem(code, verifier);
    primary.present(null);
    const token = String(json.access_token);
    const asked = await primary.post('/introspect', { ...primary.credentials(), token });
    expect(asked.json).to.include({ active: true, token_type: 'Bearer' });
    expect((await primary.get('/resource', token)).status).to.equal(401);
    expect((await primary.post('/revoke', { ...primary.credentials(), token })).status).to.equal(200);
    primary.present('primary');
  });

  it('still judges a certificate that nobody asked for', async () => {
    for (const identity of ['look-alike', 'second']) {
      const { answer } = await tpp('primary').present(identity).push();
      expect([answer.status, answer.json.error]).to.deep.equal([401, 'invalid_client']);
    }
    tpp('primary').present('primary');
    const issued = await opened.bank.directory.issueClient({
      commonName: 'x',
      organization: 'x',
      organizationIdentifier: 'PSDDE-BAFIN-100013',
    });
    expect((await tpp('dpop').present(issued).push()).answer.status).to.equal(201);
    opened.bank.directory.revoke(issued.serial, 'both');
    expect((await tpp('dpop').push()).answer.status).to.equal(401);
    tpp('dpop').present(null);
  });

  it('certificate-everywhere asks at every endpoint, of clients that have one', async () => {
    opened.bank.alter({ variations: ['certificate-everywhere'] });
    const primary = tpp('primary').present(null);
    const statuses = [];
    for (const path of ['/par', '/introspect', '/revoke']) {
      const form = { ...primary.credentials(), ...primary.parameters('v'.repeat(43)), token: 'x' };
      statuses.push((await primary.post(path, form)).status);
    }
    expect(statuses).to.deep.equal([401, 401, 401]);
    primary.present('primary');
    expect((await primary.push()).answer.status).to.equal(201);
    expect((await tpp('dpop').push()).answer.status).to.equal(201);
  });
});
