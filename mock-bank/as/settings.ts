/** Policy values of the authorization server and of the public listener. */
import type { FirstBytes } from '../tls/first-bytes.ts';
import type { Handshake } from '../tls/handshake.ts';
import type { Algorithm } from './algorithms.ts';
import { type JwtReading, strictReading } from './jws.ts';

export interface AsSettings extends JwtReading {
  requestUriLifetimeSeconds: number;
  codeLifetimeSeconds: number;
  accessTokenLifetimeSeconds: number;
  refreshTokenLifetimeSeconds: number;
  idTokenLifetimeSeconds: number;
  jarmLifetimeSeconds: number;
  /** Bytes of a request body that are read. */
  bodyBytes: number;
  /** How far a client's clock may run behind or ahead of ours. */
  clockSkewSeconds: number;
  interactionLifetimeSeconds: number;
  /** Characters of a state that are kept. */
  longestState: number;
  /** Algorithm of everything the bank signs; `client` means the one registered for the client. */
  signingAlg: 'client' | Algorithm;
  /** JARM: algorithm, or the same rule as everything else. */
  jarmAlg: 'same' | Algorithm;
  jarmSignature: 'sound' | 'broken';
  /** JARM: parameters that travel beside the JWT, too. */
  jarmOutside: 'nothing' | 'code' | 'iss';
  /** What a code is made of. */
  codes: 'random' | 'with-challenge';
  /** JARM: whether errors travel in the JWT as codes do. */
  jarmErrors: 'jwt' | 'plain';
  /** Whether a response comes in the mode that was asked for, always in the default one, or always in a form. */
  responseMode: 'as-asked' | 'default' | 'form';
  /** What form_post makes of values: what they are, or percent-encoded once more than a form is. */
  formPostValues: 'plain' | 'percent-encoded';
  /** How ID tokens of the authorization endpoint are signed. */
  hybridIdTokenAlg: 'same' | Algorithm;
  /** What ID tokens of the authorization endpoint tell of the user beside who it is. */
  hybridIdTokenClaims: 'none' | 'personal';
  /** How ID tokens of the token endpoint are signed. */
  idTokenAlg: 'same' | Algorithm;
  accessTokenAlg: 'same' | Algorithm;
  /** Whether the answer that brings tokens may be cached. */
  tokenCaching: 'forbidden' | 'allowed';
  /** How the token endpoint tells the lifetime of an access token. */
  tokenExpiresIn: 'number' | 'text' | 'zero' | 'absent';
  /** The same of a request_uri that was pushed. */
  parExpiresIn: 'number' | 'text' | 'zero';
  parStatus: 201 | 200;
  /** The endpoint whose answers hold a member twice. */
  repeatsMemberAt: 'nowhere' | 'par' | 'token';
  /** The endpoint whose errors come with status 200. */
  errorsWithOkAt: 'nowhere' | 'par' | 'token' | 'userinfo';
  /** The status that they come with there. */
  wrongErrorStatus: 200 | 500;
  /** The endpoint that calls its JSON text. */
  textAt: 'nowhere' | 'par' | 'token' | 'userinfo';
  /** Status with which revocation refuses. */
  revocationRefusal: 'sound' | 422;
  /** What is wrong with the codes and tokens that the bank makes up. */
  madeUp: 'sound' | 'beyond-ascii';
  /** Whether token_type is told with a token. */
  tokenTypeTold: 'always' | 'never';
  /** How errors are described: in letters that may stand there, or with quotes. */
  errorDescriptions: 'plain' | 'quoted';
  /** What a token_type_hint does to the search for a token. */
  tokenTypeHint: 'ignored' | 'narrows';
  /** What is missing from the headers of pages, or from the pages themselves. */
  pageProtection: 'sound' | 'without-hsts' | 'framable' | 'third-party';
  /** Where a page writes values of a request as they came. */
  writtenRaw: 'nowhere' | 'sign-in' | 'error' | 'details' | 'form-post';
  /** Whether the authorization endpoint opens its answers to scripts of other origins. */
  authorizationCors: 'closed' | 'open';
  /** What a resource says in WWW-Authenticate. */
  challenges: 'sound' | 'none' | 'attribute-twice' | 'error-without-token' | 'without-error';
  /** The error that a resource answers with a status that is not its own. */
  resourceErrorStatus: 'sound' | 'invalid_token' | 'insufficient_scope' | 'invalid_request';
  /** What a refresh does with its token: nothing, another one beside it, or another one in its place. */
  refreshTokens: 'kept' | 'renewed' | 'rotated';
  /** The ID token that comes along with a refresh. */
  refreshedIdToken: 'none' | 'of-the-user' | 'of-another';
  /** Where the browser is sent with the response: to the redirect_uri, or to a path below it. */
  responseAddress: 'redirect-uri' | 'below';
  /** How often the last member of a response stands there. */
  lastResponseMember: 'once' | 'twice';
  /** How the browser is sent back to the client when the user has decided. */
  decisionRedirect: 303 | 302 | 307;
  /** Whether a resource repeats the interaction id of a request, or makes one of its own each time. */
  interactionId: 'echoed' | 'own';
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
  /** Whether authorization errors with a known redirect_uri go back to the client or stay on a page; or go to any address that is named. */
  authorizationErrors: 'redirect' | 'page' | 'wherever-asked' | 'wherever-asked-unpushed';
  invalidClientStatus: 401 | 400;
  /** The same at introspection, where nobody may choose. @requirement RFC7662-2.3-1 */
  unknownCallerStatus: 401 | 400;
  /** What a client is told that authenticates in the Authorization header, which no client here may. */
  headerAuthentication: 'challenged' | 'refused';
  /** How a certificate that is missing, untrusted, out of its dates or revoked is turned away. */
  certificateRefusal: 'answer' | 'forbidden' | 'close';
  introspection: 'true-state' | 'always-active' | 'end-ignored' | 'refresh-ends-with-access';
  /** How codes, tokens and request URIs are drawn: 256 random bits, a number that is counted, the time, or 64 bits. */
  credentials: 'drawn' | 'counted' | 'timed' | 'short';
  /** What introspection calls a token: its own type, or Bearer whatever it is bound to. */
  introspectedType: 'own' | 'bearer';
  /** What is told of a token that is not active: that alone, or a client as well; `text` writes the answer as text. */
  inactiveToken: 'bare' | 'with-client' | 'text';
  /** Whether a client that asks for itself gets a refresh token, too. */
  clientCredentialsRefresh: 'never' | 'issued';
  /** Introspection as a JWT: algorithm, and what `typ` says. */
  introspectionJwtAlg: 'same' | Algorithm;
  introspectionJwtTyp: 'own' | 'plain';
  /** Whether UserInfo asks for a token. */
  userinfoFor: 'holder' | 'anybody';
  /** Who is told about a token: the client it was given to, or anybody. */
  introspectionFor: 'own-client' | 'any-client';
  tokenRevocation: 'effective' | 'without-effect' | 'access-tokens-only';
  /** Whether the end of a refresh token is the end of its access tokens. */
  siblingsOfRevoked: 'revoked' | 'kept';
  /** What an access token from a refresh is bound to: what was shown for it, what the first one is bound to, or nothing. */
  refreshedBinding: 'shown' | 'first' | 'dropped';
  /** Which JWTs of its own the bank takes for access tokens. */
  accessTokenKinds: 'access-tokens' | 'id-tokens-too' | 'refresh-tokens-too';
  consentPageDetails: 'shown' | 'hidden';
  /** What the dashboard lists: consents as they are, with another end, or without those for accounts. */
  dashboardLists: 'all' | 'other-end' | 'no-accounts';
  /** What ends when a user takes a consent back at the dashboard. */
  dashboardEnds: 'consent' | 'access-tokens' | 'refresh-tokens';
  metadataIssuer: 'own' | 'other';
  metadataAlgs: 'accepted-only' | 'with-none-and-rs256';
  /** Whether the metadata says that authorization responses name their issuer. */
  metadataIssParameter: 'announced' | 'absent';
  /** What else is wrong with the metadata. */
  metadataFault:
    | 'none'
    | 'list-is-text'
    | 'endpoint-over-http'
    | 'no-response-types'
    | 'no-jwt-modes'
    | 'no-pkce'
    | 'no-bound-tokens'
    | 'as-text'
    | 'oauth-of-another';
  /** What the resource says of itself, or what is wrong with it; `unpublished` is a resource that says nothing. */
  resourceMetadata: 'published' | 'unpublished' | 'over-http' | 'of-another' | 'offers-none' | 'as-text' | 'dpop-only';
  /** A key that signs nothing, ahead of the others in the JWKS: of its own, with a `kid` of another one, a weak one, or one for encryption. */
  jwksExtraKey: 'absent' | 'first' | 'same-kid' | 'weak' | 'short-curve' | 'encryption';
  /** What the header of a JWT tells of its key: its kid, nothing, or an address where keys are. */
  jwtKeyHeader: 'kid' | 'nothing' | 'kid-and-address';
  /** What the JWKS tells of each key. */
  jwksMembers: 'public' | 'private' | 'without-use';
  /** Whether the scope of a token is told where the request named none. */
  defaultScopeTold: 'always' | 'never';
  /** Members that may be left out: error descriptions, and scope where it is what was asked for. */
  optionalMembers: 'present' | 'absent';
  /** How `token_type` is written; its case means nothing. */
  tokenTypeCase: 'usual' | 'lower';
  /** What the listener takes in a TLS handshake beside what it should. */
  handshake: Handshake;
  /** What the listener makes of the first bytes of a connection. */
  firstBytes: FirstBytes;
  /** Whether connections outlive an answer. */
  connections: 'kept' | 'closed-after-answer';
  /** Whose clock the Date header shows. */
  dateHeader: 'own' | 'front-end';
  fieldOrder: 'usual' | 'reversed';
  unknownMembers: 'absent' | 'present';
}

export const asDefaults: AsSettings = {
  ...strictReading,
  requestUriLifetimeSeconds: 90,
  codeLifetimeSeconds: 60,
  accessTokenLifetimeSeconds: 300,
  refreshTokenLifetimeSeconds: 400 * 24 * 3600,
  idTokenLifetimeSeconds: 300,
  jarmLifetimeSeconds: 300,
  bodyBytes: 64 * 1024,
  clockSkewSeconds: 10,
  interactionLifetimeSeconds: 600,
  longestState: Number.POSITIVE_INFINITY,
  signingAlg: 'client',
  jarmAlg: 'same',
  jarmSignature: 'sound',
  jarmOutside: 'nothing',
  codes: 'random',
  jarmErrors: 'jwt',
  responseMode: 'as-asked',
  formPostValues: 'plain',
  hybridIdTokenAlg: 'same',
  hybridIdTokenClaims: 'none',
  idTokenAlg: 'same',
  accessTokenAlg: 'same',
  tokenCaching: 'forbidden',
  tokenExpiresIn: 'number',
  parExpiresIn: 'number',
  parStatus: 201,
  repeatsMemberAt: 'nowhere',
  errorsWithOkAt: 'nowhere',
  wrongErrorStatus: 200,
  textAt: 'nowhere',
  revocationRefusal: 'sound',
  madeUp: 'sound',
  tokenTypeTold: 'always',
  errorDescriptions: 'plain',
  tokenTypeHint: 'ignored',
  pageProtection: 'sound',
  writtenRaw: 'nowhere',
  authorizationCors: 'closed',
  challenges: 'sound',
  resourceErrorStatus: 'sound',
  refreshTokens: 'kept',
  refreshedIdToken: 'none',
  responseAddress: 'redirect-uri',
  lastResponseMember: 'once',
  decisionRedirect: 303,
  interactionId: 'echoed',
  idTokenEncryption: 'as-registered',
  unnamedResponseMode: 'standard',
  unregisteredResponseType: 'unsupported_response_type',
  outerParameters: 'optional',
  denialYields: 'error',
  authorizationErrors: 'redirect',
  invalidClientStatus: 401,
  unknownCallerStatus: 401,
  headerAuthentication: 'challenged',
  certificateRefusal: 'answer',
  introspection: 'true-state',
  credentials: 'drawn',
  introspectedType: 'own',
  inactiveToken: 'bare',
  clientCredentialsRefresh: 'never',
  introspectionJwtAlg: 'same',
  introspectionJwtTyp: 'own',
  userinfoFor: 'holder',
  introspectionFor: 'own-client',
  tokenRevocation: 'effective',
  siblingsOfRevoked: 'revoked',
  refreshedBinding: 'shown',
  accessTokenKinds: 'access-tokens',
  consentPageDetails: 'shown',
  dashboardLists: 'all',
  dashboardEnds: 'consent',
  metadataIssuer: 'own',
  metadataAlgs: 'accepted-only',
  metadataIssParameter: 'announced',
  metadataFault: 'none',
  resourceMetadata: 'published',
  jwksExtraKey: 'absent',
  jwtKeyHeader: 'kid',
  jwksMembers: 'public',
  defaultScopeTold: 'always',
  optionalMembers: 'present',
  tokenTypeCase: 'usual',
  handshake: 'sound',
  firstBytes: 'tls',
  connections: 'kept',
  dateHeader: 'own',
  fieldOrder: 'usual',
  unknownMembers: 'absent',
};
