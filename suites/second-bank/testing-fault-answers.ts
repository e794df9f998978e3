/** Faults of answers: wrong statuses and media types, errors that are no errors of OAuth, headers and members that are missing or wrong. */
import type { Context } from 'oidc-provider';
import type { Fault } from './testing-fault.ts';
import {
  answer,
  headerOf,
  idToken,
  json,
  type Members,
  ofBank,
  refusing,
  responseJwt,
  sentBack,
  type Tampering,
} from './testing-tampering.ts';

const TOKEN = '/token';
const PUSH = '/request';
const USERINFO = '/me';
const METADATA = '/.well-known/openid-configuration';

const failing = (path: string, change: (context: Context) => void): Tampering =>
  answer(path, (context) => {
    if (context.status >= 400) change(context);
  });
const page = (context: Context): void => {
  context.body = '<html><h1>Something went wrong</h1></html>';
  context.set('content-type', 'text/html');
};
const metadata = (change: (body: Members) => Members): Tampering => json(METADATA, change);
const withMore = (name: string, ...values: string[]): Tampering =>
  metadata((body) => ({ ...body, [name]: [...((body[name] as string[] | undefined) ?? []), ...values] }));
const jwksWith = (change: (keys: Members[]) => Members[]): Tampering =>
  answer('/jwks', (context) => {
    const { keys } = context.body as { keys: Members[] };
    context.body = { keys: change(keys) };
  });
const WEAK = {
  kty: 'RSA',
  n: Buffer.alloc(128, 0xc5).toString('base64url'),
  e: 'AQAB',
  use: 'sig',
  kid: 'weak',
  alg: 'PS256',
};
/** Signs the introspection answer again. */
const introspectionJwt = (change: (claims: Members) => Members, header: Members): Tampering =>
  answer('/token/introspection', (context, keys) => {
    const { body } = context;
    if (typeof body !== 'string' || body.split('.').length !== 3) return;
    const claims = JSON.parse(Buffer.from(body.split('.')[1] ?? '', 'base64url').toString()) as Members;
    context.body = ofBank(keys, { ...headerOf(body), ...header }, JSON.stringify(change(claims)));
    context.set('content-type', 'application/token-introspection+jwt');
  });
const inError = (change: (address: URL) => unknown): Tampering =>
  sentBack((address) => (address.searchParams.has('error') ? change(address) : undefined));

// biome-ignore format: a table, one row a line
export const ANSWER_FAULTS: readonly Fault[] = [
  { name: 'answers errors of the token endpoint with a page', target: 'mtls', alone: true, caught: { 'client-auth.absent[grant]': 'warn' }, handle: failing(TOKEN, page) },
  { name: 'answers errors of a push with a page', target: 'mtls', alone: true, caught: { 'par.push.client-auth': 'warn' }, handle: failing(PUSH, page) },
  { name: 'answers errors of a push with 200', target: 'mtls', alone: true, caught: { 'par.push.response[error]': 'fail' }, handle: failing(PUSH, (context) => { context.status = 200; }) },
  { name: 'answers every error of the token endpoint with 500', target: 'mtls', alone: true, caught: { 'token.error': 'fail' }, handle: failing(TOKEN, (context) => { context.status = 500; }) },
  { name: 'calls every error of the token endpoint invalid_request', target: 'mtls', alone: true, caught: { 'client-auth.absent[grant]': 'warn' }, handle: failing(TOKEN, (context) => { context.body = { ...(context.body as Members), error: 'invalid_request' }; }) },
  { name: 'calls every error of the token endpoint by a name of its own', target: 'mtls', alone: true, caught: { 'client-auth.absent[grant]': 'warn' }, handle: failing(TOKEN, (context) => { context.body = { ...(context.body as Members), error: 'OAUTH-017' }; }) },
  { name: 'describes errors of the token endpoint with letters that are not allowed', target: 'mtls', caught: { 'token.error-letters[grant]': 'fail' }, handle: failing(TOKEN, (context) => { context.body = { ...(context.body as Members), error_description: 'Für "Sie" \\ nicht möglich' }; }) },
  { name: 'describes errors of a push with letters that are not allowed', target: 'mtls', caught: { 'token.error-letters[push]': 'fail' }, handle: failing(PUSH, (context) => { context.body = { ...(context.body as Members), error_description: 'Für "Sie" \\ nicht möglich' }; }) },
  { name: 'describes a denial with letters that are not allowed', target: 'mtls', caught: { 'authorization.response[error-letters]': 'fail' }, handle: inError(({ searchParams }) => searchParams.set('error_description', 'Für "Sie" \\ nicht möglich')) },
  { name: 'refuses at UserInfo without a challenge', target: 'mtls', caught: { 'resource.challenge[scheme-userinfo]': 'warn', 'resource.challenge[scheme-access]': 'warn' }, handle: failing(USERINFO, (context) => context.remove('www-authenticate')) },
  { name: 'refuses bad tokens at UserInfo with 403', target: 'mtls', alone: true, caught: { 'resource.challenge[invalid-token-userinfo]': 'warn' }, handle: failing(USERINFO, (context) => { context.status = 403; }) },
  { name: 'tells an error at UserInfo where no token was shown', target: 'mtls', alone: true, caught: { 'resource.challenge[without-token-userinfo]': 'warn' }, handle: failing(USERINFO, (context) => { if (context.get('authorization') === '') context.set('www-authenticate', 'Bearer error="invalid_token"'); }) },
  { name: 'lets answers with tokens be cached for a minute', target: 'mtls', alone: true, caught: { 'token.response[no-store-refresh]': 'fail' }, handle: answer(TOKEN, (context) => context.set('cache-control', 'private, max-age=60')) },
  { name: 'does not say what kind of token it gives', target: 'mtls', alone: true, caught: { 'token.response[members-refresh]': 'fail' }, handle: json(TOKEN, (body) => ({ ...body, token_type: undefined })) },
  { name: 'gives a token with a negative lifetime', target: 'mtls', alone: true, caught: { 'token.response[lifetime-refresh]': 'warn' }, handle: json(TOKEN, (body) => ({ ...body, expires_in: -1 })) },
  { name: 'gives tokens as text', target: 'mtls', alone: true, caught: { 'token.response[json]': 'warn' }, handle: answer(TOKEN, (context) => { if (context.status === 200) context.set('content-type', 'text/plain'); }) },
  { name: 'does not say for how long a pushed request lives', target: 'mtls', alone: true, caught: { 'par.push.response[lifetime]': 'fail' }, handle: json(PUSH, (body) => ({ ...body, expires_in: undefined })) },
  { name: 'tells the lifetime of a pushed request as text', target: 'mtls', alone: true, caught: { 'par.push.response[lifetime]': 'fail' }, handle: json(PUSH, (body) => body.expires_in === undefined ? body : { ...body, expires_in: String(body.expires_in) }) },
  { name: 'gives a pushed request no lifetime', target: 'mtls', alone: true, caught: { 'par.push.response[lifetime]': 'fail' }, handle: json(PUSH, (body) => body.expires_in === undefined ? body : { ...body, expires_in: 0 }) },
  { name: 'answers a push as text', target: 'mtls', caught: { 'par.push.response[json]': 'warn' }, handle: answer(PUSH, (context) => { if (context.status === 201) context.set('content-type', 'text/plain'); }) },
  { name: 'announces no challenge method', target: 'mtls', alone: true, caught: { 'discovery.metadata[pkce]': 'fail' }, handle: metadata((body) => ({ ...body, code_challenge_methods_supported: undefined })) },
  { name: 'announces unsigned assertions', target: 'mtls', caught: { 'discovery.metadata[no-alg-none]': 'fail' }, handle: withMore('token_endpoint_auth_signing_alg_values_supported', 'none') },
  { name: 'announces an endpoint without TLS', target: 'mtls', caught: { 'discovery.metadata[https]': 'fail' }, handle: metadata((body) => ({ ...body, end_session_endpoint: String(body.token_endpoint).replace('https:', 'http:') })) },
  { name: 'announces a revocation endpoint without TLS', target: 'mtls', alone: true, caught: { 'discovery.metadata[https]': 'fail' }, handle: metadata((body) => ({ ...body, revocation_endpoint: String(body.revocation_endpoint).replace('https:', 'http:') })) },
  { name: 'publishes its metadata as text', target: 'mtls', alone: true, caught: { 'discovery.metadata[json]': 'warn' }, handle: answer(METADATA, (context) => context.set('content-type', 'text/plain')) },
  { name: 'publishes metadata with an empty list', target: 'mtls', caught: { 'discovery.metadata[lists]': 'warn' }, handle: metadata((body) => ({ ...body, acr_values_supported: [] })) },
  { name: 'publishes a key of RSA with 1024 bits', target: 'mtls', caught: { 'discovery.keys[rsa-size]': 'fail' }, handle: jwksWith((keys) => [...keys, WEAK]) },
  { name: 'publishes two keys of one name', target: 'mtls', alone: true, caught: { 'discovery.keys[kid]': 'warn' }, handle: jwksWith((keys) => [...keys, { ...keys[0], n: Buffer.alloc(256, 0xc5).toString('base64url') }]) },
  { name: 'publishes a secret key', target: 'mtls', alone: true, caught: { 'discovery.keys[public]': 'fail' }, handle: jwksWith((keys) => [...keys, { kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0', kid: 'shared', alg: 'HS256' }]) },
  { name: 'announces proofs signed with RS256', target: 'dpop', caught: { 'discovery.metadata[dpop]': 'fail' }, handle: withMore('dpop_signing_alg_values_supported', 'none') },
  { name: 'signs introspection with RS256', target: 'dpop', caught: { 'token.introspection-jwt[alg]': 'fail' }, handle: introspectionJwt((claims) => claims, { alg: 'RS256' }) },
  { name: 'does not sign introspection', target: 'dpop', alone: true, caught: { 'token.introspection-jwt[alg]': 'fail' }, handle: introspectionJwt((claims) => claims, { alg: 'none' }) },
  { name: 'addresses introspection to another', target: 'dpop', alone: true, caught: { 'token.introspection-jwt[addressed]': 'warn' }, handle: introspectionJwt((claims) => ({ ...claims, aud: 'somebody-else' }), {}) },
  { name: 'names another issuer in introspection', target: 'dpop', alone: true, caught: { 'token.introspection-jwt[addressed]': 'warn' }, handle: introspectionJwt((claims) => ({ ...claims, iss: 'https://other.example' }), {}) },
  { name: 'gives introspection the type of any JWT', target: 'dpop', alone: true, caught: { 'token.introspection-jwt[type]': 'fail' }, handle: introspectionJwt((claims) => claims, { typ: 'JWT' }) },
  { name: 'does not sign the response', target: 'dpop', alone: true, caught: { 'jarm.response[alg]': 'fail' }, handle: responseJwt((claims) => claims, { alg: 'none' }) },
  { name: 'signs the response with a key that it does not publish', target: 'dpop', alone: true, caught: { 'jarm.response[key]': 'fail' }, handle: responseJwt((claims) => claims, { kid: 'nobody-knows' }) },
  { name: 'names no issuer in the response JWT', target: 'dpop', alone: true, caught: { 'authorization.response[iss-in-error]': 'fail' }, handle: responseJwt(({ iss: _, ...claims }) => claims) },
  { name: 'sends the code in the response JWT of a denial', target: 'dpop', alone: true, caught: { 'authorization.response[prompt-none]': 'fail' }, handle: responseJwt((claims) => claims.error === undefined ? claims : { ...claims, error: undefined, error_description: undefined, code: 'made-up' }) },
  { name: 'tells errors outside of a response JWT', target: 'dpop', alone: true, caught: { 'jarm.response[error]': 'fail' }, handle: sentBack((address) => { const jwt = address.searchParams.get('response'); const claims = jwt ? JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Members : {}; if (claims.error === undefined) return; address.search = ''; address.searchParams.set('error', String(claims.error)); address.searchParams.set('state', String(claims.state)); address.searchParams.set('iss', String(claims.iss)); }) },
  { name: 'hashes another access token into the ID token', target: 'mtls', alone: true, caught: { 'token.id-token[at-hash]': 'warn' }, handle: idToken((claims) => ({ ...claims, at_hash: 'MDEyMzQ1Njc4OWFiY2RlZg' })) },
  { name: 'gives an ID token whose end is text', target: 'mtls', alone: true, caught: { 'token.id-token[claims]': 'fail' }, handle: idToken((claims) => ({ ...claims, exp: String(claims.exp) })) },
  { name: 'gives an ID token without a signature', target: 'mtls', alone: true, caught: { 'token.id-token[alg]': 'fail' }, handle: idToken((claims) => claims, { alg: 'none' }) },
  { name: 'gives an ID token signed with a key that it does not publish', target: 'mtls', alone: true, caught: { 'token.id-token[key]': 'fail' }, handle: idToken((claims) => claims, { kid: 'nobody-knows' }) },
  { name: 'writes a slash behind its name in the ID token', target: 'mtls', alone: true, caught: { 'token.id-token[iss]': 'fail' }, handle: idToken((claims) => ({ ...claims, iss: `${claims.iss}/` })) },
  { name: 'does not say when the user signed in though it was asked', target: 'mtls', alone: true, caught: { 'token.id-token[auth-time]': 'fail' }, handle: idToken(({ auth_time: _, ...claims }) => claims) },
  { name: 'names another authorized party in the ID token', target: 'mtls', alone: true, caught: { 'token.id-token[aud]': 'warn' }, handle: idToken((claims) => ({ ...claims, azp: 'somebody-else' })) },
  { name: 'addresses the ID token to nobody', target: 'mtls', alone: true, caught: { 'token.id-token[aud]': 'fail' }, handle: idToken((claims) => ({ ...claims, aud: [] })) },
  { name: 'dates the ID token an hour ahead', target: 'mtls', alone: true, caught: { 'token.id-token[times-ahead]': 'fail' }, handle: idToken((claims) => ({ ...claims, iat: Number(claims.iat) + 3600 })) },
  { name: 'names the user by a number in the ID token', target: 'mtls', alone: true, caught: { 'token.id-token[sub]': 'fail' }, handle: idToken((claims) => ({ ...claims, sub: 4711 })) },
  { name: 'names the user by a number at UserInfo', target: 'mtls', alone: true, caught: { 'token.userinfo[subject-text]': 'fail', 'token.userinfo[subject]': 'fail' }, handle: json(USERINFO, (body) => (typeof body.sub === 'string' ? { ...body, sub: 4711 } : body)) },
  { name: 'refuses at UserInfo with status 200', target: 'mtls', alone: true, caught: { 'resource.challenge[success-unknown-token]': 'fail', 'resource.challenge[success-without-token]': 'fail' }, handle: failing(USERINFO, (context) => { context.status = 200; }) },
  { name: 'calls UserInfo text', target: 'mtls', alone: true, caught: { 'token.userinfo[media-type]': 'fail' }, handle: answer(USERINFO, (context) => { context.body = JSON.stringify(context.body); context.set('content-type', 'text/plain'); }) },
  { name: 'refuses every scope at a refresh', target: 'mtls', alone: true, caught: { 'token.refresh-scope-asked[same]': 'fail', 'token.refresh-scope-asked[narrower]': 'warn' }, handle: refusing('/token', 'invalid_scope', ({ grant_type, scope }) => grant_type === 'refresh_token' && scope !== undefined) },
  { name: 'gives the ID token of another user', target: 'mtls', alone: true, caught: { 'token.userinfo[subject]': 'fail' }, handle: idToken((claims) => ({ ...claims, sub: 'another-user' })) },
  { name: 'gives an ID token without an issuer', target: 'mtls', alone: true, caught: { 'token.id-token[iss]': 'fail' }, handle: idToken(({ iss: _, ...claims }) => claims) },
  { name: 'tells nothing of the user at UserInfo', target: 'mtls', alone: true, caught: { 'token.userinfo[subject]': 'fail' }, handle: json(USERINFO, ({ sub: _, ...body }) => body) },
];
