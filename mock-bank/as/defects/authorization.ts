/** Faults of pushed authorization requests, PKCE and authorization responses. */
import type { Defect } from '../../behaviour.ts';

export const parDefects: readonly Defect[] = [
  {
    id: 'par-uri-never-consumed',
    title: 'A request_uri opens authorizations again and again until it expires',
    breaks: ['RFC9126-4-2', 'RFC9126-7.3-1'],
    implies: [],
    omits: ['request-uri-unspent'],
  },
  {
    id: 'par-uri-consumed-at-first-load',
    title: 'A request_uri is spent when its page is first opened, so that a reload is refused',
    breaks: ['FAPI2-SP-5.3.2.2-N3'],
    implies: [],
    replaces: { 'authorize/request-uri-unspent': 'request-uri-unloaded' },
  },
  {
    id: 'par-uri-never-expires',
    title: 'A request_uri works after the time it was given',
    breaks: ['RFC9126-4-4'],
    implies: [],
    omits: ['request-uri-unexpired'],
  },
  {
    id: 'par-uri-any-client',
    title: 'A request_uri works for a client that did not push it',
    breaks: ['RFC9126-2.2-5'],
    implies: [],
    omits: ['request-uri-client'],
  },
  {
    id: 'par-outer-params-win',
    title: 'Parameters beside request_uri override the pushed ones',
    breaks: ['RFC9101-5-4', 'RFC9101-6.3-1'],
    implies: [],
    replaces: { 'pushed-parameters': 'query-beats-pushed-parameters' },
  },
  {
    id: 'par-unauthenticated',
    title: 'A push is taken from anybody who names a client',
    breaks: ['FAPI2-SP-5.3.2.2-4', 'RFC9126-2.1-2'],
    implies: [],
    omits: ['par/certificate-present'],
    replaces: { 'par/client-identified': 'client-identified-or-named' },
  },
  {
    id: 'par-over-get',
    title: 'A push is taken over GET',
    breaks: ['RFC9126-2.3-5', 'RFC9126-2-3'],
    implies: [],
    replaces: { 'par/post-only': 'get-as-post' },
  },
  {
    id: 'par-redirect-uri-unchecked',
    title: 'Any redirect_uri may be pushed, and any goes with the code',
    breaks: ['OIDC-CORE-3.1.2.1-2', 'RFC6749-3.1.2.3-1'],
    implies: [],
    omits: ['redirect-uri-registered', 'code-redirect-uri'],
  },
  {
    id: 'par-not-required',
    title: 'An authorization request is taken from the URL without a push',
    breaks: ['FAPI2-SP-5.3.2.2-3', 'RFC9126-4-6'],
    implies: [],
    replaces: { 'request-uri-present': 'request-uri-optional' },
  },
  {
    id: 'par-uri-long-lived',
    title: 'A request_uri lives for an hour',
    breaks: ['FAPI2-SP-5.3.2.2-12'],
    implies: [],
    settings: { requestUriLifetimeSeconds: 3600 },
  },
  {
    id: 'par-request-uri-inside',
    title: 'A push that itself holds a request_uri is accepted',
    breaks: ['RFC9126-2.1-3'],
    implies: [],
    omits: ['no-request-uri'],
  },
];

export const pkceDefects: readonly Defect[] = [
  {
    id: 'pkce-plain-accepted',
    title: 'The challenge method plain is accepted, also when the method is left out',
    breaks: ['FAPI2-SP-5.3.2.2-5', 'RFC7636-4.4.1-2'],
    implies: [],
    replaces: { 'pkce-method': 'pkce-method-any', 'pkce-verifier-matches': 'pkce-verifier-by-method' },
  },
  {
    id: 'pkce-optional',
    title: 'A request without a challenge is accepted',
    breaks: ['FAPI2-SP-5.3.2.2-5', 'RFC7636-4.4.1-1'],
    implies: [],
    omits: ['pkce-challenge-present'],
  },
  {
    id: 'pkce-duplicate-accepted',
    title: 'A parameter pushed twice is accepted and the first one wins',
    breaks: ['RFC6749-3.1-5'],
    implies: [],
    omits: ['par/single-parameters'],
  },
  {
    id: 'pkce-verifier-unchecked',
    title: 'Any code_verifier is accepted',
    breaks: ['RFC7636-4.6-1', 'RFC7636-4.6-2'],
    implies: ['pkce-verifier-is-challenge'],
    omits: ['pkce-verifier-matches'],
  },
  {
    id: 'pkce-verifier-optional',
    title: 'A code is redeemed without a code_verifier',
    breaks: ['RFC7636-4.5-2'],
    implies: [],
    omits: ['pkce-verifier-present'],
  },
  {
    id: 'pkce-verifier-is-challenge',
    title: 'The challenge itself is accepted as code_verifier',
    breaks: ['RFC7636-4.6-1'],
    implies: [],
    replaces: { 'pkce-verifier-matches': 'pkce-verifier-or-challenge' },
  },
];

export const responseDefects: readonly Defect[] = [
  {
    id: 'iss-missing',
    title: 'The authorization response carries no iss',
    breaks: ['FAPI2-SP-5.3.2.2-7', 'RFC9207-2-1'],
    implies: ['iss-missing-in-errors'],
    omits: ['response-iss'],
  },
  {
    id: 'iss-missing-in-errors',
    title: 'An error response carries no iss',
    breaks: ['FAPI2-SP-5.3.2.2-7', 'RFC9207-2-1'],
    implies: [],
    replaces: { 'response-iss': 'response-iss-with-code' },
  },
  {
    id: 'iss-wrong',
    title: 'The authorization response carries the iss of another bank',
    breaks: ['RFC9207-2.3-2'],
    implies: [],
    replaces: { 'response-iss': 'response-iss-wrong' },
  },
  {
    id: 'state-missing',
    title: 'The authorization response carries no state',
    breaks: ['RFC6749-4.1.2-5'],
    implies: [],
    omits: ['response-state'],
  },
  {
    id: 'deny-issues-code',
    title: 'The client gets a code although the user declined',
    breaks: ['RFC6749-4.1.2.1-2'],
    implies: [],
    settings: { denialYields: 'code' },
  },
  {
    id: 'consent-page-hides-permissions',
    title: 'The consent page does not say what is asked for',
    breaks: ['FAPI2-SP-5.3.2.2-13', 'RTS-5-1a'],
    implies: [],
    settings: { consentPageDetails: 'hidden' },
  },
];
