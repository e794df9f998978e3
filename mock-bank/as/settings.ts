/** Policy values of the authorization server and of the public listener. */
import type { Algorithm } from './algorithms.ts';

export interface AsSettings {
  requestUriLifetimeSeconds: number;
  codeLifetimeSeconds: number;
  accessTokenLifetimeSeconds: number;
  refreshTokenLifetimeSeconds: number;
  idTokenLifetimeSeconds: number;
  jarmLifetimeSeconds: number;
  /** How far a client's clock may run behind or ahead of ours. */
  clockSkewSeconds: number;
  requestObjectMaxAgeSeconds: number;
  interactionLifetimeSeconds: number;
  /** Algorithm of everything the bank signs; `client` means the one registered for the client. */
  signingAlg: 'client' | Algorithm;
  /** JARM: algorithm, or the same rule as everything else. */
  jarmAlg: 'same' | Algorithm;
  jarmSignature: 'sound' | 'broken';
  /** JARM: parameters that travel beside the JWT, too. */
  jarmOutside: 'nothing' | 'code';
  /** JARM: whether errors travel in the JWT as codes do. */
  jarmErrors: 'jwt' | 'plain';
  /** Whether a response comes in the mode that was asked for, or always in the default one. */
  responseMode: 'as-asked' | 'default';
  /** What form_post makes of values: what they are, or percent-encoded once more than a form is. */
  formPostValues: 'plain' | 'percent-encoded';
  /** How ID tokens of the authorization endpoint are signed. */
  hybridIdTokenAlg: 'same' | Algorithm;
  /** Whether ID tokens are encrypted for clients that registered it. */
  idTokenEncryption: 'as-registered' | 'never';
  /** What a client that only takes signed responses gets when its request names no mode. */
  unnamedResponseMode: 'standard' | 'signed-if-required';
  /** Whether a request object in the browser needs response_type and scope beside it. */
  outerParameters: 'optional' | 'required';
  /** What a client is told that asks for a response type it did not register. */
  unregisteredResponseType: 'unsupported_response_type' | 'unauthorized_client';
  /** What a PSU's denial yields. */
  denialYields: 'error' | 'code';
  /** Whether authorization errors with a known redirect_uri go back to the client or stay on a page. */
  authorizationErrors: 'redirect' | 'page';
  invalidClientStatus: 401 | 400;
  /** How a certificate that is missing, untrusted, out of its dates or revoked is turned away. */
  certificateRefusal: 'answer' | 'forbidden' | 'close';
  introspection: 'true-state' | 'always-active';
  /** Who is told about a token: the client it was given to, or anybody. */
  introspectionFor: 'own-client' | 'any-client';
  tokenRevocation: 'effective' | 'without-effect';
  consentPageDetails: 'shown' | 'hidden';
  metadataIssuer: 'own' | 'other';
  metadataAlgs: 'accepted-only' | 'with-none-and-rs256';
  /** Whether the JWKS lists a key that signs nothing, ahead of the others. */
  jwksExtraKey: 'absent' | 'first';
  /** Members that may be left out: error descriptions, and scope where it is what was asked for. */
  optionalMembers: 'present' | 'absent';
  /** How `token_type` is written; its case means nothing. */
  tokenTypeCase: 'usual' | 'lower';
  /** Whether connections outlive an answer. */
  connections: 'kept' | 'closed-after-answer';
  fieldOrder: 'usual' | 'reversed';
  unknownMembers: 'absent' | 'present';
}

export const asDefaults: AsSettings = {
  requestUriLifetimeSeconds: 90,
  codeLifetimeSeconds: 60,
  accessTokenLifetimeSeconds: 300,
  refreshTokenLifetimeSeconds: 90 * 24 * 3600,
  idTokenLifetimeSeconds: 300,
  jarmLifetimeSeconds: 300,
  clockSkewSeconds: 10,
  requestObjectMaxAgeSeconds: 3600,
  interactionLifetimeSeconds: 600,
  signingAlg: 'client',
  jarmAlg: 'same',
  jarmSignature: 'sound',
  jarmOutside: 'nothing',
  jarmErrors: 'jwt',
  responseMode: 'as-asked',
  formPostValues: 'plain',
  hybridIdTokenAlg: 'same',
  idTokenEncryption: 'as-registered',
  unnamedResponseMode: 'standard',
  unregisteredResponseType: 'unsupported_response_type',
  outerParameters: 'optional',
  denialYields: 'error',
  authorizationErrors: 'redirect',
  invalidClientStatus: 401,
  certificateRefusal: 'answer',
  introspection: 'true-state',
  introspectionFor: 'own-client',
  tokenRevocation: 'effective',
  consentPageDetails: 'shown',
  metadataIssuer: 'own',
  metadataAlgs: 'accepted-only',
  jwksExtraKey: 'absent',
  optionalMembers: 'present',
  tokenTypeCase: 'usual',
  connections: 'kept',
  fieldOrder: 'usual',
  unknownMembers: 'absent',
};
