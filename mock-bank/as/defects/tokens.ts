/** Faults of codes, tokens, their binding, and of what the bank says about itself. */
import type { Defect } from '../../behaviour.ts';

export const bindingDefects: readonly Defect[] = [
  {
    id: 'cnf-unchecked',
    title: 'A token works with any certificate and with none',
    breaks: ['RFC8705-3-3', 'FAPI2-SP-5.3.4-5'],
    implies: ['cnf-missing-cert-accepted', 'cnf-subject-only', 'cnf-key-only', 'cnf-header-trusted'],
    omits: ['resource/certificate-present', 'resource/certificate-chain', 'resource/token-binding'],
  },
  {
    id: 'cnf-missing-cert-accepted',
    title: 'A token works when no certificate is presented',
    breaks: ['RFC8705-3-3'],
    implies: [],
    omits: ['resource/certificate-present'],
    replaces: { 'resource/token-binding': 'token-binding-if-certificate' },
  },
  {
    id: 'cnf-subject-only',
    title: 'A token works with any certificate of the same subject',
    breaks: ['RFC8705-3-3'],
    // A renewed certificate keeps subject and key.
    implies: ['cnf-key-only'],
    omits: ['resource/certificate-chain'],
    replaces: { 'resource/token-binding': 'token-binding-subject' },
  },
  {
    id: 'cnf-key-only',
    title: 'A token works with any certificate of the same key',
    breaks: ['RFC8705-3-3'],
    implies: [],
    replaces: { 'resource/token-binding': 'token-binding-key' },
  },
  {
    id: 'cnf-header-trusted',
    title: 'A certificate in a request header is taken to be that of the connection',
    breaks: ['RFC8705-3-2', 'RFC9700-4.13-1'],
    implies: [],
    replaces: { 'resource/certificate-source': 'certificate-from-header' },
  },
  {
    id: 'token-scheme-case-sensitive',
    title: 'The scheme of an access token is refused in lower case',
    breaks: ['RFC9110-11.1-1', 'FAPI2-SP-5.3.4-1', 'RFC9449-7.1-1'],
    implies: [],
    replaces: { 'resource/access-token': 'access-token-exact-scheme' },
  },
  {
    id: 'token-without-cnf',
    title: 'Access tokens do not say which certificate they are bound to',
    breaks: ['FAPI2-SP-5.3.2.1-4', 'RFC8705-3.1-1'],
    implies: [],
    omits: ['token-cnf'],
  },
];

export const tokenDefects: readonly Defect[] = [
  {
    id: 'code-reusable',
    title: 'A code can be redeemed more than once',
    breaks: ['FAPI2-SP-5.3.2.2-9', 'RFC6749-4.1.2-2', 'RFC6749-4.1.2-3'],
    implies: ['code-reuse-keeps-tokens'],
    omits: ['code-unused'],
  },
  {
    id: 'code-reuse-keeps-tokens',
    title: 'The second use of a code is refused, but the tokens of the first one go on working',
    breaks: ['RFC6749-4.1.2-3'],
    implies: [],
    replaces: { 'code-unused': 'code-unused-without-consequence' },
  },
  {
    id: 'code-outlives-60s',
    title: 'A code lives for ten minutes',
    breaks: ['FAPI2-SP-5.3.2.1-11'],
    implies: [],
    settings: { codeLifetimeSeconds: 600 },
  },
  {
    id: 'code-any-client',
    title: 'A code can be redeemed by another client',
    breaks: ['RFC6749-4.1.3-2'],
    implies: [],
    omits: ['code-client'],
  },
  {
    id: 'refresh-any-client',
    title: 'A refresh token can be used by another client',
    breaks: ['RFC6749-6-2'],
    implies: [],
    omits: ['refresh-client'],
  },
  {
    id: 'refresh-refused',
    title: 'Refresh tokens are issued, and every one is refused',
    breaks: ['RFC6749-6-4'],
    implies: [],
    settings: { refreshTokenLifetimeSeconds: 0 },
  },
  {
    id: 'id-token-nonce-missing',
    title: 'The ID token has no nonce',
    breaks: ['OIDC-CORE-2-3'],
    implies: ['hybrid-nonce-missing'],
    omits: ['id-token-nonce'],
  },
  {
    id: 'id-token-aud-wrong',
    title: 'The ID token has another audience',
    breaks: ['OIDC-CORE-2-1'],
    implies: [],
    replaces: { 'id-token-aud': 'id-token-aud-wrong' },
  },
  {
    id: 'id-token-iss-wrong',
    title: 'The ID token names another issuer',
    breaks: ['OIDC-CORE-2-1'],
    implies: [],
    replaces: { 'id-token-iss': 'id-token-iss-of-another' },
  },
  {
    id: 'id-token-exp-past',
    title: 'The ID token has expired when it is given out',
    breaks: ['OIDC-CORE-2-1'],
    implies: [],
    settings: { idTokenLifetimeSeconds: -600 },
  },
  {
    id: 'id-token-at-hash-wrong',
    title: 'The at_hash of the ID token belongs to another access token',
    breaks: ['OIDC-CORE-3.1.3.6-1'],
    implies: [],
    replaces: { 'id-token-at-hash': 'id-token-at-hash-of-another' },
  },
  {
    id: 'revocation-noop',
    title: 'Revocation is confirmed, but the token goes on working',
    breaks: ['RFC7009-2.1-3', 'FAPI2-SP-5.3.4-3c'],
    implies: [],
    settings: { tokenRevocation: 'without-effect' },
  },
  {
    id: 'refresh-token-revocation-refused',
    title: 'Refresh tokens are not revoked at the request of their client',
    breaks: ['RFC7009-2-1'],
    implies: [],
    settings: { tokenRevocation: 'access-tokens-only' },
  },
  {
    id: 'introspect-always-active',
    title: 'Introspection calls every token active',
    breaks: ['RFC7662-2.2-2', 'RFC7662-4-1'],
    implies: ['introspect-any-client'],
    settings: { introspection: 'always-active' },
  },
  {
    id: 'introspect-any-client',
    title: 'Introspection tells a client about the tokens of another client',
    breaks: ['RFC7662-2.2-2', 'FAPI2-MS-6.2-1'],
    implies: [],
    settings: { introspectionFor: 'any-client' },
  },
];

export const metadataDefects: readonly Defect[] = [
  {
    id: 'metadata-issuer-wrong',
    title: 'The metadata names another issuer',
    breaks: ['RFC9207-2.3-2', 'FAPI2-SP-5.3.2.1-1'],
    implies: [],
    settings: { metadataIssuer: 'other' },
  },
  {
    id: 'metadata-offers-none',
    title: 'The metadata offers none and RS256 as signature algorithms',
    breaks: ['RFC8414-2-4', 'FAPI2-SP-5.4.1-1.3'],
    implies: [],
    settings: { metadataAlgs: 'with-none-and-rs256' },
  },
];
