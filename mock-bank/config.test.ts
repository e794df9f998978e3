import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { es256 } from './as/algorithms.ts';
import { ConfigProblem, readConfig } from './config.ts';

describe('the configuration file', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mock-bank-config-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const client = { client_id: 'suite', jwks: { keys: [jwk] }, redirect_uris: ['https://suite.example/cb'] };
  const read = (value: unknown) => {
    const path = join(folder, 'config.json');
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
    return readConfig(path);
  };

  it('adds a client', () => {
    const [read1] = read({ clients: [client] }).clients;
    expect(read1).to.include({ id: 'suite', auth: 'private_key_jwt', alg: es256, binding: 'none', tlsName: null });
  });

  it('reads a subject in the text form of RFC 4514, and keeps it in the order of a certificate', () => {
    const tls_client_auth_subject_dn = 'CN=Suite\\, Inc,2.5.4.97=PSDDE-X-1,C=DE';
    const [read1] = read({
      clients: [{ ...client, token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn }],
    }).clients;
    expect(read1?.tlsName).to.deep.equal({
      kind: 'subject_dn',
      value: JSON.stringify([['2.5.4.6=de'], ['2.5.4.97=psdde-x-1'], ['2.5.4.3=suite, inc']]),
    });
  });

  it('binds tokens to what the client registers, and to nothing otherwise', () => {
    const bound = (members: object) => read({ clients: [{ ...client, ...members }] }).clients[0]?.binding;
    expect(bound({ dpop_bound_access_tokens: true })).to.equal('key');
    expect(bound({ tls_client_certificate_bound_access_tokens: true })).to.equal('certificate');
    const both = { dpop_bound_access_tokens: true, tls_client_certificate_bound_access_tokens: true };
    expect(bound(both)).to.equal('both');
    expect(bound({ dpop_bound_access_tokens: false })).to.equal('none');
  });

  it('takes what a client registers about requests and responses, and the rest from its profile', () => {
    const encryption = { ...jwk, kid: 'enc', use: 'enc' };
    const [registered] = read({
      clients: [
        {
          ...client,
          jwks: { keys: [encryption, { ...jwk, kid: 'sig', use: 'sig' }] },
          profile: 'fapi1-advanced',
          response_types: ['code id_token'],
          response_modes: ['jwt', 'form_post'],
          request_uris: ['https://suite.example/requests/*'],
          id_token_encrypted_response_alg: 'ECDH-ES',
          id_token_encrypted_response_enc: 'A256GCM',
          scope: 'openid accounts',
        },
      ],
    }).clients;
    expect(registered?.keys.map(({ kid }) => kid)).to.deep.equal(['sig']);
    expect(registered?.registration).to.deep.include({
      requireSignedRequestObject: true,
      requirePushedAuthorizationRequests: false,
      responseTypes: ['code id_token'],
      responseModes: ['query.jwt', 'fragment.jwt', 'form_post'],
      requestUris: ['https://suite.example/requests/*'],
      scopes: ['openid', 'accounts'],
    });
    expect(registered?.registration.idTokenEncryption).to.include({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'enc' });
    expect(read({ clients: [client] }).clients[0]?.registration.requirePushedAuthorizationRequests).to.equal(true);
  });

  const problems: [string, unknown, RegExp][] = [
    ['no JSON', '{\n  "clients" 1\n}', /config\.json:2:13: not JSON: /],
    ["a client of the bank's own name", { clients: [{ ...client, client_id: 'tpp-primary' }] }, /the bank's own/],
    ['an unknown key', { client: [] }, /unknown key "client" \(known: clients, authorities\)/],
    ['a bad client_id', { clients: [{ ...client, client_id: '../x' }] }, /clients\[0\]\.client_id/],
    ['the same client twice', { clients: [client, client] }, /suite appears twice/],
    ['no redirect_uris', { clients: [{ ...client, redirect_uris: [] }] }, /redirect_uris: at least one/],
    ['a plain http address', { clients: [{ ...client, redirect_uris: ['http://a.example/'] }] }, /https address/],
    ['a client without keys', { clients: [{ ...client, jwks: undefined }] }, /needs a key/],
    ['a private key', { clients: [{ ...client, jwks: { keys: [{ ...jwk, d: 'x' }] } }] }, /private key/],
    [
      'an unknown method',
      { clients: [{ ...client, token_endpoint_auth_method: 'client_secret_basic' }] },
      /one of private_key_jwt, tls_client_auth/,
    ],
    [
      'a certificate client without certificate',
      { clients: [{ ...client, token_endpoint_auth_method: 'tls_client_auth' }] },
      /tls_client_auth_subject_dn, .* or certificate/,
    ],
    ['an unknown profile', { clients: [{ ...client, profile: 'fapi3' }] }, /profile: one of fapi2, fapi1-advanced/],
    [
      'an unknown response type',
      { clients: [{ ...client, response_types: ['token'] }] },
      /response_types\[0\]: one of/,
    ],
    ['a text for a yes', { clients: [{ ...client, require_signed_request_object: 'yes' }] }, /true or false/],
    [
      'a plain address of requests',
      { clients: [{ ...client, request_uris: ['http://a.example/r'] }] },
      /https address/,
    ],
    [
      'encryption without a key for it',
      {
        clients: [
          { ...client, id_token_encrypted_response_alg: 'ECDH-ES', id_token_encrypted_response_enc: 'A128GCM' },
        ],
      },
      /no key with "use": "enc" that fits ECDH-ES/,
    ],
    [
      'half of an encryption',
      { clients: [{ ...client, id_token_encrypted_response_alg: 'ECDH-ES' }] },
      /id_token_encrypted_response_enc: one of A128GCM, A256GCM/,
    ],
    [
      'two names for one certificate',
      { clients: [{ ...client, tls_client_auth_san_dns: 'a.example', tls_client_auth_san_ip: '10.0.0.1' }] },
      /only one of tls_client_auth_san_dns, tls_client_auth_san_ip/,
    ],
    [
      'a name for an address',
      { clients: [{ ...client, tls_client_auth_san_ip: 'a.example' }] },
      /an IP address is needed/,
    ],
    ['half a host name', { clients: [{ ...client, tls_client_auth_san_dns: '.example' }] }, /a host name is needed/],
    [
      'a self-signed client without certificate',
      { clients: [{ ...client, token_endpoint_auth_method: 'self_signed_tls_client_auth' }] },
      /needs a key with its certificate in "x5c"/,
    ],
    [
      'an x5c that is none',
      { clients: [{ ...client, jwks: { keys: [{ ...jwk, x5c: ['AAAA'] }] } }] },
      /x5c\[0\]: not a cert/,
    ],
    [
      'an algorithm that is weak',
      { clients: [{ ...client, alg: 'RS256' }] },
      /alg: one of PS256, ES256, EdDSA, Ed25519/,
    ],
    [
      'no key for signatures',
      { clients: [{ ...client, jwks: { keys: [{ ...jwk, alg: 'ECDH-ES' }] } }] },
      /needs a key for signatures/,
    ],
    ['a broken certificate', { clients: [{ ...client, certificate: 'x' }] }, /not a PEM certificate/],
  ];
  for (const [name, value, message] of problems) {
    it(`refuses ${name} and says where`, () => {
      expect(() => read(value))
        .to.throw(ConfigProblem, message)
        .with.property('message')
        .that.includes(folder);
    });
  }
});
