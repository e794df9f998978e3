/** Faults in the life of codes and tokens: whose they are, what ends them, what they open, and what is said of them. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Configuration } from './testing-configuration.ts';
import { type Fault, feature, remembers } from './testing-fault.ts';
import type { Storage } from './testing-storage.ts';
import { answer, claimsOf, json, type Members, refusing, sent, type Tampering } from './testing-tampering.ts';

type Configured = (plain: Configuration) => Configuration;
const both =
  (...changes: ((plain: Configuration) => object)[]): Configured =>
  (plain) =>
    changes.reduce<Configuration>((so, change) => change(so) as Configuration, plain);

/** Goes on finding what was ended. */
const found = (kind: string) => {
  const shadow = new Map<string, object>();
  return remembers(kind, (storage) => ({
    upsert: async (id, payload) => {
      shadow.set(id, payload);
      await storage.upsert(id, payload);
    },
    find: async (id) => (await storage.find(id)) ?? (shadow.get(id) as Awaited<ReturnType<Storage['find']>>),
  }));
};
const keeps = (kind: string): Configured => both(found(kind), found('Grant'));

/** What the bank gave, by its id, which is the token itself. */
const given = new Set<string>();
const counted = (kind: string) =>
  remembers(kind, (storage) => ({
    upsert: async (id, payload) => {
      given.add(id);
      await storage.upsert(id, payload);
    },
  }));
const counting: Configured = both(counted('AccessToken'), counted('RefreshToken'));

/** Who asks the token endpoint, while it answers. */
const asking = new AsyncLocalStorage<string>();
const knowsWhoAsks: Tampering = (keys) => async (context, next) => {
  let client = '';
  const reads = sent('/token', (form) => {
    const [{ iss = '' } = {}] = typeof form.client_assertion === 'string' ? [claimsOf(form.client_assertion)] : [];
    client = String(form.client_id ?? iss);
  })(keys);
  await reads(context, () => (client === '' ? next() : asking.run(client, next)));
};
/** Takes what it finds for a thing of the client that asks for it; the provider compares the grant and the session behind it as well. */
const ofWhoeverAsks = (kind: string): Configured => {
  const found = (one: string) =>
    remembers(one, (storage) => ({
      find: async (id) => {
        const held = await storage.find(id);
        const clientId = asking.getStore();
        return held && clientId !== undefined ? { ...held, clientId } : held;
      },
    }));
  const session = remembers('Session', (storage) => ({
    findByUid: async (uid) => {
      const held = await storage.findByUid(uid);
      const [[, authorization] = []] = Object.entries(held?.authorizations ?? {});
      const clientId = asking.getStore();
      return held && clientId !== undefined ? { ...held, authorizations: { [clientId]: authorization } } : held;
    },
  }));
  return both(found(kind), found('Grant'), session);
};

const certificateOf = 'x5t#S256';

/** Access tokens of a refresh say in `gty` how they came about. */
const refreshedUnbound: Configured = both(
  remembers('AccessToken', (storage) => ({
    upsert: (id, payload) =>
      storage.upsert(
        id,
        String(payload.gty).includes('refresh_token') ? { ...payload, [certificateOf]: undefined } : payload,
      ),
  })),
);

/** A refresh token is found where access tokens are looked for. */
const anyTokenOpens: Configured = (plain) => {
  const { adapter } = plain as unknown as { adapter: (kind: string) => Storage };
  return both(
    remembers('AccessToken', (storage) => ({
      find: async (id) => {
        const held = (await storage.find(id)) ?? (await adapter('RefreshToken').find(id));
        return held && { ...held, kind: 'AccessToken' };
      },
    })),
  )(plain);
};

const REVOCATION = '/token/revocation';
const INTROSPECTION = '/token/introspection';
const inactive = (change: (body: Members) => Members): Tampering =>
  json(INTROSPECTION, (body) => (body.active === false ? change(body) : body));

// biome-ignore format: a table, one row a line
export const LIFE_FAULTS: readonly Fault[] = [
  { name: 'refreshes with a revoked refresh token', target: 'mtls', caught: { 'token.revocation[introspection]': 'fail' }, configure: keeps('RefreshToken') },
  { name: 'serves revoked access tokens', target: 'mtls', caught: { 'token.revocation[resource]': 'fail', 'token.revocation[userinfo]': 'fail' }, configure: keeps('AccessToken') },
  { name: 'redeems the codes of another client', target: 'mtls', alone: true, caught: { 'binding.grant[code]': 'fail' }, configure: ofWhoeverAsks('AuthorizationCode'), handle: knowsWhoAsks },
  { name: 'refreshes with the refresh tokens of another client', target: 'mtls', alone: true, caught: { 'binding.grant[refresh-token]': 'fail' }, configure: ofWhoeverAsks('RefreshToken'), handle: knowsWhoAsks },
  { name: 'revokes the tokens of another client', target: 'mtls', alone: true, caught: { 'token.revocation[other-client]': 'fail' }, configure: feature('revocation', { allowedPolicy: () => true }) },
  { name: 'says that it revokes and does nothing', target: 'mtls', alone: true, caught: { 'token.revocation[resource]': 'fail' }, configure: feature('revocation', { allowedPolicy: () => false }) },
  { name: 'introspects revoked tokens as active', target: 'mtls', alone: true, caught: { 'token.revocation[introspection]': 'fail' }, handle: inactive(() => ({ active: true })) },
  { name: 'binds no refreshed token', target: 'mtls', caught: { 'binding.refreshed[other-tpp]': 'fail', 'binding.refreshed[no-certificate]': 'fail' }, configure: refreshedUnbound },
  { name: 'takes a refresh token for an access token', target: 'mtls', caught: { 'token.confusion[refresh-token-userinfo]': 'fail', 'token.confusion[refresh-token-resource]': 'fail' }, configure: anyTokenOpens },
  { name: 'answers the introspection of an unknown token with 400', target: 'mtls', alone: true, caught: { 'token.introspection-answer[inactive]': 'warn' }, handle: answer(INTROSPECTION, (context) => { if ((context.body as Members)?.active === false) context.status = 400; }) },
  { name: 'tells why a token is not active', target: 'mtls', alone: true, caught: { 'token.introspection-answer[inactive-alone]': 'warn' }, handle: inactive((body) => ({ ...body, reason: 'unknown', sub: 'ada', client_id: 'mtls' })) },
  { name: 'says in text whether a token is active', target: 'mtls', alone: true, caught: { 'token.introspection-answer[inactive]': 'warn' }, handle: json(INTROSPECTION, (body) => ({ ...body, active: String(body.active) })) },
  { name: 'tells of its own tokens that none is active', target: 'mtls', alone: true, caught: { 'token.introspection-answer[no-token]': 'warn' }, handle: json(INTROSPECTION, () => ({ active: false })) },
  { name: 'answers the revocation of an unknown token with 400', target: 'mtls', caught: { 'token.revocation-answer': 'fail' }, configure: counting, handle: refusing(REVOCATION, 'invalid_request', ({ token, client_assertion: by }) => typeof by === 'string' && typeof token === 'string' && !given.has(token)) },
  { name: 'refuses a hint that it does not know', target: 'mtls', caught: { 'token.revocation[hint]': 'warn' }, handle: refusing(REVOCATION, 'unsupported_token_type', ({ token_type_hint: hint }) => typeof hint === 'string' && hint !== '') },
  { name: 'answers a revocation with 200 whoever asks for it', target: 'mtls', caught: { 'client-auth.absent[revoke]': 'fail', 'client-auth.assertion[expired-revoke]': 'fail' }, handle: answer(REVOCATION, (context) => { if (context.status === 401) { context.status = 200; context.body = ''; } }) },
  { name: 'answers an introspection with 200 whoever asks for it', target: 'mtls', caught: { 'client-auth.absent[introspect]': 'fail' }, handle: answer(INTROSPECTION, (context) => { if (context.status === 401) { context.status = 200; context.body = { active: false }; } }) },
];
