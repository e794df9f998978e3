/** Rules over a client assertion: signature first, then each claim by a rule of its own. */
import { createHmac, type KeyObject } from 'node:crypto';
import type { Client } from '../../clients.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidClient } from '../../http/refusal.ts';
import { hs256, isAllowed, rs256 } from '../algorithms.ts';
import { embeddedKey, type Jws, signatureHolds } from '../jws.ts';
import { jwtType } from '../jwt-type.ts';

interface Subject {
  context: Context;
  client: Client;
  assertion: Jws;
  claims: Jws['claims'];
  /** The bank's time in seconds. */
  now: number;
}

/** A rule that applies only when the client came with an assertion. */
function rule(name: string, judge: (subject: Subject) => void | Promise<void>): Check {
  return check(name, (context) => {
    const { assertion } = context.as;
    if (!assertion) return;
    const client = present(context.client, 'the client');
    return judge({ context, client, assertion, claims: assertion.claims, now: context.bank.now() / 1000 });
  });
}

/** '' where none was sent. */
const TYPES: readonly string[] = ['', 'jwt', 'client-authentication+jwt'];
/** Bounds how long a jti must be remembered. */
const MAX_LIFETIME_SECONDS = 3600;
/** Clocks of clients may run ahead this far. @requirement FAPI2-SP-5.3.2.1-13a FAPI2-SP-5.3.2.1-13b */
const FUTURE_SKEW_SECONDS = 30;
const MAX_JTI_LENGTH = 256;

/** @requirement FAPI2-SP-5.4.1-1.2 FAPI2-SP-5.4.1-1.3 */
const alg = rule('assertion-alg', ({ assertion }) => {
  if (!isAllowed(assertion.header.alg)) throw invalidClient('the assertion is signed with an algorithm not accepted');
});

/** A request object is no assertion. @requirement RFC9101-10.8-2 */
const typ = rule('assertion-typ', ({ assertion }) => {
  const sent = jwtType(assertion.header.typ);
  if (sent === null || !TYPES.includes(sent)) {
    throw invalidClient('the assertion is another kind of JWT');
  }
});

/** @requirement RFC7523-3-9 */
const signature = rule('assertion-signature', ({ assertion, client }) => {
  if (!signedBy(assertion, client)) throw invalidClient('the signature of the assertion does not hold');
});

/** By the key the header names, or by any of the client's when it names none. @requirement FAPI2-SP-5.4.3-1 */
export function signedBy(jws: Jws, client: Client): boolean {
  const { kid } = jws.header;
  const candidates = client.keys.filter((key) => kid === undefined || key.kid === null || key.kid === kid);
  return candidates.some(({ key }) => signatureHolds(jws, key));
}

/** @requirement RFC7523-3-2 OIDC-CORE-9-1 */
const sub = rule('assertion-sub', ({ claims, client }) => {
  if (claims.sub !== client.id) throw invalidClient('sub is not the client');
});

/**
 * The issuer, as a string; no array, no endpoint, unless the client is registered for the older reading.
 * @requirement FAPI2-SP-5.3.2.1-8 RFC7523-bis-3-1 RFC7523-3-3
 */
const aud = rule('assertion-aud', ({ claims, client, context }) => {
  const { issuer } = context.bank;
  if (claims.aud === issuer) return;
  const named: readonly unknown[] = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  const older = [issuer, `${issuer}/token`, issuer + context.request.path];
  if (client.registration.endpointAudience && older.some((one) => named.includes(one))) return;
  throw invalidClient(
    client.registration.endpointAudience ? 'aud names neither the issuer nor the endpoint' : 'aud is not the issuer',
  );
});

/** @requirement RFC7523-3-4 OIDC-CORE-9-4 */
const exp = rule('assertion-exp', ({ claims, context, now }) => {
  if (typeof claims.exp !== 'number') throw invalidClient('exp is missing');
  if (claims.exp + context.settings.clockSkewSeconds <= now) throw invalidClient('the assertion has expired');
});

/** @requirement RFC7523-3-4b */
const lifetime = rule('assertion-lifetime', ({ claims, now }) => {
  if (typeof claims.exp === 'number' && claims.exp > now + MAX_LIFETIME_SECONDS) {
    throw invalidClient('exp is too far ahead');
  }
});

/** @requirement RFC7523-3-5 */
const nbf = rule('assertion-nbf', ({ claims, now }) => refuseFuture('nbf', claims.nbf, now));

/** @requirement FAPI2-SP-5.3.2.1-13b */
const iat = rule('assertion-iat', ({ claims, now }) => refuseFuture('iat', claims.iat, now));

function refuseFuture(name: string, value: unknown, now: number): void {
  if (value === undefined) return;
  if (typeof value !== 'number') throw invalidClient(`${name} is not a number`);
  if (value > now + FUTURE_SKEW_SECONDS) throw invalidClient(`${name} lies in the future`);
}

/** @requirement OIDC-CORE-9-3 */
const jti = rule('assertion-jti', ({ claims }) => {
  if (typeof claims.jti !== 'string' || claims.jti === '' || claims.jti.length > MAX_JTI_LENGTH) {
    throw invalidClient('jti is missing or unusable');
  }
});

const MOMENT_SECONDS = 30;

function refuseSeen({ claims, client, context }: Subject): void {
  if (context.bank.store.assertionIds.has(`${client.id} ${String(claims.jti)}`))
    throw invalidClient('the assertion was used before');
}

function remember({ claims, client, context, now }: Subject): void {
  const until = typeof claims.exp === 'number' ? claims.exp : now + MAX_LIFETIME_SECONDS;
  const key = `${client.id} ${String(claims.jti)}`;
  context.bank.store.assertionIds.set(key, (until + context.settings.clockSkewSeconds) * 1000);
}

/** Tests and remembers in one go. @requirement OIDC-CORE-9-5 RFC7523-3-7 */
const jtiOnce = rule('assertion-jti-once', (subject) => {
  refuseSeen(subject);
  remember(subject);
});

export const assertionRules: readonly Check[] = [alg, typ, signature, sub, aud, exp, lifetime, nbf, iat, jti, jtiOnce];

const audAsArray = ({ claims, context }: Subject) =>
  Array.isArray(claims.aud) && claims.aud.includes(context.bank.issuer);
const audAsEndpoint = ({ claims, context }: Subject) => claims.aud === `${context.bank.issuer}/token`;

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

/** For banks that do worse. */
export const assertionAlternatives: readonly Check[] = [
  rule('assertion-exp-if-present', (subject) => {
    if (subject.claims.exp !== undefined) return void exp.run(subject.context);
  }),
  /** Forgets it while the assertion may still be good. */
  rule('assertion-jti-once-for-a-moment', ({ claims, client, context, now }) => {
    const { assertionIds } = context.bank.store;
    const key = `${client.id} ${String(claims.jti)}`;
    if ((assertionIds.get(key) ?? 0) > now * 1000) throw invalidClient('the assertion was used before');
    assertionIds.set(key, (now + MOMENT_SECONDS) * 1000);
  }),
  rule('assertion-jti-once-raced', async (subject) => {
    refuseSeen(subject);
    await subject.context.bank.underway.everybody(subject.context.request.path);
    remember(subject);
  }),
  rule('assertion-jti-once-if-present', (subject) => {
    if (subject.claims.jti !== undefined) return void jtiOnce.run(subject.context);
  }),
  rule('assertion-alg-with-hs256', ({ assertion, context }) => {
    if (assertion.header.alg !== hs256.name) return void alg.run(context);
  }),
  /** Hands the public key to HMAC when the header says so. */
  rule('assertion-signature-or-hmac', ({ assertion, client, context }) => {
    if (assertion.header.alg !== hs256.name) return void signature.run(context);
    const made = client.keys.map(({ key }) => createHmac('sha256', pemOf(key)).update(assertion.signed).digest());
    if (!made.some((one) => one.equals(assertion.signature)))
      throw invalidClient('the assertion was not made with a known key');
  }),
  rule('assertion-signature-of-embedded-key', ({ assertion, context }) => {
    const key = embeddedKey(assertion);
    if (key === null || !signatureHolds(assertion, key)) return void signature.run(context);
  }),
  rule('assertion-no-more-claims', ({ claims, context }) => {
    const known = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'];
    if (Object.keys(claims).some((name) => !known.includes(name))) throw invalidClient('a claim is not known');
    return jti.run(context);
  }),
  rule('assertion-typ-exact', ({ assertion }) => {
    const { typ: sent } = assertion.header;
    if (sent !== undefined && sent !== 'JWT' && sent !== 'client-authentication+jwt') {
      throw invalidClient('the assertion is another kind of JWT');
    }
  }),
  rule('assertion-alg-with-rs256', ({ assertion, context }) => {
    if (assertion.header.alg !== rs256.name) return void alg.run(context);
  }),
  rule('assertion-signature-of-any-client', ({ assertion, context }) => {
    const clients = [...context.bank.clients.values()];
    if (!clients.some((client) => client.keys.some(({ key }) => signatureHolds(assertion, key)))) {
      throw invalidClient('the signature of the assertion does not hold');
    }
  }),
  rule('assertion-alg-with-none', (subject) => {
    if (subject.assertion.header.alg !== 'none') return void alg.run(subject.context);
  }),
  rule('assertion-signature-unless-none', (subject) => {
    if (subject.assertion.header.alg !== 'none') return void signature.run(subject.context);
  }),
  rule('assertion-iat-not-ahead', ({ claims, now }) => {
    if (typeof claims.iat === 'number' && claims.iat > now + 1) throw invalidClient('iat lies in the future');
  }),
  rule('assertion-aud-own-address', ({ claims, context }) => {
    if (claims.aud !== context.bank.issuer + context.request.path) throw invalidClient('aud is not this endpoint');
  }),
  rule('assertion-aud-issuer', ({ claims, context }) => {
    if (claims.aud !== context.bank.issuer) throw invalidClient('aud is not the issuer');
  }),
  rule('assertion-aud-or-array', (subject) => {
    if (!audAsArray(subject)) return void aud.run(subject.context);
  }),
  rule('assertion-aud-or-endpoint', (subject) => {
    if (!audAsEndpoint(subject)) return void aud.run(subject.context);
  }),
];
