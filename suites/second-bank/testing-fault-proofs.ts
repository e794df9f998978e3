/** Faults of proofs of possession: a check that is missing at UserInfo, at the refresh or at the push only, and checks that are too strict. */
import type { Context } from 'oidc-provider';
import { type Fault, remembers } from './testing-fault.ts';
import { all, answer, json, type Members, proof, pushedRequest, sent, type Tampering } from './testing-tampering.ts';

const atUserInfo = ({ path }: Context): boolean => path === '/me';

/** Tells refreshes from other requests of tokens: the form was read by a tampering before. */
const refreshing = ({ path, req }: Context): boolean =>
  path === '/token' && (req as { body?: Members }).body?.grant_type === 'refresh_token';

const atRefresh = (mend: Parameters<typeof proof>[1]): Tampering =>
  all(
    sent('/token', () => undefined),
    proof(refreshing, mend),
  );

/** Takes one claim for right, whatever it says. */
const overlooked =
  (...names: string[]): Parameters<typeof proof>[1] =>
  ({ claims }, right) => ({ ...claims, ...Object.fromEntries(names.map((name) => [name, right[name]])) });

const thumbprintKept = (header: Members): boolean => typeof header.jwk === 'object';

/** Refuses a proof at UserInfo that is right. */
const refusedAtUserInfo =
  (wrong: (claims: Members, context: Context) => boolean): Tampering =>
  () =>
  (context, next) => {
    const [, claims] = context.get('dpop').split('.');
    const read = atUserInfo(context) && claims ? safely(claims) : null;
    if (read === null || !wrong(read, context)) return next();
    context.status = 401;
    context.set('www-authenticate', 'DPoP error="invalid_dpop_proof", algs="ES256"');
    context.body = { error: 'invalid_dpop_proof' };
    return Promise.resolve();
  };

function safely(text: string): Members | null {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as Members;
  } catch {
    return null;
  }
}

const now = (): number => Math.floor(Date.now() / 1000);
const addressOf = (context: Context): string => `https://${context.get('host')}${context.path}`;
const unbound = (kind: string, member: string) =>
  remembers(kind, (storage) => ({
    find: async (id) => {
      const held = await storage.find(id);
      return held && { ...held, [member]: undefined };
    },
  }));

/** Whether a token was shown as a bearer token, which the one who looks it up shall not mind. */
let asBearer = false;
const bearerNoted: Tampering = () => async (context, next) => {
  asBearer = atUserInfo(context) && /^bearer /i.test(context.get('authorization'));
  if (asBearer) delete context.req.headers.dpop;
  await next();
};
const unboundForBearers = remembers('AccessToken', (storage) => ({
  find: async (id) => {
    const held = await storage.find(id);
    return held && asBearer ? { ...held, jkt: undefined } : held;
  },
}));

// biome-ignore format: a table, one row a line
export const PROOF_FAULTS: readonly Fault[] = [
  { name: 'looks at no method of proofs at UserInfo', target: 'dpop', caught: { 'dpop.resource[htm-userinfo]': 'fail', 'dpop.resource[htm-missing-userinfo]': 'fail' }, handle: proof(atUserInfo, overlooked('htm')) },
  { name: 'looks at no address of proofs at UserInfo', target: 'dpop', caught: { 'dpop.resource[htu-userinfo]': 'fail', 'dpop.resource[other-host-userinfo]': 'fail' }, handle: proof(atUserInfo, overlooked('htu')) },
  { name: 'takes old proofs at UserInfo', target: 'dpop', caught: { 'dpop.resource[iat-missing-userinfo]': 'fail', 'dpop.resource[old-userinfo]': 'fail' }, handle: proof(atUserInfo, overlooked('iat')) },
  { name: 'takes a proof for another token at UserInfo', target: 'dpop', caught: { 'dpop.resource[ath-of-another-token-userinfo]': 'fail', 'dpop.resource[ath-missing-userinfo]': 'fail' }, handle: proof(atUserInfo, overlooked('ath')) },
  { name: 'takes the same proof again at UserInfo', target: 'dpop', caught: { 'dpop.resource[jti-missing-userinfo]': 'fail', 'dpop.resource[jti-missing-access]': 'fail' }, handle: proof(atUserInfo, overlooked('jti')) },
  { name: 'looks at neither key nor signature of proofs at UserInfo', target: 'dpop', caught: { 'dpop.resource[other-key-userinfo]': 'fail', 'dpop.resource[bad-signature-userinfo]': 'fail' }, handle: proof(atUserInfo, ({ header, claims }) => thumbprintKept(header) ? claims : null) },
  { name: 'looks at no address of proofs when it refreshes', target: 'dpop', caught: { 'dpop.proof[htu-refresh]': 'fail', 'dpop.proof[other-host-refresh]': 'fail' }, handle: atRefresh(overlooked('htu')) },
  { name: 'takes old proofs when it refreshes', target: 'dpop', caught: { 'dpop.proof[old-refresh]': 'fail', 'dpop.proof[from-the-future-refresh]': 'fail' }, handle: atRefresh(overlooked('iat')) },
  { name: 'looks at no method of proofs when it refreshes', target: 'dpop', caught: { 'dpop.proof[htm-refresh]': 'fail', 'dpop.proof[htm-missing-refresh]': 'fail' }, handle: atRefresh(overlooked('htm')) },
  { name: 'looks at no signature of proofs when it refreshes', target: 'dpop', caught: { 'dpop.proof[bad-signature-refresh]': 'fail', 'dpop.proof[unsigned-refresh]': 'fail' }, handle: atRefresh(({ header, claims }) => thumbprintKept(header) ? claims : null) },
  { name: 'looks at no proof of a push', target: 'dpop', caught: { 'dpop.push[redeemed-with-another-key]': 'fail', 'dpop.push[bad-signature]': 'fail' }, handle: () => (context, next) => { if (context.path === '/request') delete context.req.headers.dpop; return next(); } },
  { name: 'forgets the key that a pushed request names', target: 'dpop', caught: { 'dpop.push[named-key-redeemed-with-another]': 'fail', 'dpop.push[other-thumbprint]': 'fail' }, handle: pushedRequest((claims) => claims.dpop_jkt === undefined ? null : { ...claims, dpop_jkt: undefined }) },
  { name: 'redeems a code with another key than it was bound to', target: 'dpop', caught: { 'dpop.push[redeemed-with-another-key]': 'fail', 'dpop.push[named-key-redeemed-with-another]': 'fail' }, configure: unbound('AuthorizationCode', 'dpopJkt') },
  { name: 'calls a token that is bound to a key a bearer token', target: 'dpop', alone: true, caught: { 'dpop.issued[type-granted]': 'fail' }, handle: json('/token', (body) => body.token_type === undefined ? body : { ...body, token_type: 'Bearer' }) },
  { name: 'introspects a token that is bound to a key as a bearer token', target: 'dpop', caught: { 'token.introspection[key-type]': 'fail' }, handle: json('/token/introspection', (body) => body.active === true ? { ...body, token_type: 'Bearer' } : body) },
  { name: 'introspects without telling the key', target: 'dpop', caught: { 'token.introspection[key-binding]': 'fail' }, handle: json('/token/introspection', (body) => ({ ...body, cnf: undefined })) },
  { name: 'asks for a bearer token where one with a proof is due', target: 'dpop', alone: true, caught: { 'dpop.challenge[error]': 'warn', 'dpop.challenge[algs]': 'warn' }, handle: answer('/me', (context) => { if (context.status === 401) context.set('www-authenticate', String(context.res.getHeader('www-authenticate')).replace('DPoP', 'Bearer')); }) },
  { name: 'takes bound tokens as bearer tokens at UserInfo', target: 'dpop', caught: { 'dpop.resource[bearer-userinfo]': 'fail', 'dpop.resource[bearer-with-proof-userinfo]': 'fail' }, configure: unboundForBearers, handle: bearerNoted },
  { name: 'compares the address of a proof letter by letter', target: 'dpop', alone: true, caught: { 'dpop.accepted[respelt-access]': 'warn', 'dpop.unusual[dots-access]': 'warn' }, handle: refusedAtUserInfo(({ htu }, context) => htu !== addressOf(context) && new URL(String(htu), 'https://x').href === addressOf(context)) },
  { name: 'refuses a proof whose address has a query', target: 'dpop', alone: true, caught: { 'dpop.accepted[htu-query-access]': 'warn' }, handle: refusedAtUserInfo(({ htu }) => String(htu).includes('?')) },
  { name: 'refuses a proof that is ten seconds old', target: 'dpop', alone: true, caught: { 'dpop.unusual[clock-behind-access]': 'warn' }, handle: refusedAtUserInfo(({ iat }) => Number(iat) < now() - 8) },
  { name: 'refuses a proof that holds more than it has to', target: 'dpop', caught: { 'dpop.unusual[more-members-access]': 'fail' }, handle: refusedAtUserInfo((claims) => Object.keys(claims).some((name) => !['jti', 'htm', 'htu', 'iat', 'ath', 'nonce'].includes(name))) },
];
