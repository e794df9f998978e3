/** What a foreign metadata document may bring into a first target file. */
import { expect } from 'chai';
import { type Answers, targetText } from './init-target.ts';

const ANSWERS: Answers = {
  ...{ issuer: 'https://auth.bank.example', name: null, clientId: 'me', redirectUri: 'https://tpp.example/cb' },
  ...{ signing: 'key.jwk', certificate: 'a.pem', certificateKey: 'a.key', trust: null, profile: null },
  ...{ resource: null, scope: null, dialect: 'plain', bases: ['resource'], api: {}, users: [] },
};

describe('the first target file of a bank', () => {
  it('has its hosts from the metadata, aliases for clients with a certificate included', () => {
    const text = targetText(ANSWERS, {
      token_endpoint: 'https://auth.bank.example/token',
      mtls_endpoint_aliases: { token_endpoint: 'https://mtls.bank.example:8443/token' },
    });
    expect(text)
      .to.include('hosts: [auth.bank.example, mtls.bank.example:8443]')
      .and.to.include('name: auth-bank-example');
  });

  it('takes no address that would bring something out of the environment, and none that is no web address', () => {
    const text = targetText(ANSWERS, {
      userinfo_endpoint: 'https://evil.example/${env.HOME}',
      token_endpoint: 'javascript:alert(1)',
      jwks_uri: 'https://x.example/\u0000',
      mtls_endpoint_aliases: 'none',
    });
    expect(text).to.not.match(/env\.HOME|javascript|evil/);
    expect(text).to.include('resource: FILL-IN');
  });

  it('takes the signed response mode of a bank that lists no plain one, and leaves the default where it has both', () => {
    const modes = (...values: string[]) => targetText(ANSWERS, { response_modes_supported: values });
    expect(modes('query.jwt', 'jwt')).to.match(/^ {2}response-mode: jwt /m);
    expect(modes('form_post.jwt')).to.match(/^ {2}response-mode: form_post\.jwt /m);
    expect(modes('query', 'jwt')).to.not.include('response-mode');
    expect(modes('own.mode')).to.not.include('response-mode');
  });

  // biome-ignore format: one bank, one line
  const PROFILES: [profile: string, document: { [member: string]: unknown }][] = [
    ['fapi2-security', { pushed_authorization_request_endpoint: 'https://a.example/par', tls_client_certificate_bound_access_tokens: true }],
    ['fapi2-message-signing', { pushed_authorization_request_endpoint: 'https://a.example/par', tls_client_certificate_bound_access_tokens: true, require_signed_request_object: true }],
    ['fapi1-advanced', { tls_client_certificate_bound_access_tokens: true, response_types_supported: ['code id_token'], request_object_signing_alg_values_supported: ['PS256'] }],
    ['openid-connect', { response_types_supported: ['code'] }],
  ];
  for (const [profile, document] of PROFILES)
    it(`suggests ${profile} to a bank that looks like it`, () => {
      expect(targetText(ANSWERS, document)).to.match(new RegExp(`^profile: ${profile}$`, 'm'));
    });
});
