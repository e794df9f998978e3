/** Rules over a signed request object; without one they have nothing to say. */

import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { Refusal } from '../../http/refusal.ts';
import { type ProfileRules, profileRules, type Registration } from '../../registration.ts';
import { isAllowed, none, rs256 } from '../algorithms.ts';
import { embeddedKey, type Jws, parseJws, signatureHolds } from '../jws.ts';
import { jwtType } from '../jwt-type.ts';
import { signedBy } from './assertion.ts';
import { sentOf } from './parameter-source.ts';

interface Subject {
  context: Context;
  object: Jws;
  claims: Jws['claims'];
  clientId: string;
  registration: Registration;
  rules: ProfileRules;
  /** The bank's time in seconds. */
  now: number;
}

const TYPES: readonly string[] = ['', 'jwt', 'oauth-authz-req+jwt'];
/** @requirement FAPI2-SP-5.3.2.1-13a FAPI2-SP-5.3.2.1-13b */
const FUTURE_SKEW_SECONDS = 30;

/** @requirement RFC9101-7-2 */
function bad(description: string): Refusal {
  return new Refusal(400, 'invalid_request_object', description);
}

function rule(name: string, judge: (subject: Subject) => void): Check {
  return check(name, (context) => {
    const object = context.as.requestObject;
    if (!object) return;
    const { id: clientId, registration } = present(context.client, 'the client');
    const rules = profileRules[registration.profile];
    judge({ context, object, claims: object.claims, clientId, registration, rules, now: context.bank.now() / 1000 });
  });
}

/** Takes `request`, or what its reference led to, apart when there is one. @requirement RFC9126-2-4 RFC9101-5-3 */
const form = check('request-object-form', (context) => {
  const { fetched } = context.as;
  const sent = sentOf(context).first('request') ?? '';
  if (fetched === null && sent === '') return;
  const object = parseJws(fetched ?? sent, context.settings);
  if (!object) throw bad('the request object is not a signed JWT');
  context.as.requestObject = object;
});

/** @requirement FAPI2-SP-5.4.1-1.2 FAPI2-SP-5.4.1-1.3 FAPI1-ADV-8.6-1 RFC9101-6.2-3 OIDC-CORE-6.3.2-1 */
const alg = rule('request-object-alg', ({ object, registration: { requestObjectSigningAlg: own } }) => {
  const { alg: used } = object.header;
  if (!isAllowed(used) || (own !== null && used !== own.name))
    throw bad('the request object is signed with an algorithm not accepted');
});

/** @requirement FAPI2-MS-5.3.1-5 RFC9101-10.8-2 */
const typ = rule('request-object-typ', ({ object }) => {
  const sent = jwtType(object.header.typ);
  if (sent === null || !TYPES.includes(sent)) throw bad('this is another kind of JWT');
});

/** @requirement RFC9101-6.2-1 RFC9101-6.2-4 RFC9126-3-3 */
const signature = rule('request-object-signature', ({ object, context }) => {
  if (!signedBy(object, present(context.client, 'the client'))) throw bad('the signature does not hold');
});

/** @requirement RFC9126-3-5 */
const iss = rule('request-object-iss', ({ claims, clientId }) => {
  if (claims.iss !== clientId) throw bad('iss is not the client');
});

/** @requirement RFC9126-3-4 RFC9101-6.3-2 */
const client = rule('request-object-client', ({ claims, clientId }) => {
  if (claims.client_id !== clientId) throw bad('client_id is not the client');
});

/** Otherwise it could serve as a client assertion somewhere. @requirement RFC9101-10.8-2 */
const sub = rule('request-object-sub', ({ claims, clientId }) => {
  if (claims.sub === clientId) throw bad('sub must not be the client');
});

/** In FAPI the issuer has to be among them. @requirement FAPI2-MS-5.3.1-2 FAPI1-ADV-5.2.2-15 */
const aud = rule('request-object-aud', ({ claims, context: { bank }, registration }) => {
  const audiences: readonly unknown[] = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  const byEndpoint = registration.endpointAudience && registration.profile === 'openid-connect';
  const names = [bank.issuer, ...(byEndpoint ? [`${bank.issuer}/token`, `${bank.issuer}/authorize`] : [])];
  if (!names.some((name) => audiences.includes(name))) throw bad('aud does not name the issuer');
});

/** @requirement FAPI2-MS-5.3.1-4 FAPI1-ADV-5.2.2-13 */
const expPresent = rule('request-object-exp-present', ({ claims, rules }) => {
  if (rules.requestObjectTimes === 'optional' && claims.exp === undefined) return;
  if (typeof claims.exp !== 'number') throw bad('exp is missing');
});

/** @requirement FAPI2-MS-5.3.1-4 */
const expFuture = rule('request-object-exp-future', ({ claims, context, now }) => {
  if (typeof claims.exp === 'number' && claims.exp + context.settings.clockSkewSeconds <= now) {
    throw bad('the request object has expired');
  }
});

/** @requirement FAPI2-MS-5.3.1-3 FAPI1-ADV-5.2.2-17 */
const nbfPresent = rule('request-object-nbf-present', ({ claims, rules }) => {
  if (rules.requestObjectTimes === 'optional' && claims.nbf === undefined) return;
  if (typeof claims.nbf !== 'number') throw bad('nbf is missing');
});

/** @requirement FAPI2-MS-5.3.1-3 FAPI1-ADV-5.2.2-17 */
const nbfAge = rule('request-object-nbf-age', ({ claims, context, now, registration, rules }) => {
  if (rules.requestObjectTimes === 'optional') return;
  const oldest = now - registration.requestObjectSeconds - context.settings.clockSkewSeconds;
  if (typeof claims.nbf === 'number' && claims.nbf < oldest) {
    throw bad('nbf is too old');
  }
});

/** @requirement FAPI2-SP-5.3.2.1-13b */
const future = rule('request-object-future', ({ claims, now }) => {
  for (const name of ['nbf', 'iat']) {
    const value = claims[name];
    if (typeof value === 'number' && value > now + FUTURE_SKEW_SECONDS) throw bad(`${name} lies in the future`);
  }
});

/** @requirement FAPI2-MS-5.3.1-4 FAPI1-ADV-5.2.2-13 */
const span = rule('request-object-span', ({ claims, registration, rules }) => {
  if (rules.requestObjectTimes === 'optional') return;
  if (typeof claims.nbf !== 'number' || typeof claims.exp !== 'number') return;
  if (claims.exp > claims.nbf + registration.requestObjectSeconds) throw bad('exp is too far from nbf');
});

const NESTED = 'a request object must not hold another one';

/** @requirement RFC9101-4-4 OIDC-CORE-6.1-2 */
const nested = rule('request-object-nested', ({ claims }) => {
  if ('request' in claims || 'request_uri' in claims) throw bad(NESTED);
});

/** Whose it is; until that is certain nothing in it counts. */
export const requestObjectOrigin: readonly Check[] = [form, alg, typ, signature, iss, client];

export const requestObjectClaims: readonly Check[] = [
  sub,
  aud,
  expPresent,
  expFuture,
  nbfPresent,
  nbfAge,
  future,
  span,
  nested,
];

const isNone = (object: Jws) => String(object.header.alg).toLowerCase() === none.name;

/** For banks that do worse. */
export const requestObjectAlternatives: readonly Check[] = [
  rule('request-object-signature-of-embedded-key', ({ object, context }) => {
    const key = embeddedKey(object);
    if (key === null || !signatureHolds(object, key)) return void signature.run(context);
  }),
  rule('request-object-alg-with-none', ({ object, context }) => {
    if (!isNone(object)) return void alg.run(context);
  }),
  rule('request-object-signature-unless-none', ({ object, context }) => {
    if (!isNone(object)) return void signature.run(context);
  }),
  rule('request-object-not-ahead', ({ claims, now }) => {
    for (const name of ['nbf', 'iat']) {
      const value = claims[name];
      if (typeof value === 'number' && value > now + 1) throw bad(`${name} lies in the future`);
    }
  }),
  rule('request-object-nested-as-parameter', ({ claims }) => {
    if ('request' in claims || 'request_uri' in claims) throw new Refusal(400, 'invalid_request', NESTED);
  }),
  rule('request-object-typ-exact', ({ object }) => {
    const { typ: sent } = object.header;
    if (sent !== undefined && sent !== 'JWT' && sent !== 'oauth-authz-req+jwt')
      throw bad('this is another kind of JWT');
  }),
  rule('request-object-aud-alone', ({ claims, context }) => {
    if (Array.isArray(claims.aud) && claims.aud.length > 1) throw bad('aud names others as well');
    aud.run(context);
  }),
  rule('request-object-alg-with-rs256', ({ object, context }) => {
    if (object.header.alg !== rs256.name) return void alg.run(context);
  }),
];
