/** The catalogue of variations: what other banks do differently and may. */
import { rarVariations } from './api/rar/defects.ts';
import { es256 } from './as/algorithms.ts';
import type { Variation } from './behaviour.ts';
import { dcrVariations } from './dcr/defects.ts';
import { directoryVariations } from './directory/defects.ts';
import { dpopVariations } from './dpop/defects.ts';
import { scaVariations } from './sca/defects.ts';
import { signatureVariations } from './signatures/defects.ts';
import { providerVariations } from './tls/provider-defects.ts';
import { sessionVariations } from './tls/session-defects.ts';

export const variations: readonly Variation[] = [
  {
    id: 'field-order',
    title: 'Members of JSON objects and parameters of redirects come in reverse order',
    settings: { fieldOrder: 'reversed' },
  },
  {
    id: 'extra-members',
    title: 'Unknown members in JSON, claims, headers and redirects',
    settings: { unknownMembers: 'present' },
  },
  {
    id: 'par-error-401-to-400',
    title: 'invalid_client is answered with 400',
    settings: { invalidClientStatus: 400 },
  },
  {
    id: 'authorize-errors-on-page',
    title: 'Authorization requests are refused on a page of the bank',
    settings: { authorizationErrors: 'page' },
  },
  {
    id: 'refuse-certificates-by-close',
    title: 'Connections with an unacceptable certificate are closed without an answer',
    settings: { certificateRefusal: 'close' },
  },
  {
    id: 'refuse-certificates-403',
    title: 'Unacceptable certificates are answered with 403',
    settings: { certificateRefusal: 'forbidden' },
  },
  {
    // RFC 8705 binds at the token endpoint; the UK asks for the transport certificate at every one.
    id: 'certificate-everywhere',
    title: 'Clients with a certificate present it at PAR, introspection and revocation, too',
    replaces: {
      'par/certificate-present': 'certificate-present-where-registered',
      'introspect/certificate-present': 'certificate-present-where-registered',
      'revoke/certificate-present': 'certificate-present-where-registered',
    },
  },
  {
    id: 'short-lived',
    title: 'request_uri for 30 s, code for 20 s, access token for 120 s',
    settings: { requestUriLifetimeSeconds: 30, codeLifetimeSeconds: 20, accessTokenLifetimeSeconds: 120 },
  },
  {
    id: 'two-keys',
    title: 'The JWKS begins with a key that signs nothing yet',
    settings: { jwksExtraKey: 'first' },
  },
  {
    // RFC 6749 3.3 leaves it to the server whether it has a default, and then has it tell which.
    id: 'default-scope',
    title: 'A request without a scope is granted a default',
    replaces: { scope: 'scope-or-default' },
  },
  {
    id: 'encryption-key',
    title: 'The JWKS begins with a key for encryption',
    settings: { jwksExtraKey: 'encryption' },
  },
  {
    // OpenID Connect Core 12.2 leaves it to the server whether an ID token comes along.
    id: 'id-token-at-refresh',
    title: 'A refresh brings another ID token of the same user',
    settings: { refreshedIdToken: 'of-the-user' },
  },
  {
    // RFC 9728 is optional for a resource, also for one that the authorization server lists.
    id: 'resource-metadata-unpublished',
    title: 'The metadata lists a resource that publishes nothing about itself',
    settings: { resourceMetadata: 'unpublished' },
  },
  {
    id: 'es256',
    title: 'The bank signs everything with ES256',
    settings: { signingAlg: es256 },
  },
  {
    // RFC 6749 leaves error_description and an unchanged scope to the server, and ignores the case of token_type.
    id: 'terse',
    title: 'What may be left out is left out, and token_type is written in lower case',
    omits: ['response-error-description'],
    settings: { optionalMembers: 'absent', tokenTypeCase: 'lower' },
  },
  {
    id: 'audience-lists',
    title: 'ID tokens and access tokens name their audience in a list of one',
    replaces: { 'id-token-aud': 'id-token-aud-list', 'token-aud': 'token-aud-list' },
  },
  {
    // OpenID Connect Core leaves at_hash to the server in both flows, where an access token comes along at the token endpoint.
    id: 'no-at-hash',
    title: 'ID tokens of the token endpoint have no at_hash',
    omits: ['id-token-at-hash'],
  },
  {
    // RFC 9700 has every server support PKCE, and a server may ask for it.
    id: 'pkce-for-everybody',
    title: 'PKCE is asked for on every delivery and by every profile',
    replaces: { 'pkce-challenge-present': 'pkce-challenge-present-always' },
  },
  {
    // RFC 7636 has no method mean plain. Such a bank is stricter in effect: the plain verifier never fits.
    id: 'pkce-omitted-method-is-s256',
    title: 'A challenge without a method is taken for S256',
    replaces: { 'pkce-method': 'pkce-method-s256-or-none' },
  },
  {
    id: 'pkce-checked-at-the-token-endpoint',
    title: 'What is wrong with PKCE is told when the code is redeemed',
    omits: ['pkce-challenge-present', 'pkce-method'],
    replaces: { 'pkce-verifier-present': 'pkce-verifier-present-always' },
  },
  {
    // What FAPI forbids is to end the old one in the normal course of things.
    id: 'refresh-token-renewed',
    title: 'Each refresh gives another refresh token, and the old one goes on working',
    settings: { refreshTokens: 'renewed' },
  },
  {
    // RFC 9126 3 has the claims of a pushed request object judged as parameters, and RFC 9101 names no error for this one.
    id: 'nested-request-invalid-request',
    title: 'A request object that refers to another one is refused with invalid_request',
    replaces: { 'request-object-nested': 'request-object-nested-as-parameter' },
  },
  {
    id: 'signed-response-assumed',
    title: 'A request that names no response_mode is answered in a JWT where only that is allowed',
    settings: { unnamedResponseMode: 'signed-if-required' },
  },
  {
    id: 'unregistered-response-type-unauthorized',
    title: 'A response_type the client did not register is refused with unauthorized_client',
    settings: { unregisteredResponseType: 'unauthorized_client' },
  },
  {
    // A client of FAPI 1 sends them outside as well, so that the address is a request of OAuth.
    id: 'outer-parameters-needed',
    title: 'A request object in the browser needs response_type and scope beside it',
    settings: { outerParameters: 'required' },
  },
  {
    id: 'date-of-a-front-end',
    title: 'The Date header is that of a front end, whose clock nobody moves',
    settings: { dateHeader: 'front-end' },
  },
  {
    id: 'connection-per-request',
    title: 'Every connection is closed after its answer',
    settings: { connections: 'closed-after-answer' },
  },
  ...dpopVariations,
  ...directoryVariations,
  ...dcrVariations,
  ...providerVariations,
  ...sessionVariations,
  ...scaVariations,
  ...signatureVariations,
  ...rarVariations,
];
