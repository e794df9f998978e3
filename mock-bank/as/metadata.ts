/** What the bank says about itself: metadata in both places, and its public keys. */
import { apiClaims, authorizationDetailsTypes } from '../api/index.ts';
import type { Bank } from '../bank.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { type Json, type JsonObject, json, jwt } from '../http/reply.ts';
import { CONTENT_ENCRYPTIONS, KEY_ENCRYPTIONS, RESPONSE_MODES, RESPONSE_TYPES } from '../registration.ts';
import { allowedAlgorithms, none, rs256 } from './algorithms.ts';
import { SCOPES } from './checks/authorization-request.ts';
import { GRANT_TYPES } from './checks/grant-type.ts';
import { CLIENT_AUTH_METHODS } from './client-auth.ts';
import { publishedKeys, type SigningKey, withPrivateMembers } from './keys.ts';
import type { AsSettings } from './settings.ts';

const ALGS = allowedAlgorithms.map(({ name }) => name);

/**
 * Where clients go with a certificate and where they go without. With one listener, which asks everybody for a certificate, both are
 * the same. @requirement FAPI2-SP-5.2.2.1-2
 */
function certified(at: string): Record<string, Json> {
  return {
    token_endpoint: `${at}/token`,
    pushed_authorization_request_endpoint: `${at}/par`,
    introspection_endpoint: `${at}/introspect`,
    revocation_endpoint: `${at}/revoke`,
    registration_endpoint: `${at}/register`,
    userinfo_endpoint: `${at}/userinfo`,
  };
}

/** @requirement FAPI2-SP-5.3.2.1-1 RFC8414-2-1 RFC8414-2-4 RFC9126-2-2 RFC9207-2.3-3 JARM-4-1 JARM-4-2 RFC9126-5-1 RFC9449-5.1-1 */
function metadata({ issuer, mtls, settings }: Bank): JsonObject {
  const algs = settings.metadataAlgs === 'accepted-only' ? ALGS : [...ALGS, none.name, rs256.name];
  return {
    issuer: settings.metadataIssuer === 'own' ? issuer : 'https://other-bank.example',
    authorization_endpoint: `${issuer}/authorize`,
    ...certified(issuer),
    jwks_uri: `${issuer}/jwks`,
    // Some clients have to push by their registration; none has to because of the server.
    require_pushed_authorization_requests: false,
    scopes_supported: settings.metadataFault === 'list-is-text' ? SCOPES.join(' ') : SCOPES,
    ...(settings.metadataFault === 'endpoint-over-http' && { registration_endpoint: 'http://bank.example/register' }),
    authorization_details_types_supported: authorizationDetailsTypes,
    response_types_supported: settings.metadataFault === 'no-response-types' ? undefined : RESPONSE_TYPES,
    response_modes_supported:
      settings.metadataFault === 'no-jwt-modes'
        ? RESPONSE_MODES.filter((mode) => !mode.endsWith('jwt'))
        : [...RESPONSE_MODES, 'jwt'],
    grant_types_supported: GRANT_TYPES,
    subject_types_supported: ['public'],
    code_challenge_methods_supported: settings.metadataFault === 'no-pkce' ? undefined : ['S256'],
    token_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    token_endpoint_auth_signing_alg_values_supported: algs,
    introspection_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    introspection_endpoint_auth_signing_alg_values_supported: algs,
    introspection_signing_alg_values_supported: algs,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    revocation_endpoint_auth_signing_alg_values_supported: algs,
    id_token_signing_alg_values_supported: algs,
    id_token_encryption_alg_values_supported: KEY_ENCRYPTIONS,
    id_token_encryption_enc_values_supported: CONTENT_ENCRYPTIONS,
    authorization_signing_alg_values_supported: algs,
    request_object_signing_alg_values_supported: algs,
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_request_uri_registration: true,
    require_signed_request_object: false,
    claims_parameter_supported: true,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'nonce',
      'acr',
      'c_hash',
      's_hash',
      'at_hash',
      ...apiClaims,
    ],
    acr_values_supported: ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'],
    authorization_response_iss_parameter_supported: settings.metadataIssParameter === 'announced' ? true : undefined,
    tls_client_certificate_bound_access_tokens: settings.metadataFault === 'no-bound-tokens' ? undefined : true,
    dpop_signing_alg_values_supported: algs,
    mtls_endpoint_aliases: certified(mtls),
    protected_resources: [issuer],
  };
}

function document(id: string, path: string): Endpoint {
  return {
    id,
    group: 'metadata',
    methods: ['GET'],
    path,
    surface: 'oauth',
    checks: [],
    answer: ({ bank }) => {
      const other = id === 'oauth-authorization-server' && bank.settings.metadataFault === 'oauth-of-another';
      const told = other ? { ...metadata(bank), issuer: `${bank.issuer}/oauth` } : metadata(bank);
      return bank.settings.metadataFault === 'as-text' ? jwt(200, 'text/plain', JSON.stringify(told)) : json(200, told);
    },
  };
}

/** What is told of each key. */
const members: Readonly<Record<AsSettings['jwksMembers'], (key: SigningKey) => SigningKey['jwk']>> = {
  public: ({ jwk }) => jwk,
  private: withPrivateMembers,
  'without-use': ({ jwk: { use, ...rest } }) => (use === 'enc' ? { use, ...rest } : rest),
};

/** @requirement FAPI2-SP-5.4.2-1 FAPI2-SP-5.4.2-3 */
const jwks: Endpoint = {
  id: 'jwks',
  group: 'metadata',
  methods: ['GET'],
  path: '/jwks',
  surface: 'oauth',
  checks: [],
  answer: ({ bank }) => {
    const { jwksExtraKey, jwksMembers } = bank.settings;
    const keys = publishedKeys(bank.keys, jwksExtraKey);
    return json(200, { keys: keys.map(members[jwksMembers]) });
  },
};

export const metadataEndpoints: readonly Endpoint[] = [
  document('openid-configuration', '/.well-known/openid-configuration'),
  document('oauth-authorization-server', '/.well-known/oauth-authorization-server'),
  jwks,
];
