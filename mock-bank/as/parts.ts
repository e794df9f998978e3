/** Tables of the members of tokens and authorization responses; behaviours edit them like tables of checks. */
import { alter, type Behaviour, type Named } from '../behaviour.ts';
import type { Json } from '../http/reply.ts';
import {
  type AccessTokenFacts,
  type IdTokenFacts,
  type IntrospectionJwtFacts,
  type JarmFacts,
  type Part,
  part,
  type ResponseFacts,
  seconds,
  type TokenResponseFacts,
} from './part.ts';

export interface Parts {
  readonly accessToken: readonly Part<AccessTokenFacts>[];
  readonly introspection: readonly Part<AccessTokenFacts>[];
  readonly introspectionJwt: readonly Part<IntrospectionJwtFacts>[];
  readonly userinfo: readonly Part<TokenResponseFacts>[];
  /** Those that stand beside the token in the answer that brings it. */
  readonly tokenResponse: readonly Part<TokenResponseFacts>[];
  readonly idToken: readonly Part<IdTokenFacts>[];
  /** Members of a response; in JARM all but `iss` travel in the JWT. */
  readonly response: readonly Part<ResponseFacts>[];
  readonly jarm: readonly Part<JarmFacts>[];
}

/** @requirement RFC8705-3.1-1 RFC9449-6.1-1 */
const accessToken: readonly Part<AccessTokenFacts>[] = [
  part('token-iss', 'iss', ({ issuer }) => issuer),
  part('token-sub', 'sub', ({ token }) => token.subject),
  part('token-aud', 'aud', ({ issuer }) => issuer),
  part('token-exp', 'exp', ({ token }) => seconds(token.expiresAt)),
  part('token-iat', 'iat', ({ token }) => seconds(token.issuedAt)),
  part('token-jti', 'jti', ({ token }) => token.jti),
  part('token-client', 'client_id', ({ token }) => token.clientId),
  part('token-scope-claim', 'scope', ({ token }) => (token.scopes.length > 0 ? token.scopes.join(' ') : undefined)),
  part('token-cnf', 'cnf', ({ token }) => token.binding.cnf ?? undefined),
];

const acr = (strong: boolean): string => `urn:openbanking:psd2:${strong ? 'sca' : 'ca'}`;

/** Of an access token what the token itself says, and how its user signed in. @requirement RFC8705-3.2-1 RFC9449-6.2-1 RFC9470-6.2-1 */
const introspection: readonly Part<AccessTokenFacts>[] = [
  ...accessToken,
  part('introspection-acr', 'acr', ({ token }) => (token.grant ? acr(token.grant.scaDone) : undefined)),
];

/** @requirement RFC9701-5-2 RFC9701-5-3 RFC9701-5-5 */
const introspectionJwt: readonly Part<IntrospectionJwtFacts>[] = [
  part('introspection-jwt-iss', 'iss', ({ issuer }) => issuer),
  part('introspection-jwt-aud', 'aud', ({ clientId }) => clientId),
  part('introspection-jwt-iat', 'iat', ({ now }) => seconds(now)),
  part('introspection-jwt-content', 'token_introspection', ({ said }) => said),
];

/** @requirement OIDC-CORE-5.3.2-1 */
const userinfo: readonly Part<TokenResponseFacts>[] = [part('userinfo-sub', 'sub', ({ token }) => token.subject)];

/** Whether the token comes from the authorization endpoint, as the signature over its response. */
const detached = ({ beside }: IdTokenFacts) => 'state' in beside;

const cHash = ({ beside, code, halfHash }: IdTokenFacts, of = code.code) =>
  'state' in beside ? halfHash(of) : undefined;

const sHash = ({ beside, halfHash }: IdTokenFacts, suffix = '') =>
  'state' in beside && beside.state !== null ? halfHash(beside.state + suffix) : undefined;

/** @requirement OIDC-CORE-2-1 OIDC-CORE-2-3 OIDC-CORE-3.3.2.11-1 OIDC-CORE-3.3.3.6-1 FAPI1-ADV-5.2.2.1-4 FAPI1-ADV-5.2.2.1-5 */
const idToken: readonly Part<IdTokenFacts>[] = [
  part('id-token-iss', 'iss', ({ issuer }) => issuer),
  part('id-token-sub', 'sub', ({ grant }) => grant.subject),
  part('id-token-email', 'email', ({ grant, personal }) => (personal ? `${grant.subject}@mail.example` : undefined)),
  part('id-token-aud', 'aud', ({ code }) => code.clientId),
  part('id-token-exp', 'exp', ({ now, lifetimeSeconds }) => seconds(now) + lifetimeSeconds),
  part('id-token-iat', 'iat', ({ now }) => seconds(now)),
  part('id-token-auth-time', 'auth_time', ({ grant }) => seconds(grant.authenticatedAt)),
  part('id-token-nonce', 'nonce', ({ code }) => code.nonce ?? undefined),
  part('id-token-azp', 'azp', () => undefined),
  part('id-token-acr', 'acr', ({ grant }) => acr(grant.scaDone)),
  part('id-token-c-hash', 'c_hash', (facts) => cHash(facts)),
  part('id-token-s-hash', 's_hash', (facts) => sHash(facts)),
  part('id-token-at-hash', 'at_hash', ({ beside, halfHash }) =>
    'accessToken' in beside ? halfHash(beside.accessToken) : undefined,
  ),
];

/** @requirement RFC9207-2-1 JARM-2.1.1-1 */
const response: readonly Part<ResponseFacts>[] = [
  part('response-code', 'code', ({ end }) => ('code' in end ? end.code : undefined)),
  part('response-id-token', 'id_token', ({ end }) => ('code' in end ? end.idToken : undefined)),
  part('response-access-token', 'access_token', () => undefined),
  part('response-error', 'error', ({ end }) => ('error' in end ? end.error : undefined)),
  part('response-error-description', 'error_description', ({ end }) => ('error' in end ? end.description : undefined)),
  part('response-state', 'state', ({ request }) => request.state ?? undefined),
  part('response-iss', 'iss', ({ issuer }) => issuer),
];

/** @requirement JARM-2.1-1 JARM-2.1-2 JARM-2.1-3 */
const jarm: readonly Part<JarmFacts>[] = [
  part('jarm-iss', 'iss', ({ issuer }) => issuer),
  part('jarm-aud', 'aud', ({ request }) => request.clientId),
  part('jarm-exp', 'exp', ({ now, lifetimeSeconds }) => seconds(now) + lifetimeSeconds),
  part('jarm-iat', 'iat', ({ now }) => seconds(now)),
];

export const parts: Parts = {
  accessToken,
  introspection,
  introspectionJwt,
  userinfo,
  tokenResponse: [],
  idToken,
  response,
  jarm,
};

/** A user by the number of a row in a table. */
const numbered = (subject: string): number => Number.parseInt(subject.slice(0, 8), 16);

const OTHER_ISSUER = 'https://other-bank.example';

/** Something else in an ID token that comes with a refresh, for which there is no code; as usual in any other. */
function refreshed(name: string, member: string, value: Part<IdTokenFacts>['value']): Part<IdTokenFacts> {
  const usual = idToken.find((one) => one.member === member);
  return part<IdTokenFacts>(name, member, (facts) => (facts.code.code === '' ? value : usual?.value)?.(facts));
}

const atRefresh: readonly Part<IdTokenFacts>[] = [
  refreshed('id-token-iss-at-refresh', 'iss', () => OTHER_ISSUER),
  refreshed('id-token-aud-at-refresh', 'aud', ({ code }) => [code.clientId, OTHER_ISSUER]),
  refreshed('id-token-azp-at-refresh', 'azp', ({ code }) => code.clientId),
  refreshed('id-token-auth-time-at-refresh', 'auth_time', ({ now }) => seconds(now)),
  refreshed('id-token-iat-at-refresh', 'iat', ({ grant }) => seconds(grant.createdAt)),
  refreshed('id-token-nonce-at-refresh', 'nonce', () => 'another-nonce'),
  refreshed('id-token-at-hash-at-refresh', 'at_hash', () => null),
];

/** What other banks, among them faulty ones, put there instead. */
const alternatives = {
  accessToken: [
    part<AccessTokenFacts>('token-aud-list', 'aud', ({ issuer }) => [issuer]),
    part<AccessTokenFacts>('token-cnf-of-certificate', 'cnf', ({ token: { binding } }) => {
      return binding.kind === 'certificate' ? binding.cnf : undefined;
    }),
    part<AccessTokenFacts>('introspection-acr-always', 'acr', () => acr(true)),
    part<AccessTokenFacts>('introspection-acr-never', 'acr', () => acr(false)),
  ],
  idToken: [
    part<IdTokenFacts>('id-token-iss-of-another', 'iss', () => OTHER_ISSUER),
    part<IdTokenFacts>('id-token-iss-of-address', 'iss', ({ issuer, beside }) =>
      'address' in beside ? beside.address : issuer,
    ),
    part<IdTokenFacts>('id-token-aud-wrong', 'aud', () => 'somebody-else'),
    part<IdTokenFacts>('id-token-acr-always', 'acr', () => acr(true)),
    part<IdTokenFacts>('id-token-acr-never', 'acr', () => acr(false)),
    part<IdTokenFacts>('id-token-iat-text', 'iat', ({ now }) => String(seconds(now))),
    part<IdTokenFacts>('id-token-sub-number', 'sub', ({ grant }) => numbered(grant.subject)),
    part<IdTokenFacts>('id-token-iat-ahead', 'iat', ({ now }) => seconds(now) + 3600),
    part<IdTokenFacts>('id-token-auth-time-stale', 'auth_time', ({ grant }) => seconds(grant.authenticatedAt) - 86_400),
    part<IdTokenFacts>('id-token-auth-time-ahead', 'auth_time', ({ grant }) => seconds(grant.authenticatedAt) + 3600),
    part<IdTokenFacts>('id-token-aud-list', 'aud', ({ code }) => [code.clientId]),
    part<IdTokenFacts>('id-token-at-hash-of-another', 'at_hash', ({ beside, halfHash }) =>
      'accessToken' in beside ? halfHash('another token') : undefined,
    ),
    ...atRefresh,
    part<IdTokenFacts>('id-token-c-hash-of-another', 'c_hash', (facts) => cHash(facts, 'another code')),
    part<IdTokenFacts>('id-token-s-hash-of-another', 's_hash', (facts) => sHash(facts, ' ')),
    part<IdTokenFacts>('id-token-nonce-at-token', 'nonce', (facts) =>
      detached(facts) ? undefined : (facts.code.nonce ?? undefined),
    ),
    part<IdTokenFacts>('id-token-sub-of-another-in-front', 'sub', (facts) =>
      detached(facts) ? `${facts.grant.subject}0` : facts.grant.subject,
    ),
  ],
  response: [
    part<ResponseFacts>('response-access-token-beside', 'access_token', ({ end }) =>
      'code' in end ? 'a-token-that-was-not-asked-for' : undefined,
    ),
    part<ResponseFacts>('response-error-description-quoted', 'error_description', ({ end }) =>
      'error' in end ? `"${end.description}"` : undefined,
    ),
    part<ResponseFacts>('response-state-with-code', 'state', ({ request, end }) =>
      'code' in end ? (request.state ?? undefined) : undefined,
    ),
    part<ResponseFacts>('response-iss-wrong', 'iss', () => OTHER_ISSUER),
    part<ResponseFacts>('response-iss-with-code', 'iss', ({ issuer, end }) => ('code' in end ? issuer : undefined)),
  ],
  introspectionJwt: [
    part<IntrospectionJwtFacts>('introspection-jwt-aud-wrong', 'aud', () => 'somebody-else'),
    part<IntrospectionJwtFacts>('introspection-jwt-content-misplaced', 'introspection', ({ said }) => said),
  ],
  userinfo: [
    part<TokenResponseFacts>('userinfo-sub-of-another', 'sub', ({ token }) => `${token.subject}0`),
    part<TokenResponseFacts>('userinfo-sub-number', 'sub', ({ token }) => numbered(token.subject)),
  ],
  jarm: [
    part<JarmFacts>('jarm-aud-wrong', 'aud', () => 'somebody-else'),
    part<JarmFacts>('jarm-iat-text', 'iat', ({ now }) => String(seconds(now))),
  ],
};

/** The same members stand in a token and in what introspection says of it; `scope/name` means one of the two. */
export const partScopes: Readonly<Record<string, readonly string[]>> = {
  accessToken: ['access-token'],
  introspection: ['introspection'],
};

/** The tables with what others add to them. */
function joined(additions: readonly Partial<Parts>[]): Parts {
  const all = [parts, ...additions];
  return {
    accessToken: all.flatMap(({ accessToken: own = [] }) => own),
    introspection: all.flatMap(({ introspection: own = [] }) => own),
    introspectionJwt: all.flatMap(({ introspectionJwt: own = [] }) => own),
    userinfo: all.flatMap(({ userinfo: own = [] }) => own),
    tokenResponse: all.flatMap(({ tokenResponse: own = [] }) => own),
    idToken: all.flatMap(({ idToken: own = [] }) => own),
    response: all.flatMap(({ response: own = [] }) => own),
    jarm: all.flatMap(({ jarm: own = [] }) => own),
  };
}

/** All names behaviours may use on the left and on the right side. */
export function partNames(additions: readonly Partial<Parts>[]): { names: string[]; alternatives: string[] } {
  return {
    names: Object.entries(joined(additions)).flatMap(([table, members]: [string, readonly Named[]]) => {
      return members.flatMap(({ name }) => [name, ...(partScopes[table] ?? []).map((scope) => `${scope}/${name}`)]);
    }),
    alternatives: Object.values(alternatives).flatMap((table: readonly Named[]) => table.map(({ name }) => name)),
  };
}

/** `additions` come from outside of the authorization server, such as members a dialect of the API has. */
export function buildParts(behaviours: readonly Behaviour[], additions: readonly Partial<Parts>[]): Parts {
  const tables = joined(additions);
  const build = <T extends Named>(table: readonly T[], others: readonly T[], own: readonly string[] = []) => {
    return alter(table, own, behaviours, new Map(others.map((other) => [other.name, other])));
  };
  return {
    accessToken: build(tables.accessToken, alternatives.accessToken, partScopes.accessToken),
    introspection: build(tables.introspection, alternatives.accessToken, partScopes.introspection),
    introspectionJwt: build(tables.introspectionJwt, alternatives.introspectionJwt),
    userinfo: build(tables.userinfo, alternatives.userinfo),
    tokenResponse: build(tables.tokenResponse, []),
    idToken: build(tables.idToken, alternatives.idToken),
    response: build(tables.response, alternatives.response),
    jarm: build(tables.jarm, alternatives.jarm),
  };
}

/** Puts the members together. */
export function assemble<Facts>(table: readonly Part<Facts>[], facts: Facts): Record<string, Json> {
  const members: Record<string, Json> = {};
  for (const { member, value } of table) {
    const found = value(facts);
    if (found !== undefined) members[member] = found;
  }
  return members;
}
