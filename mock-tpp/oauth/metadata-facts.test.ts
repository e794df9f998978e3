/** What is told of a metadata document, whatever a bank put into it. */
import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { metadataFacts } from './metadata-facts.ts';

const ISSUER = 'https://bank.example';
const SOUND: { [member: string]: Json } = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  response_types_supported: ['code'],
  scopes_supported: ['openid'],
  request_parameter_supported: true,
  mtls_endpoint_aliases: { token_endpoint: `${ISSUER}/mtls/token` },
};

// biome-ignore format: one row, one line
const ROWS: [string, { [member: string]: Json }, { [fact: string]: Json }][] = [
  ['nothing to object to', {}, { 'metadata.missing': [], 'metadata.insecure': [], 'metadata.flaws': [] }],
  ['an endpoint over http', { revocation_endpoint: 'http://bank.example/r' }, { 'metadata.insecure': ['revocation_endpoint'] }],
  ['an alias over http', { mtls_endpoint_aliases: { par_endpoint: 'http://bank.example' } }, { 'metadata.insecure': ['par_endpoint'] }],
  ['an endpoint that is no URL', { token_endpoint: '/token' }, { 'metadata.insecure': ['token_endpoint'] }],
  ['a page without TLS', { op_policy_uri: 'http://bank.example/policy' }, { 'metadata.insecure': [] }],
  ['no response types', { response_types_supported: null }, { 'metadata.missing': ['response_types_supported'], 'metadata.flaws': ['response_types_supported is no list'] }],
  ['a list that is text', { scopes_supported: 'openid' }, { 'metadata.flaws': ['scopes_supported is no list'] }],
  ['a list of nothing', { claims_supported: [] }, { 'metadata.flaws': ['claims_supported is an empty list'] }],
  ['a truth value', { claims_parameter_supported: false }, { 'metadata.flaws': [] }],
  ['aliases that are text', { mtls_endpoint_aliases: 'x' }, { 'metadata.insecure': [] }],
  ['methods that are no texts', { code_challenge_methods_supported: [1, 'S256'] }, { 'metadata.challenge_methods': ['S256'] }],
  ['methods that are no list', { code_challenge_methods_supported: 'S256' }, { 'metadata.challenge_methods': null }],
];

describe('facts of metadata', () => {
  for (const [what, change, due] of ROWS)
    it(`with ${what}`, () => {
      expect(metadataFacts({ ...SOUND, ...change }, ISSUER, 'application/json')).to.deep.include(due);
    });
});
