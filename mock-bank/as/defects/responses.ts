/** Faults of responses beyond a code in the query: hybrid ID tokens, response modes, encryption. */
import type { Defect } from '../../behaviour.ts';
import { none, rs256 } from '../algorithms.ts';

export const hybridDefects: readonly Defect[] = [
  {
    id: 'hybrid-id-token-missing',
    title: 'A response of type code id_token brings the code alone',
    breaks: ['FAPI1-ADV-5.2.2.1-4', 'FAPI1-ADV-5.2.2-2'],
    implies: [],
    omits: ['response-id-token'],
  },
  {
    id: 'hybrid-c-hash-missing',
    title: 'The ID token of the authorization endpoint has no c_hash',
    breaks: ['OIDC-CORE-3.3.2.11-1', 'FAPI1-ADV-5.2.2.1-4'],
    implies: [],
    omits: ['id-token-c-hash'],
  },
  {
    id: 'hybrid-c-hash-wrong',
    title: 'The c_hash of the ID token belongs to another code',
    breaks: ['OIDC-CORE-3.3.2.11-1', 'FAPI1-ADV-5.2.2.1-4'],
    implies: [],
    replaces: { 'id-token-c-hash': 'id-token-c-hash-of-another' },
  },
  {
    id: 'hybrid-s-hash-missing',
    title: 'The ID token of the authorization endpoint has no s_hash',
    breaks: ['FAPI1-ADV-5.2.2.1-5'],
    implies: [],
    omits: ['id-token-s-hash'],
  },
  {
    id: 'hybrid-s-hash-wrong',
    title: 'The s_hash of the ID token belongs to another state',
    breaks: ['FAPI1-ADV-5.2.2.1-5', 'FAPI1-ADV-5.2.2.1-4'],
    implies: [],
    replaces: { 'id-token-s-hash': 'id-token-s-hash-of-another' },
  },
  {
    id: 'hybrid-nonce-missing',
    title: 'The ID token of the authorization endpoint has no nonce',
    breaks: ['OIDC-CORE-2-3'],
    implies: [],
    replaces: { 'id-token-nonce': 'id-token-nonce-at-token' },
  },
  {
    id: 'hybrid-sub-differs',
    title: 'The ID tokens of the two endpoints name different subjects',
    breaks: ['OIDC-CORE-3.3.3.6-1'],
    implies: [],
    replaces: { 'id-token-sub': 'id-token-sub-of-another-in-front' },
  },
  {
    id: 'hybrid-id-token-rs256',
    title: 'The ID token of the authorization endpoint is signed with RS256',
    breaks: ['FAPI1-ADV-8.6-1'],
    implies: [],
    settings: { hybridIdTokenAlg: rs256 },
  },
  {
    id: 'hybrid-id-token-unsigned',
    title: 'The ID token of the authorization endpoint is not signed',
    breaks: ['FAPI1-ADV-8.6-3', 'FAPI1-ADV-5.2.2.1-4', 'OIDC-CORE-2-4'],
    implies: [],
    settings: { hybridIdTokenAlg: none },
  },
  {
    id: 'hybrid-personal-data',
    title: 'The ID token of the authorization endpoint tells the email address of the user',
    breaks: ['FAPI1-ADV-5.2.2.1-6'],
    implies: [],
    settings: { hybridIdTokenClaims: 'personal' },
  },
  {
    id: 'hybrid-nonce-optional',
    title: 'An ID token is given out at the authorization endpoint for a request without nonce',
    breaks: ['FAPI1-BASE-5.2.2.2-1'],
    implies: [],
    omits: ['nonce-or-state'],
  },
];

export const responseModeDefects: readonly Defect[] = [
  {
    id: 'response-mode-query-for-hybrid',
    title: 'An ID token is sent in the query when the request asks for that',
    breaks: ['OAUTH-MRT-5-1', 'JARM-2.3.1-2'],
    implies: [],
    omits: ['response-mode-safe'],
  },
  {
    id: 'response-mode-ignored',
    title: 'The response comes in the default mode whatever was asked for',
    breaks: ['OAUTH-MRT-2.1-1', 'JARM-2.3.2-1', 'JARM-2.3.3-1'],
    implies: [],
    settings: { responseMode: 'default' },
  },
  {
    id: 'response-always-in-form',
    title: 'The response comes in a form whatever was asked for',
    breaks: ['OAUTH-MRT-2.1-1', 'JARM-2.3.1-1', 'JARM-2.3.2-1', 'JARM-2.3.4-1'],
    implies: [],
    settings: { responseMode: 'form' },
  },
  {
    id: 'form-post-percent-encoded',
    title: 'Values in a form are percent-encoded as if they stood in an address',
    breaks: ['OAUTH-FORM-POST-2-1', 'RFC6749-4.1.2-5'],
    implies: [],
    settings: { formPostValues: 'percent-encoded' },
  },
  {
    id: 'fapi1-code-unsigned',
    title: 'A client of FAPI 1 Advanced gets a plain code without ID token and without JWT',
    breaks: ['FAPI1-ADV-5.2.2-2'],
    implies: [],
    clients: ['fapi1', 'fapi1-second', 'fapi1-mtls', 'fapi1-encrypted'],
    omits: ['code-response-signed'],
  },
  {
    id: 'response-type-words-ignored',
    title: 'Words of response_type that the bank does not support are overlooked',
    breaks: ['FAPI1-ADV-5.2.2-2'],
    implies: [],
    replaces: { 'response-type': 'response-type-of-known-words' },
  },
  {
    id: 'jarm-not-required',
    title: 'A client that only takes signed responses gets a plain one when the request asks for that',
    breaks: ['FAPI2-MS-5.4.1-1'],
    implies: [],
    clients: ['jarm', 'jarm-second'],
    replaces: { 'response-mode-registered': 'response-mode-registered-or-unsigned' },
  },
  {
    id: 'id-token-encryption-ignored',
    title: 'ID tokens are not encrypted for a client that registered encryption',
    breaks: ['FAPI1-ADV-5.2.2.1-3'],
    implies: [],
    settings: { idTokenEncryption: 'never' },
  },
];
