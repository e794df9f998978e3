/** Faults of a bank that takes one JWT for another, reads one as nobody else does, or has its keys from where none may come. */
import type { Defect } from '../../behaviour.ts';

export const jwtConfusionDefects: readonly Defect[] = [
  {
    id: 'jwt-kid-looked-up',
    title: 'The kid of a JWT is a path or a part of a query that leads to its key',
    breaks: ['RFC8725-3.10-1', 'RFC9101-6.2-2'],
    implies: [],
    replaces: {
      'assertion-alg': 'assertion-alg-unless-behind-kid',
      'assertion-signature': 'assertion-signature-unless-behind-kid',
      'request-object-alg': 'request-object-alg-unless-behind-kid',
      'request-object-signature': 'request-object-signature-unless-behind-kid',
    },
  },
  {
    id: 'jwt-first-member-counts',
    title: 'Of a claim or header that a JWT holds twice the first counts',
    breaks: ['RFC7519-4-2', 'RFC7515-4-1'],
    implies: [],
    settings: { repeatedMembers: 'first' },
  },
  {
    id: 'jwt-any-encoding',
    title: 'A JWT may be written in UTF-16',
    breaks: ['RFC8725-3.7-1'],
    implies: [],
    settings: { jwtEncodings: 'any' },
  },
  {
    id: 'large-jwt-unverified',
    title: 'The signature of a very large JWT is not verified',
    breaks: ['RFC7523-3-9', 'RFC9101-6.2-1'],
    implies: [],
    replaces: {
      'assertion-signature': 'assertion-signature-unless-large',
      'request-object-signature': 'request-object-signature-unless-large',
    },
    settings: { bodyBytes: 8 * 1024 * 1024 },
  },
  {
    id: 'assertion-request-object-accepted',
    title: 'A request object authenticates the client that signed it',
    breaks: ['RFC9101-10.8-2', 'RFC8725-3.12-1', 'RFC8725-3.11-1'],
    implies: [],
    replaces: {
      'assertion-typ': 'assertion-typ-or-request-object',
      'assertion-sub': 'assertion-sub-or-request-object',
    },
  },
  {
    id: 'assertion-id-token-accepted',
    title: 'An ID token authenticates the client that it was given to',
    breaks: ['RFC8725-3.12-1', 'RFC7523-3-1'],
    implies: [],
    replaces: { 'client-identified': 'client-identified-or-by-id-token' },
  },
  {
    id: 'ro-assertion-accepted',
    title: 'A client assertion stands in for a request object, and the parameters beside it count',
    breaks: ['RFC9101-10.8-2', 'RFC8725-3.12-1'],
    implies: [],
    replaces: {
      'request-object-client': 'request-object-client-or-assertion',
      'request-object-sub': 'request-object-sub-or-assertion',
      'request-object-nbf-present': 'request-object-nbf-present-or-assertion',
      'parameter-source': 'parameter-source-or-beside-assertion',
    },
  },
  {
    id: 'assertion-key-fetched',
    title: 'A client assertion is verified with keys from an address in its header',
    breaks: ['RFC8725-3.10-1', 'RFC7523-3-9'],
    implies: [],
    replaces: { 'assertion-signature': 'assertion-signature-or-behind-address' },
  },
  {
    id: 'ro-key-fetched',
    title: 'A request object is verified with keys from an address in its header',
    breaks: ['RFC8725-3.10-1', 'RFC9101-6.2-1'],
    implies: [],
    replaces: { 'request-object-signature': 'request-object-signature-or-behind-address' },
  },
  {
    id: 'dpop-key-fetched',
    title: 'The address in the header of a proof is fetched',
    breaks: ['RFC8725-3.10-1'],
    implies: [],
    replaces: { 'dpop-jwk': 'dpop-jwk-after-address' },
  },
  {
    id: 'id-token-opens-resources',
    title: 'An ID token is taken for an access token',
    breaks: ['RFC8725-3.12-1', 'FAPI2-SP-5.3.4-3a'],
    implies: [],
    settings: { accessTokenKinds: 'id-tokens-too' },
  },
  {
    id: 'refresh-token-opens-resources',
    title: 'A refresh token is taken for an access token',
    breaks: ['FAPI2-SP-5.3.4-3a'],
    implies: [],
    settings: { accessTokenKinds: 'refresh-tokens-too' },
  },
];
