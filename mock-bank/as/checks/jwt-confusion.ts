/** Checks of banks that take one kind of JWT for another, or a key from where none may come. */
import { createHmac } from 'node:crypto';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidClient } from '../../http/refusal.ts';
import { hs256 } from '../algorithms.ts';
import { type Jws, parseJws, signatureHolds } from '../jws.ts';
import { jwtType } from '../jwt-type.ts';
import { signedBehindAddress } from '../keys-behind.ts';
import { assertionRules } from './assertion.ts';
import { clientAuthentication } from './client-authentication.ts';
import { parameterSource, sentOf } from './parameter-source.ts';
import { requestObjectClaims, requestObjectOrigin } from './request-object.ts';

const named = (checks: readonly Check[], name: string): Check =>
  present(
    checks.find((one) => one.name === name),
    name,
  );

/**
 * The secret that a `kid` leads to where it is used to look for one: an empty file, or the answer to a query; null for any other.
 * Nothing is opened and nothing is queried.
 */
function secretBehind({ header: { kid, alg } }: Jws): string | null {
  if (typeof kid !== 'string' || alg !== hs256.name) return null;
  if (kid.endsWith('/dev/null')) return '';
  return /SELECT '([^']*)'/i.exec(kid)?.[1] ?? null;
}

function signedBehind(jws: Jws): boolean {
  const secret = secretBehind(jws);
  return secret !== null && createHmac('sha256', secret).update(jws.signed).digest().equals(jws.signature);
}

/** The usual check, but for JWTs of the kind that is let through. */
const unless = (name: string, usual: Check, spared: (context: Context) => boolean): Check =>
  check(name, (context) => {
    if (!spared(context)) return usual.run(context);
  });

const assertionBehind = ({ as }: Context) => as.assertion !== null && signedBehind(as.assertion);
const objectBehind = ({ as }: Context) => as.requestObject !== null && signedBehind(as.requestObject);

/** More than this is taken to be right, as where a library gives up on it and nobody looks why. */
const LARGE = 100_000;

/** A request object of the client, signed and complete, but for a subject. */
const isRequestObject = ({ as }: Context) =>
  jwtType(as.assertion?.header.typ) === 'oauth-authz-req+jwt' &&
  as.assertion?.claims.client_id === as.assertion?.claims.iss;

/** A client assertion where a request object is due. */
const isAssertion = ({ as: { requestObject: object } }: Context) =>
  object !== null && object.claims.sub === object.claims.iss && object.claims.client_id === undefined;

export const jwtConfusionAlternatives: readonly Check[] = [
  unless('assertion-alg-unless-behind-kid', named(assertionRules, 'assertion-alg'), assertionBehind),
  unless('assertion-signature-unless-behind-kid', named(assertionRules, 'assertion-signature'), assertionBehind),
  unless('request-object-alg-unless-behind-kid', named(requestObjectOrigin, 'request-object-alg'), objectBehind),
  unless(
    'request-object-signature-unless-behind-kid',
    named(requestObjectOrigin, 'request-object-signature'),
    objectBehind,
  ),
  check('assertion-signature-or-behind-address', async (context) => {
    const { assertion } = context.as;
    if (assertion === null || !(await signedBehindAddress(assertion)))
      return named(assertionRules, 'assertion-signature').run(context);
  }),
  check('request-object-signature-or-behind-address', async (context) => {
    const { requestObject } = context.as;
    if (requestObject === null || !(await signedBehindAddress(requestObject)))
      return named(requestObjectOrigin, 'request-object-signature').run(context);
  }),
  unless('assertion-signature-unless-large', named(assertionRules, 'assertion-signature'), ({ as }) => {
    return (as.assertion?.signed.length ?? 0) > LARGE;
  }),
  unless('request-object-signature-unless-large', named(requestObjectOrigin, 'request-object-signature'), ({ as }) => {
    return (as.requestObject?.signed.length ?? 0) > LARGE;
  }),
  unless('assertion-typ-or-request-object', named(assertionRules, 'assertion-typ'), isRequestObject),
  unless('assertion-sub-or-request-object', named(assertionRules, 'assertion-sub'), isRequestObject),
  unless('request-object-client-or-assertion', named(requestObjectOrigin, 'request-object-client'), isAssertion),
  unless('request-object-sub-or-assertion', named(requestObjectClaims, 'request-object-sub'), isAssertion),
  unless(
    'request-object-nbf-present-or-assertion',
    named(requestObjectClaims, 'request-object-nbf-present'),
    isAssertion,
  ),
  check('parameter-source-or-beside-assertion', (context) => {
    if (!isAssertion(context)) return parameterSource.run(context);
    context.as.parameters = Object.fromEntries(sentOf(context).entries);
  }),
  /** Takes an ID token of its own for the client that it was given to. */
  check('client-identified-or-by-id-token', (context) => {
    const { bank, request } = context;
    const jws = parseJws(request.form.first('client_assertion') ?? '');
    const client = jws?.claims.iss === bank.issuer ? bank.clients.get(String(jws.claims.aud)) : undefined;
    if (!jws || !client) return named(clientAuthentication, 'client-identified').run(context);
    if (!bank.keys.own.some(({ publicKey }) => signatureHolds(jws, publicKey)))
      throw invalidClient('the signature of the assertion does not hold');
    context.client = client;
  }),
];
