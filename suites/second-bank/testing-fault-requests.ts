/** Faults of authorization requests and of what comes back: what is taken that has to be refused, and what is refused that has to be taken. */
import { type Fault, remembers } from './testing-fault.ts';
import {
  all,
  answer,
  claimsOf,
  type Form,
  headerOf,
  type Members,
  pushedRequest,
  refusing,
  sent,
  sentBack,
  type Tampering,
} from './testing-tampering.ts';

const PUSH = '/request';
const TOKEN = '/token';
const AUTHORIZATION = '/auth';
const REGISTERED = 'https://tpp.example/callback';
const now = (): number => Math.floor(Date.now() / 1000);

/** Takes each redirect_uri that fits for the registered one, and answers where it was asked to. */
const redirects = (fits: (asked: string) => boolean): Tampering => {
  let asked: string | null = null;
  return all(
    sent(PUSH, (form) => {
      asked = null;
      if (typeof form.redirect_uri !== 'string' || form.redirect_uri === REGISTERED || !fits(form.redirect_uri)) return;
      asked = form.redirect_uri;
      form.redirect_uri = REGISTERED;
    }),
    sent(TOKEN, (form) => {
      if (form.redirect_uri === asked) form.redirect_uri = REGISTERED;
    }),
    sentBack(({ href, search }) =>
      asked === null ? href : `${asked}${asked.includes('?') ? search.replace('?', '&') : search}`,
    ),
  );
};

/** Of a parameter that comes twice the first counts. */
const firstOf = (path: string, ...names: string[]): Tampering =>
  sent(path, (form) => {
    for (const name of names) if (Array.isArray(form[name])) form[name] = form[name][0];
  });

const clientOf = (form: Form): Members =>
  typeof form.client_assertion === 'string' ? claimsOf(form.client_assertion) : {};
const typOf = (form: Form): string =>
  typeof form.client_assertion === 'string' ? String(headerOf(form.client_assertion).typ ?? '') : '';
const objectOf = (form: Form): Members => (typeof form.request === 'string' ? claimsOf(form.request) : {});

const opened = new Set<string>();
const KNOWN = new Set([
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'client_assertion',
  'client_assertion_type',
  'claims',
  'prompt',
  'max_age',
  'request',
  'dpop_jkt',
  'acr_values',
  'login_hint',
  'display',
  'ui_locales',
  'resource',
  'id_token_hint',
  'request_uri',
]);
const OF_TOKENS = new Set([
  'client_id',
  'grant_type',
  'code',
  'code_verifier',
  'redirect_uri',
  'client_assertion',
  'client_assertion_type',
  'refresh_token',
  'scope',
  'resource',
]);

// biome-ignore format: a table, one row a line
export const REQUEST_FAULTS: readonly Fault[] = [
  { name: 'takes redirect addresses below the registered one', target: 'mtls', caught: { 'authorization.redirect-uri[longer-path]': 'fail', 'authorization.redirect-uri[slash]': 'fail' }, handle: redirects((asked) => asked.startsWith(`${REGISTERED}/`)) },
  { name: 'takes every redirect address that begins as the registered one', target: 'mtls', alone: true, caught: { 'authorization.redirect-uri[longer-path]': 'fail' }, handle: redirects((asked) => asked.startsWith(REGISTERED)) },
  { name: 'compares redirect addresses without their case', target: 'mtls', alone: true, caught: { 'authorization.redirect-uri[host-case]': 'fail' }, handle: redirects((asked) => asked.toLowerCase() === REGISTERED) },
  { name: 'compares redirect addresses without their query', target: 'mtls', alone: true, caught: { 'authorization.redirect-uri[query]': 'fail' }, handle: redirects((asked) => asked.split('?')[0] === REGISTERED) },
  { name: 'compares redirect addresses without their port', target: 'mtls', alone: true, caught: { 'authorization.redirect-uri[port]': 'fail' }, handle: redirects((asked) => asked.replace(/:\d+/, '') === REGISTERED) },
  { name: 'takes any redirect address of the host', target: 'mtls', alone: true, caught: { 'authorization.redirect-uri[longer-path]': 'fail' }, handle: redirects((asked) => asked.startsWith('https://tpp.example')) },
  { name: 'normalises redirect addresses before it compares them', target: 'mtls', alone: true, caught: { 'authorization.redirect-uri[host-case]': 'fail' }, handle: redirects((asked) => { try { return decodeURI(new URL(asked).href) === REGISTERED; } catch { return false; } }) },
  { name: 'takes the first of two redirect addresses of a push', target: 'mtls', caught: { 'authorization.repeated[redirect-uri]': 'fail', 'authorization.repeated[scope]': 'fail' }, handle: firstOf(PUSH, 'redirect_uri', 'scope', 'response_type', 'client_id') },
  { name: 'takes the first of two grant types', target: 'mtls', caught: { 'token.repeated[grant-type-refresh]': 'fail', 'token.repeated[client-id-refresh]': 'fail' }, handle: firstOf(TOKEN, 'grant_type', 'client_id') },
  { name: 'lets a pushed request be used again', target: 'mtls', caught: { 'par.request-uri.reuse[after-completion]': 'warn' }, configure: remembers('PushedAuthorizationRequest', () => ({ consume: async () => undefined, destroy: async () => undefined })) },
  { name: 'takes a push with a request_uri in it', target: 'mtls', caught: { 'par.push.request-uri': 'fail' }, handle: sent(PUSH, (form) => { delete form.request_uri; }) },
  { name: 'takes every response type for code', target: 'mtls', caught: { 'authorization.response-type[code-id-token]': 'fail', 'authorization.response-type[token]': 'fail' }, handle: sent(PUSH, (form) => { form.response_type = 'code'; }) },
  { name: 'takes a push without a response type', target: 'mtls', alone: true, caught: { 'authorization.response-type[missing]': 'fail' }, handle: sent(PUSH, (form) => { form.response_type ??= 'code'; }) },
  { name: 'takes every grant type for that of codes', target: 'mtls', caught: { 'token.grant-type[unknown]': 'warn', 'token.grant-type[password]': 'warn' }, handle: sent(TOKEN, (form) => { if (form.grant_type !== 'refresh_token') form.grant_type = 'authorization_code'; }) },
  { name: 'redeems codes for assertions of a client that the form does not name', target: 'mtls', caught: { 'client-auth.assertion[client-id-differs-grant]': 'fail', 'token.repeated[client-id-grant]': 'fail' }, handle: sent(TOKEN, (form) => { if (form.client_id !== undefined) form.client_id = String(clientOf(form).iss); }) },
  { name: 'takes pushes of a client that the form does not name', target: 'mtls', caught: { 'client-auth.assertion[client-id-differs-request]': 'fail' }, handle: sent(PUSH, (form) => { if (form.client_id !== undefined && form.client_assertion !== undefined) form.client_id = String(clientOf(form).iss); }) },
  { name: 'looks at no signature of request objects', target: 'dpop', caught: { 'request-object.validation[alg-none]': 'fail', 'request-object.validation[bad-signature]': 'fail' }, handle: pushedRequest((claims) => claims.client_id === undefined ? null : claims) },
  { name: 'takes request objects without an end', target: 'dpop', caught: { 'request-object.validation[exp-missing]': 'fail' }, handle: pushedRequest((claims) => claims.exp === undefined ? { ...claims, exp: now() + 60 } : null) },
  { name: 'takes request objects without a beginning', target: 'dpop', caught: { 'request-object.validation[nbf-missing]': 'fail' }, handle: pushedRequest((claims) => claims.nbf === undefined ? { ...claims, nbf: now() } : null) },
  { name: 'takes request objects that live for hours', target: 'dpop', caught: { 'request-object.validation[too-long]': 'fail' }, handle: pushedRequest((claims) => Number(claims.exp) - Number(claims.nbf) > 3600 ? { ...claims, exp: Number(claims.nbf) + 600 } : null) },
  { name: 'takes a push with a request_uri in its request object', target: 'dpop', caught: { 'par.push.request-object[request-uri-inside]': 'fail' }, handle: pushedRequest(({ request_uri: inside, ...claims }) => inside === undefined ? null : claims) },
  { name: 'gives a code to whom the user denied', target: 'mtls', alone: true, caught: { 'authorization.response[denied]': 'fail' }, handle: sentBack(({ searchParams }) => { if (searchParams.get('error') !== 'access_denied') return; searchParams.delete('error'); searchParams.delete('error_description'); searchParams.set('code', 'made-up-code-of-a-denial'); }) },
  { name: 'calls a denial an error of the server', target: 'mtls', alone: true, caught: { 'authorization.response[iss-in-error]': 'warn' }, handle: sentBack(({ searchParams }) => { if (searchParams.has('error')) searchParams.set('error', 'server_error'); }) },
  { name: 'calls a denial by a name of its own', target: 'mtls', alone: true, caught: { 'authorization.response[error-letters]': 'fail' }, handle: sentBack(({ searchParams }) => { if (searchParams.has('error')) searchParams.set('error', 'User "said" no'); }) },
  { name: 'writes a slash behind its name in the response', target: 'mtls', alone: true, caught: { 'authorization.response[iss-in-error]': 'fail' }, handle: sentBack(({ searchParams }) => searchParams.set('iss', `${searchParams.get('iss')}/`)) },
  { name: 'sends the code in the fragment', target: 'mtls', alone: true, caught: { 'authorization.response-mode[code-query]': 'fail' }, handle: sentBack(({ href }) => href.replace('?', '#')) },
  { name: 'sends an access token with the code', target: 'mtls', alone: true, caught: { 'authorization.response[no-access-token]': 'fail' }, handle: sentBack(({ searchParams }) => { if (searchParams.has('code')) searchParams.set('access_token', 'a-token-in-the-browser'); }) },
  { name: 'shortens a long state', target: 'mtls', caught: { 'authorization.request-accepted[state-of-1000]': 'warn' }, handle: sentBack(({ searchParams }) => { const state = searchParams.get('state'); if (state !== null && state.length > 255) searchParams.set('state', state.slice(0, 255)); }) },
  { name: 'decodes the state once more than it should', target: 'mtls', caught: { 'authorization.state[query]': 'fail' }, handle: sentBack(({ searchParams }) => { const state = searchParams.get('state'); if (state !== null) searchParams.set('state', state.replaceAll('+', ' ')); }) },
  { name: 'sends state to who sent none', target: 'mtls', alone: true, caught: { 'authorization.request-accepted[no-state]': 'fail' }, handle: sentBack(({ searchParams }) => { if (!searchParams.has('state')) searchParams.set('state', 'null'); }) },
  { name: 'lets scripts of other sites ask at its authorization endpoint', target: 'mtls', caught: { 'authorization.cors[preflight]': 'fail', 'authorization.cors[request]': 'fail' }, handle: answer(AUTHORIZATION, (context) => context.set('access-control-allow-origin', context.get('origin') || '*')) },
  { name: 'lets its pages be framed', target: 'mtls', caught: { 'authorization.page-protection[framing]': 'fail' }, shown: (response) => response.removeHeader('x-frame-options') },
  { name: 'tells other sites where the user comes from', target: 'mtls', alone: true, caught: { 'authorization.page-protection[third-party]': 'warn' }, shown: (response) => response.removeHeader('referrer-policy') },
  { name: 'does not keep browsers to TLS', target: 'mtls', alone: true, caught: { 'authorization.page-protection[hsts]': 'warn' }, shown: (response) => response.removeHeader('strict-transport-security'), handle: answer(AUTHORIZATION, (context) => context.remove('strict-transport-security')) },
  { name: 'refuses parameters that it does not know in a push', target: 'mtls', caught: { 'authorization.request-accepted[unknown-parameter]': 'fail' }, handle: refusing(PUSH, 'invalid_request', (form) => Object.keys(form).some((name) => !KNOWN.has(name))) },
  { name: 'refuses parameters that it does not know in a token request', target: 'mtls', caught: { 'authorization.request-accepted[unknown-parameter-grant]': 'fail' }, handle: refusing(TOKEN, 'invalid_request', (form) => Object.keys(form).some((name) => !OF_TOKENS.has(name))) },
  { name: 'refuses requests without state', target: 'mtls', caught: { 'authorization.request-accepted[no-state]': 'fail' }, handle: refusing(PUSH, 'invalid_request', (form) => form.state === undefined) },
  { name: 'refuses requests without nonce', target: 'mtls', caught: { 'authorization.request-accepted[no-nonce]': 'fail' }, handle: refusing(PUSH, 'invalid_request', (form) => form.nonce === undefined) },
  { name: 'refuses a long state', target: 'mtls', caught: { 'authorization.request-accepted[state-of-1000]': 'warn' }, handle: refusing(PUSH, 'invalid_request', ({ state }) => typeof state === 'string' && state.length > 512) },
  { name: 'refuses a nonce of sixty letters', target: 'mtls', caught: { 'authorization.request-accepted[nonce-of-64]': 'fail' }, handle: refusing(PUSH, 'invalid_request', ({ nonce }) => typeof nonce === 'string' && nonce.length >= 60) },
  { name: 'refuses scopes unless openid comes first', target: 'mtls', caught: { 'authorization.request-accepted[scope-order]': 'fail' }, handle: refusing(PUSH, 'invalid_scope', ({ scope }) => typeof scope === 'string' && !scope.startsWith('openid')) },
  { name: 'refuses pushes for assertions of a clock that is ahead', target: 'mtls', caught: { 'client-auth.assertion-accepted[iat-ahead-request]': 'fail' }, handle: refusing(PUSH, 'invalid_client', (form) => Number(clientOf(form).iat) > now() + 3) },
  { name: 'refuses introspection for assertions of a clock that is ahead', target: 'mtls', caught: { 'client-auth.assertion-accepted[iat-ahead-introspect]': 'fail' }, handle: refusing('/token/introspection', 'invalid_client', (form) => Number(clientOf(form).iat) > now() + 3) },
  { name: 'refuses assertions whose typ is in other letters', target: 'mtls', caught: { 'client-auth.assertion-accepted[typ-other-case-refresh]': 'fail', 'client-auth.assertion-accepted[typ-application-refresh]': 'fail' }, handle: refusing(TOKEN, 'invalid_client', (form) => !['', 'JWT'].includes(typOf(form))) },
  { name: 'refuses to show the sign-in page again', target: 'mtls', alone: true, caught: { 'par.request-uri.reuse[reload-before-sign-in]': 'warn' }, handle: () => async (context, next) => { const uri = context.path === AUTHORIZATION ? context.query.request_uri : undefined; if (uri !== undefined && opened.has(uri)) { context.status = 400; context.body = 'The request was used'; return; } if (uri !== undefined) opened.add(uri); await next(); } },
  { name: 'reads the scheme of tokens in capitals only', target: 'mtls', caught: { 'token.scheme[bearer-userinfo]': 'fail', 'token.scheme[bearer-access]': 'fail' }, handle: () => async (context, next) => { if (context.path === '/me' && /^bearer /i.test(context.get('authorization')) && !context.get('authorization').startsWith('Bearer ')) { context.status = 401; context.set('www-authenticate', 'Bearer error="invalid_token"'); context.body = { error: 'invalid_token' }; return; } await next(); } },
  { name: 'refuses a token request whose grant type does not come first', target: 'mtls', caught: { 'authorization.form-order[reversed-refresh]': 'warn', 'authorization.form-order[reversed-grant]': 'warn' }, handle: refusing(TOKEN, 'invalid_request', (form) => Object.keys(form)[0] !== 'grant_type' && Object.keys(form).at(-1) === 'grant_type') },
  { name: 'refuses request objects whose audience is a list', target: 'dpop', caught: { 'request-object.accepted[aud-list]': 'fail' }, handle: refusing(PUSH, 'invalid_request_object', (form) => Array.isArray(objectOf(form).aud)) },
  { name: 'refuses request objects of a clock that is ahead', target: 'dpop', caught: { 'request-object.accepted[nbf-ahead]': 'fail' }, handle: refusing(PUSH, 'invalid_request_object', (form) => Number(objectOf(form).nbf) > now() + 3) },
  { name: 'refuses request objects whose type is in other letters', target: 'dpop', caught: { 'request-object.accepted[typ-other-case]': 'fail', 'request-object.accepted[typ-application]': 'fail' }, handle: refusing(PUSH, 'invalid_request_object', (form) => typeof form.request === 'string' && !['oauth-authz-req+jwt', undefined].includes(headerOf(form.request).typ as string | undefined)) },
];
