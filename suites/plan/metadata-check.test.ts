/** What is said when a bank publishes something else than its target says. */

import { expect } from 'chai';
import { DEFAULT_VARIANT } from '../../mock-tpp/variant.ts';
import type { Target, TargetClient } from '../load/target.ts';
import { checkMetadata } from './metadata-check.ts';
import { here, target } from './testing-library.ts';

/** A bank that has everything the test target says. */
const GOOD = {
  issuer: 'https://bank.example',
  authorization_endpoint: 'https://bank.example/authorize',
  token_endpoint: 'https://bank.example/token',
  pushed_authorization_request_endpoint: 'https://bank.example/par',
  response_types_supported: ['code'],
  token_endpoint_auth_methods_supported: ['private_key_jwt'],
  token_endpoint_auth_signing_alg_values_supported: ['PS256'],
  request_object_signing_alg_values_supported: ['PS256'],
  tls_client_certificate_bound_access_tokens: true,
};

const primary = target().clients.primary as TargetClient;
const speaking = (variant: { [axis: string]: string[] }, more: Partial<TargetClient> = {}): Partial<Target> => ({
  clients: { primary: { ...primary, variant: { ...DEFAULT_VARIANT, ...variant }, ...more } },
});
const dpop = (alg: 'ES256'): Partial<TargetClient> => ({
  dpop: { file: '/keys/dpop.jwk', passphrase: null, jwk: null, alg },
});

/** Name, what the metadata has instead, the target, whether nothing can run, message, hint. */
// biome-ignore format: one row, one line
const TOLD: [string, { [member: string]: unknown }, Partial<Target>, 'fatal' | 'warnings', RegExp, RegExp | null][] = [
  ['another issuer', { issuer: 'https://other.example' }, {}, 'fatal', /names the issuer "https:\/\/other\.example", and the target says "https:\/\/bank\.example"/, /if this is the bank you mean/],
  ['a slash at the end of the issuer', { issuer: 'https://bank.example/' }, {}, 'fatal', /"https:\/\/bank\.example\/"/, /differ by the slash at the end/],
  ['no issuer', { issuer: undefined }, {}, 'fatal', /names no issuer/, null],
  ['an issuer that is no text', { issuer: ['https://bank.example'] }, {}, 'fatal', /names no issuer/, null],
  ['no token endpoint', { token_endpoint: null }, {}, 'fatal', /names no token_endpoint, and every path needs it/, null],
  ['no endpoint to push to', { pushed_authorization_request_endpoint: undefined }, {}, 'fatal', /names no pushed_authorization_request_endpoint, and the target says request-delivery: pushed/, /by-value or plain/],
  ['a response type that is not there', {}, speaking({ 'response-type': ['code', 'code id_token'], 'response-mode': ['query', 'fragment'] }), 'warnings', /lists code under response_types_supported, and the target says response-type: code id_token/, /response-type/],
  ['a response mode that is not there', { response_modes_supported: ['query'] }, speaking({ 'response-mode': ['query', 'query.jwt'] }), 'warnings', /lists query under response_modes_supported/, null],
  ['a response mode that is there by default no more', {}, speaking({ 'response-mode': ['query', 'form_post'] }), 'warnings', /leaves response_modes_supported out, which means query, fragment, and the target says response-mode: form_post/, null],
  ['another authentication', { token_endpoint_auth_methods_supported: ['tls_client_auth'] }, {}, 'warnings', /lists tls_client_auth under .*, and the target says client-auth: private_key_jwt/, null],
  ['another algorithm of assertions', { token_endpoint_auth_signing_alg_values_supported: ['ES256'] }, {}, 'warnings', /the client (primary|second) signs with PS256/, /a key for ES256/],
  ['no DPoP', {}, speaking({ 'sender-constraint': ['dpop'] }), 'warnings', /has no dpop_signing_alg_values_supported/, /sender-constraint: mtls/],
  ['another algorithm of proofs', { dpop_signing_alg_values_supported: ['PS256'] }, speaking({ 'sender-constraint': ['dpop'] }, dpop('ES256')), 'warnings', /the client primary signs with ES256/, null],
  ['no binding to certificates', { tls_client_certificate_bound_access_tokens: undefined }, {}, 'warnings', /tls_client_certificate_bound_access_tokens: true/, /sender-constraint: dpop/],
  ['pushing as the only way', { require_pushed_authorization_requests: true }, speaking({ 'request-delivery': ['plain'] }), 'warnings', /require_pushed_authorization_requests: true, and the target says request-delivery: plain/, null],
  ['signing as the only way', { require_signed_request_object: true }, {}, 'warnings', /require_signed_request_object: true, and the target says request-signing: none/, null],
  ['no encryption of ID tokens', {}, speaking({ 'id-token': ['encrypted'] }), 'warnings', /id_token_encryption_alg_values_supported/, null],
  ['a claim without its endpoint', {}, { capabilities: ['introspection'] }, 'warnings', /has no introspection_endpoint, and the target claims "introspection"/, /delete the claim/],
  ['a claim that is not listed', { grant_types_supported: ['authorization_code'] }, { capabilities: ['refresh-tokens'] }, 'warnings', /has no refresh_token in grant_types_supported/, /its metadata is incomplete/],
];

describe('the metadata of a bank against its target', () => {
  const check = (over: { [member: string]: unknown }, given: Partial<Target>) =>
    checkMetadata(target({ placeOf: (...keys) => here(1, keys.join('/')), ...given }), { ...GOOD, ...over });

  it('may say the same', () => {
    expect(check({}, {})).to.deep.equal({ fatal: [], warnings: [] });
    const words = {
      response_types_supported: ['code', 'id_token code'],
      response_modes_supported: ['query', 'fragment'],
    };
    const hybrid = speaking({ 'response-type': ['code id_token'], 'response-mode': ['fragment', 'jwt'] });
    expect(check(words, hybrid)).to.deep.equal({ fatal: [], warnings: [] });
  });

  it('need not name an endpoint that a client only may use as well', () => {
    const { fatal } = check(
      { pushed_authorization_request_endpoint: undefined },
      speaking({ 'request-delivery': ['by-value', 'pushed'], 'request-signing': ['signed'] }),
    );
    expect(fatal).to.deep.equal([]);
  });

  for (const [name, over, given, kind, says, hint] of TOLD)
    it(`differs by ${name}`, () => {
      const found = check(over, given);
      expect(found[kind === 'fatal' ? 'warnings' : 'fatal']).to.deep.equal([]);
      const messages = new Set(found[kind].map(({ message }) => message.replace(/client \w+/, 'client')));
      expect([...messages]).to.have.length(1);
      expect(found[kind][0]?.message).to.match(says);
      if (hint) expect(found[kind][0]?.hint).to.match(hint);
    });

  it('is quoted in bounds and on one line', () => {
    const long = `https://bank.example/\n\u001b[31m${'x'.repeat(5000)}`;
    const { fatal, warnings } = check({ issuer: long, token_endpoint_auth_methods_supported: [long, long, long] }, {});
    expect(warnings).to.have.length.above(0);
    for (const { message } of [...fatal, ...warnings])
      expect(message).to.have.length.below(800).and.not.match(/\p{C}/u);
  });

  it('may hold anything', () => {
    const strange = Object.fromEntries(Object.keys(GOOD).map((member) => [member, { [member]: [1, null] }]));
    expect(check(strange, {}).fatal.map(({ code }) => code)).to.include('metadata-issuer');
  });
});
