/** Faults of what the bank answers when all goes well: status, caching, JSON, lifetimes, claims, published keys. */
import type { Defect } from '../../behaviour.ts';
import { rs256 } from '../algorithms.ts';

export const parAnswerDefects: readonly Defect[] = [
  {
    id: 'par-status-200',
    title: 'A push is answered with 200',
    breaks: ['RFC9126-2.2-1'],
    implies: [],
    settings: { parStatus: 200 },
  },
  {
    id: 'par-member-twice',
    title: 'The answer to a push names its lifetime twice',
    breaks: ['RFC9126-2.2-2'],
    implies: [],
    settings: { repeatsMemberAt: 'par' },
  },
  {
    id: 'par-expires-in-text',
    title: 'The lifetime of a request_uri is text',
    breaks: ['RFC9126-2.2-2'],
    implies: [],
    settings: { parExpiresIn: 'text' },
  },
  {
    id: 'par-expires-in-zero',
    title: 'A request_uri is said to live for no time at all',
    breaks: ['RFC9126-2.2-2'],
    implies: [],
    settings: { parExpiresIn: 'zero' },
  },
  {
    id: 'par-errors-with-200',
    title: 'A refused push is answered with 200',
    breaks: ['RFC9126-2.3-1'],
    implies: [],
    settings: { errorsWithOkAt: 'par' },
  },
];

export const tokenAnswerDefects: readonly Defect[] = [
  {
    id: 'access-token-for-an-hour',
    title: 'An access token lives for an hour',
    breaks: ['UAE-OF-1.2-2.1-2', 'CONNECTID-AU-3'],
    implies: [],
    settings: { accessTokenLifetimeSeconds: 3600 },
  },
  {
    id: 'access-token-for-a-week',
    title: 'An access token lives for a week',
    breaks: ['RFC9449-11.2-1'],
    implies: ['access-token-for-an-hour'],
    settings: { accessTokenLifetimeSeconds: 604_800 },
  },
  {
    id: 'token-response-cacheable',
    title: 'An answer with tokens may be cached',
    breaks: ['RFC6749-5.1-3', 'OIDC-CORE-3.1.3.3-1'],
    implies: [],
    settings: { tokenCaching: 'allowed' },
  },
  {
    id: 'token-member-twice',
    title: 'An answer with tokens names their type twice',
    breaks: ['RFC6749-5.1-1'],
    implies: [],
    settings: { repeatsMemberAt: 'token' },
  },
  {
    id: 'token-expires-in-text',
    title: 'The lifetime of an access token is text',
    breaks: ['RFC6749-5.1-2'],
    implies: [],
    settings: { tokenExpiresIn: 'text' },
  },
  {
    id: 'token-expires-in-zero',
    title: 'An access token is said to live for no time at all',
    breaks: ['RFC6749-5.1-2'],
    implies: [],
    settings: { tokenExpiresIn: 'zero' },
  },
  {
    id: 'token-expires-in-missing',
    title: 'Nobody is told how long an access token lives',
    breaks: ['RFC6749-5.1-2'],
    implies: [],
    settings: { tokenExpiresIn: 'absent' },
  },
  {
    id: 'token-errors-with-200',
    title: 'Errors of the token endpoint come with status 200',
    breaks: ['RFC6749-5.2-1'],
    implies: [],
    settings: { errorsWithOkAt: 'token' },
  },
  {
    id: 'access-token-rs256',
    title: 'Access tokens are signed with RS256',
    breaks: ['FAPI2-SP-5.4.1-1.2', 'FAPI1-ADV-8.6-1'],
    implies: [],
    settings: { accessTokenAlg: rs256 },
  },
  {
    id: 'refresh-rotated',
    title: 'Every refresh brings another refresh token',
    breaks: ['FAPI2-SP-5.3.2.1-9'],
    implies: [],
    settings: { refreshTokens: 'rotated' },
  },
  {
    id: 'id-token-rs256',
    title: 'The ID token of the token endpoint is signed with RS256',
    breaks: ['FAPI2-SP-5.4.1-1.2', 'FAPI1-ADV-8.6-1'],
    implies: [],
    settings: { idTokenAlg: rs256 },
  },
  {
    id: 'id-token-exp-missing',
    title: 'The ID token never expires',
    breaks: ['OIDC-CORE-2-1'],
    implies: [],
    omits: ['id-token-exp'],
  },
  {
    id: 'id-token-iat-text',
    title: 'The ID token tells as text when it was made',
    breaks: ['RFC7519-4.1.4-1', 'OIDC-CORE-2-1'],
    implies: [],
    replaces: { 'id-token-iat': 'id-token-iat-text' },
  },
];

export const publishedDefects: readonly Defect[] = [
  {
    id: 'metadata-iss-parameter-missing',
    title: 'The metadata does not say that responses name their issuer',
    breaks: ['RFC9207-2.3-3'],
    implies: [],
    settings: { metadataIssParameter: 'absent' },
  },
  {
    id: 'jwks-private-members',
    title: 'The JWKS publishes the private halves of the keys',
    breaks: ['OIDC-CORE-10.1-2'],
    implies: [],
    settings: { jwksMembers: 'private' },
  },
  {
    id: 'jwks-weak-key',
    title: 'The JWKS lists an RSA key of 1024 bits',
    breaks: ['FAPI2-SP-5.4.1-2', 'FAPI1-BASE-5.2.2-5'],
    implies: [],
    settings: { jwksExtraKey: 'weak' },
  },
  {
    id: 'jwks-kid-twice',
    title: 'Two keys of one type share a kid',
    breaks: ['FAPI2-SP-5.4.2-3', 'FAPI1-ADV-8.9-3'],
    implies: [],
    settings: { jwksExtraKey: 'same-kid' },
  },
  {
    id: 'interaction-id-own',
    title: 'The resource answers with an interaction id of its own',
    breaks: ['FAPI1-BASE-6.2.1-11'],
    implies: [],
    settings: { interactionId: 'own' },
  },
  {
    id: 'decision-redirect-307',
    title: 'The browser is sent back to the client with 307, and with the form of the user',
    breaks: ['FAPI2-SP-5.3.2.2-10', 'FAPI2-SP-5.3.2.2-11'],
    implies: ['decision-redirect-302'],
    settings: { decisionRedirect: 307 },
  },
  {
    id: 'decision-redirect-302',
    title: 'The browser is sent back to the client with 302',
    breaks: ['FAPI2-SP-5.3.2.2-11'],
    implies: [],
    settings: { decisionRedirect: 302 },
  },
];
