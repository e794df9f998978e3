/** Faults of one endpoint only: a check that every other endpoint makes is missing there. */
import { createHash } from 'node:crypto';
import type { Context } from 'oidc-provider';
import { type Fault, remembers, set } from './testing-fault.ts';
import { assertion, type Form, type Members, pushedRequest, sent, type Tampering } from './testing-tampering.ts';

const TOKEN = '/token';
const INTROSPECTION = '/token/introspection';
const REVOCATION = '/token/revocation';
const PUSH = '/request';

const now = (): number => Math.floor(Date.now() / 1000);

/** One grant of the token endpoint only. */
const ofGrant = (type: string, change: (form: Members) => void): Tampering =>
  sent(TOKEN, (form) => {
    if (form.grant_type === type) change(form);
  });

/** Believes whoever names itself, where no assertion came. */
const unauthenticated = (path: string): Tampering => assertion(path, (jwt) => (jwt === null ? {} : null));
const claimTaken = (
  path: string,
  wrong: (claims: Members, issuer: string) => boolean,
  right: (issuer: string) => Members,
) =>
  assertion(path, (jwt, issuer) =>
    jwt !== null && wrong(jwt.claims, issuer) ? { claims: { ...jwt.claims, ...right(issuer) } } : null,
  );
const aud = (path: string): Tampering =>
  claimTaken(
    path,
    (claims, issuer) => claims.aud !== issuer,
    (issuer) => ({ aud: issuer }),
  );
const exp = (path: string): Tampering =>
  claimTaken(
    path,
    (claims) => Number(claims.exp) < now(),
    () => ({ iat: now(), exp: now() + 60 }),
  );
const noExp = (path: string): Tampering =>
  claimTaken(
    path,
    (claims) => claims.exp === undefined,
    () => ({ exp: now() + 60 }),
  );
const noJti = (path: string): Tampering =>
  claimTaken(
    path,
    (claims) => claims.jti === undefined,
    () => ({ jti: String(Math.random()) }),
  );
const later = (path: string): Tampering =>
  claimTaken(
    path,
    (claims) => Number(claims.nbf) > now(),
    () => ({ nbf: now() }),
  );
const iss = (path: string): Tampering =>
  assertion(path, (jwt) =>
    jwt !== null && jwt.claims.iss !== jwt.claims.sub ? { claims: { ...jwt.claims, iss: jwt.claims.sub } } : null,
  );
const sub = (path: string): Tampering =>
  assertion(path, (jwt) =>
    jwt !== null && jwt.claims.iss !== jwt.claims.sub ? { claims: { ...jwt.claims, sub: jwt.claims.iss } } : null,
  );
/** Signed as it should be, whatever the signature was. */
const signature = (path: string): Tampering =>
  assertion(path, (jwt) => (jwt?.header.alg === 'ES256' ? { claims: jwt.claims } : null));
const alg = (path: string, name: string): Tampering =>
  assertion(path, (jwt) => (jwt?.header.alg === name ? { claims: jwt.claims } : null));

const requestTaken = (
  wrong: (claims: Members, issuer: string) => boolean,
  right: (issuer: string) => Members,
): Tampering => pushedRequest((claims, issuer) => (wrong(claims, issuer) ? { ...claims, ...right(issuer) } : null));

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Changes the answers to refreshes only; `enters` may change their form before. */
const refreshed =
  (change: (context: Context, asked: Form) => void, enters: (form: Form) => void = () => undefined): Tampering =>
  (keys) => {
    const forms = new WeakMap<Context, Form>();
    const noted = sent(TOKEN, (form, context) => {
      if (form.grant_type !== 'refresh_token') return;
      forms.set(context, { ...form });
      enters(form);
    })(keys);
    return (context, next) =>
      noted(context, async () => {
        await next();
        const asked = forms.get(context);
        if (asked !== undefined && context.status === 200) change(context, asked);
      });
  };

/** Leaves out of a refresh what exceeds the grant, and says that it was granted. */
const widerScope = refreshed(
  (context, { scope }) => {
    if (scope !== undefined) context.body = { ...(context.body as Members), scope };
  },
  (form) => {
    delete form.scope;
  },
);

// biome-ignore format: a table, one row a line
export const DOOR_FAULTS: readonly Fault[] = [
  { name: 'takes pushed requests from whoever names itself', target: 'mtls', caught: { 'par.push.client-auth': 'fail' }, handle: unauthenticated(PUSH) },
  { name: 'redeems codes for whoever names itself', target: 'mtls', caught: { 'client-auth.absent[grant]': 'fail', 'client-auth.absent[refresh]': 'fail' }, handle: unauthenticated(TOKEN) },
  { name: 'introspects for whoever names itself', target: 'mtls', caught: { 'client-auth.absent[introspect]': 'fail' }, handle: unauthenticated(INTROSPECTION) },
  { name: 'revokes for whoever names itself', target: 'mtls', caught: { 'client-auth.absent[revoke]': 'fail' }, handle: unauthenticated(REVOCATION) },
  { name: 'looks at no signature of assertions when it revokes', target: 'dpop', caught: { 'client-auth.assertion[bad-signature-revoke]': 'fail', 'client-auth.assertion[key-of-another-client-revoke]': 'fail' }, handle: signature(REVOCATION) },
  { name: 'introspects for assertions that nobody signed', target: 'mtls', caught: { 'client-auth.assertion[alg-none-introspect]': 'fail' }, handle: alg(INTROSPECTION, 'none') },
  { name: 'redeems codes for assertions signed with a public key as their secret', target: 'mtls', caught: { 'client-auth.assertion[alg-hs256-grant]': 'fail' }, handle: alg(TOKEN, 'HS256') },
  { name: 'introspects for assertions that have ended', target: 'mtls', caught: { 'client-auth.assertion[expired-introspect]': 'fail' }, handle: exp(INTROSPECTION) },
  { name: 'revokes for assertions that never end', target: 'mtls', caught: { 'client-auth.assertion[exp-missing-revoke]': 'fail' }, handle: noExp(REVOCATION) },
  { name: 'redeems codes for assertions addressed to others', target: 'mtls', caught: { 'client-auth.assertion[aud-wrong-grant]': 'fail', 'client-auth.assertion[aud-wrong-refresh]': 'fail' }, handle: aud(TOKEN) },
  { name: 'takes pushed requests for assertions of another issuer', target: 'mtls', caught: { 'client-auth.assertion[iss-differs-request]': 'fail' }, handle: iss(PUSH) },
  { name: 'introspects for assertions of another subject', target: 'mtls', caught: { 'client-auth.assertion[sub-differs-introspect]': 'fail' }, handle: sub(INTROSPECTION) },
  { name: 'redeems codes for assertions without jti', target: 'mtls', caught: { 'client-auth.assertion[jti-missing-grant]': 'fail' }, handle: noJti(TOKEN) },
  { name: 'revokes for assertions that do not hold yet', target: 'mtls', caught: { 'client-auth.assertion[nbf-in-future-revoke]': 'fail' }, handle: later(REVOCATION) },
  { name: 'takes an assertion again', target: 'mtls', caught: { 'client-auth.assertion[jti-replayed]': 'fail', 'client-auth.assertion[jti-replayed-later]': 'fail' }, configure: remembers('ReplayDetection', () => ({ find: async () => undefined })) },
  { name: 'looks at no certificate at UserInfo', target: 'mtls', caught: { 'token.userinfo[other-certificate]': 'fail' }, configure: remembers('AccessToken', (storage) => ({ find: async (id) => { const held = await storage.find(id); return held && { ...held, 'x5t#S256': undefined }; } })) },
  { name: 'takes request objects for others', target: 'dpop', caught: { 'request-object.validation[aud-wrong]': 'fail' }, handle: requestTaken((claims, issuer) => claims.aud !== issuer, (issuer) => ({ aud: issuer })) },
  { name: 'takes request objects that have ended', target: 'dpop', caught: { 'request-object.validation[expired]': 'fail' }, handle: requestTaken((claims) => Number(claims.exp) < now(), () => ({ nbf: now(), exp: now() + 60 })) },
  { name: 'takes request objects that began long ago', target: 'dpop', caught: { 'request-object.validation[too-old]': 'fail' }, handle: requestTaken((claims) => Number(claims.nbf) < now() - 3600, () => ({ nbf: now(), exp: now() + 60 })) },
  { name: 'takes request objects that do not hold yet', target: 'dpop', caught: { 'request-object.validation[nbf-in-future]': 'fail' }, handle: requestTaken((claims) => Number(claims.nbf) > now() + 60, () => ({ nbf: now(), exp: now() + 60 })) },
  { name: 'lets another client use a pushed request', target: 'mtls', caught: { 'par.request-uri.reuse[other-client]': 'fail' }, handle: () => async (context, next) => { if (context.path === '/auth' && context.query.client_id === 'mtls-second') context.query = { ...context.query, client_id: 'mtls' }; await next(); } },
  { name: 'takes the challenge method plain', target: 'mtls', caught: { 'pkce.downgrade[method-plain]': 'fail' }, handle: sent(PUSH, (form) => { if (form.code_challenge_method === 'plain') Object.assign(form, { code_challenge_method: 'S256', code_challenge: sha256(String(form.code_challenge)) }); }) },
  { name: 'looks at no verifier', target: 'mtls', caught: { 'pkce.verifier[wrong]': 'fail', 'pkce.verifier[missing]': 'fail' }, configure: remembers('AuthorizationCode', (storage) => ({ find: async (id) => { const held = await storage.find(id); return held && { ...held, codeChallenge: undefined }; } })), handle: ofGrant('authorization_code', (form) => { delete form.code_verifier; }) },
  { name: 'redeems a code twice', target: 'mtls', caught: { 'authorization.code[reuse]': 'fail' }, configure: remembers('AuthorizationCode', () => ({ consume: async () => undefined })) },
  { name: 'redeems a code with another redirect_uri', target: 'mtls', caught: { 'authorization.code[other-redirect-uri]': 'fail' }, handle: ofGrant('authorization_code', (form) => { if (form.redirect_uri !== undefined) form.redirect_uri = 'https://tpp.example/callback'; }) },
  { name: 'redeems a code without a redirect_uri', target: 'mtls', caught: { 'authorization.code[no-redirect-uri]': 'fail' }, configure: set({ allowOmittingSingleRegisteredRedirectUri: true }) },
  { name: 'gives a refresh a wider scope', target: 'mtls', caught: { 'token.refresh-scope': 'fail' }, handle: widerScope },
  { name: 'lets the answer to a refresh be cached', target: 'mtls', caught: { 'token.response[no-store-refresh]': 'fail' }, handle: refreshed((context) => context.remove('cache-control')) },
  { name: 'takes a token from the query', target: 'mtls', caught: { 'token.presentation[query]': 'fail' }, handle: () => async (context, next) => { const { access_token: token, ...query } = context.query; if (context.path === '/me' && token !== undefined) { context.query = query; context.req.headers.authorization = `Bearer ${token}`; } await next(); } },
];
