/** Faults in the life of codes and tokens: whose they are, what ends them, what they open, and what is said of them. */

import type { Configuration } from './testing-configuration.ts';
import { type Fault, feature, remembers } from './testing-fault.ts';
import { refreshed } from './testing-fault-doors.ts';
import type { Storage } from './testing-storage.ts';
import { all, answer, claimsOf, json, type Members, refusing, sent, type Tampering } from './testing-tampering.ts';

type Configured = (plain: Configuration) => Configuration;
const both =
  (...changes: ((plain: Configuration) => object)[]): Configured =>
  (plain) =>
    changes.reduce<Configuration>((so, change) => change(so) as Configuration, plain);

/** Who asks at the token endpoint, for what does not look at whose a thing is. */
let asking: string | undefined;
const noted: Tampering = all(
  () => async (_, next) => {
    asking = undefined;
    await next();
    asking = undefined;
  },
  sent('/token', ({ client_assertion: by }) => {
    asking = typeof by === 'string' ? String(claimsOf(by).iss) : undefined;
  }),
);
/** Gives a thing to whoever asks for it; what it was granted by belongs to the one who asks as well. */
const whosever = (kind: string): Configured =>
  both(
    remembers(kind, (storage) => ({
      find: async (id) => {
        const held = await storage.find(id);
        return held && asking !== undefined ? { ...held, clientId: asking } : held;
      },
    })),
    remembers('Grant', (storage) => ({
      find: async (id) => {
        const held = await storage.find(id);
        return held && asking !== undefined ? { ...held, clientId: asking } : held;
      },
    })),
  );

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
  { name: 'redeems the code of another client', target: 'mtls', caught: {}, configure: whosever('AuthorizationCode'), handle: noted },
  { name: 'refreshes with the token of another client', target: 'mtls', caught: {}, configure: whosever('RefreshToken'), handle: noted },
  { name: 'refreshes with a revoked refresh token', target: 'mtls', caught: {}, configure: keeps('RefreshToken') },
  { name: 'serves revoked access tokens', target: 'mtls', caught: {}, configure: keeps('AccessToken') },
  { name: 'revokes the tokens of another client', target: 'mtls', caught: {}, configure: feature('revocation', { allowedPolicy: () => true }) },
  { name: 'says that it revokes and does nothing', target: 'mtls', alone: true, caught: {}, configure: feature('revocation', { allowedPolicy: () => false }) },
  { name: 'introspects revoked tokens as active', target: 'mtls', caught: {}, handle: inactive(() => ({ active: true })) },
  { name: 'binds no refreshed token', target: 'mtls', caught: {}, configure: refreshedUnbound },
  { name: 'takes a refresh token for an access token', target: 'mtls', caught: {}, configure: anyTokenOpens },
  { name: 'answers the introspection of an unknown token with 400', target: 'mtls', caught: {}, handle: answer(INTROSPECTION, (context) => { if ((context.body as Members)?.active === false) context.status = 400; }) },
  { name: 'tells why a token is not active', target: 'mtls', caught: {}, handle: inactive((body) => ({ ...body, reason: 'unknown', sub: 'ada', client_id: 'mtls' })) },
  { name: 'says in text whether a token is active', target: 'mtls', caught: {}, handle: json(INTROSPECTION, (body) => ({ ...body, active: String(body.active) })) },
  { name: 'tells of its own tokens that none is active', target: 'mtls', alone: true, caught: {}, handle: json(INTROSPECTION, () => ({ active: false })) },
  { name: 'answers the revocation of an unknown token with 400', target: 'mtls', caught: {}, configure: counting, handle: refusing(REVOCATION, 'invalid_request', ({ token, client_assertion: by }) => typeof by === 'string' && typeof token === 'string' && !given.has(token)) },
  { name: 'refuses a hint that it does not know', target: 'mtls', caught: {}, handle: refusing(REVOCATION, 'unsupported_token_type', ({ token_type_hint: hint }) => typeof hint === 'string' && hint !== '') },
  { name: 'answers a revocation with 200 whoever asks for it', target: 'mtls', caught: {}, handle: answer(REVOCATION, (context) => { if (context.status === 401) { context.status = 200; context.body = ''; } }) },
  { name: 'answers an introspection with 200 whoever asks for it', target: 'mtls', caught: {}, handle: answer(INTROSPECTION, (context) => { if (context.status === 401) { context.status = 200; context.body = { active: false }; } }) },
  { name: 'refreshes a narrower scope only', target: 'mtls', caught: {}, handle: refusing('/token', 'invalid_scope', ({ grant_type: grant, scope }) => grant === 'refresh_token' && scope !== undefined) },
  { name: 'loses a part of the scope when it refreshes', target: 'mtls', caught: {}, handle: refreshed((context) => { context.body = { ...(context.body as Members), scope: 'openid' }; }) },
];
