/** Verifies JWTs of the bank: JARM responses and ID tokens, rule by rule, so that each finding has a name. */
import type { importJWK } from 'jose';
import { pastLimit } from '../answer.ts';
import type { Json } from '../contract.ts';
import { Ended } from '../ended.ts';
import { algorithmNamed, fits } from './algorithm.ts';
import { jwtPastLimit, LONGEST_JWT, readJws } from './jws.ts';
import type { PublicJwk } from './metadata.ts';

/** A JWT that names no key may be signed by any; of more than these nobody can tell in time. */
const MOST_KEYS = 100;
const SKEW_S = 60;
/** A clock that is off by less is not told from one that is right. */
const CLOCKS_DIFFER_S = 300;
/** @requirement OIDC-CORE-2-5 FAPI2-SP-5.4.2-2 */
const KEY_REFERENCES = ['x5u', 'x5c', 'jku', 'jwk'];

export interface Expected {
  issuer: string;
  clientId: string;
  /** Null when the JWT needs none. */
  nonce: string | null;
  nowMs: number;
}

export interface Verified {
  alg: string | null;
  kid: string | null;
  /** Whether it names one of the published keys; null where there is only one and it names none. @requirement OIDC-CORE-10.1-1 */
  namesKey: boolean | null;
  /** Header parameters that bring a key along or lead to one. */
  keyReferences: string[];
  payload: { [claim: string]: Json };
  /** What no JWT should be like, in words, though it can be read; or null. */
  flaw: string | null;
  signature: boolean;
  issMatches: boolean;
  audMatches: boolean;
  hasExp: boolean;
  /** From now, or from iat when there is one, to exp; null without exp. */
  lifetimeS: number | null;
  expired: boolean;
  /** Null when no nonce was expected. */
  nonceMatches: boolean | null;
}

/** Null when the text is no JWS at all. Throws Ended, with the limit, where more would have to be looked at than is looked at here. */
export async function verifyJwt(jwt: string, keys: readonly PublicJwk[], expected: Expected): Promise<Verified | null> {
  const parts = jwt.length > LONGEST_JWT ? null : readJws(jwt);
  const beyond = parts ? null : jwtPastLimit(jwt);
  if (beyond !== null) throw new Ended(pastLimit(`a JWT of the bank cannot be judged: ${beyond}`));
  if (!parts) return null;
  const { header, payload, flaw } = parts;
  const alg = typeof header.alg === 'string' ? header.alg : null;
  const kid = typeof header.kid === 'string' ? header.kid : null;
  const exp = numeric(payload.exp);
  const iat = numeric(payload.iat);
  const nowS = expected.nowMs / 1000;
  return {
    alg,
    kid,
    namesKey: kid === null ? (keys.length > 1 ? false : null) : keys.some((key) => key.kid === kid),
    keyReferences: KEY_REFERENCES.filter((name) => Object.hasOwn(header, name)),
    payload,
    flaw: flaw ?? untimely(payload),
    signature: await signed(jwt, alg, kid, keys),
    issMatches: payload.iss === expected.issuer,
    audMatches: addressed(payload, expected.clientId),
    hasExp: exp !== null,
    lifetimeS: exp === null ? null : Math.round(exp - (iat ?? nowS)),
    expired: exp !== null && exp < nowS - SKEW_S,
    nonceMatches: expected.nonce === null ? null : payload.nonce === expected.nonce,
  };
}

/** True when nothing at all is wrong: what a careful client asks before it believes a JWT. */
export function acceptable(verified: Verified | null): boolean {
  if (verified === null) return false;
  return (
    verified.flaw === null &&
    verified.signature &&
    verified.issMatches &&
    verified.audMatches &&
    verified.hasExp &&
    !verified.expired &&
    verified.nonceMatches !== false
  );
}

/** A time that is no number is as good as none. @requirement OIDC-CORE-2-2 */
function untimely(payload: { [claim: string]: Json }): string | null {
  const wrong = ['exp', 'iat', 'nbf'].find((claim) => payload[claim] !== undefined && numeric(payload[claim]) === null);
  return wrong === undefined ? null : `its ${wrong} is not a number`;
}

function numeric(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/**
 * Those of its times in the past that lie ahead of now, by more than clocks may differ (a few minutes: RFC 7519, 4.1.4).
 * @requirement OIDC-CORE-2-6
 */
export const timesAhead = (payload: { [claim: string]: Json }, nowMs: number): string[] =>
  ['iat', 'auth_time'].filter((claim) => (numeric(payload[claim]) ?? 0) > nowMs / 1000 + CLOCKS_DIFFER_S);

/** For this client alone, and when it names an authorized party, it is this client too. @requirement OIDC-CORE-3.1.3.7-3 */
function addressed({ aud, azp }: { [claim: string]: Json }, clientId: string): boolean {
  const alone = aud === clientId || (Array.isArray(aud) && aud.length === 1 && aud[0] === clientId);
  return alone && (azp === undefined || azp === clientId);
}

/** Weak algorithms are checked like others: which of them are right is the judge's business. Only the bank's own keys count; a key inside the JWT is never looked at. @requirement RFC8725-embed-1 */
async function signed(
  jwt: string,
  alg: string | null,
  kid: string | null,
  keys: readonly PublicJwk[],
): Promise<boolean> {
  const algorithm = algorithmNamed(alg ?? undefined);
  if (!algorithm?.asymmetric) return false;
  const { name } = algorithm;
  const fitting = keys.filter(
    (key) => fits(algorithm, key) && (kid === null || key.kid === kid) && (key.use ?? 'sig') === 'sig',
  );
  const { compactVerify } = await import('jose');
  for (const key of fitting.slice(0, MOST_KEYS)) {
    try {
      await compactVerify(jwt, await imported(key, name), { algorithms: [name] });
      return true;
    } catch {
      // Another key may fit: a kid is not always unique.
    }
  }
  if (fitting.length > MOST_KEYS)
    throw new Ended(
      pastLimit(
        `a JWT of the bank cannot be judged: ${fitting.length} keys may have signed it, and ${MOST_KEYS} were tried`,
      ),
    );
  return false;
}

const ready = new WeakMap<PublicJwk, Map<string, ReturnType<typeof importJWK>>>();

/** The key as `jose` takes it; a key of the bank is imported once for an algorithm. */
function imported(key: PublicJwk, algorithm: string): ReturnType<typeof importJWK> {
  const held = ready.get(key) ?? new Map<string, ReturnType<typeof importJWK>>();
  ready.set(key, held);
  const made =
    held.get(algorithm) ?? import('jose').then((jose) => jose.importJWK(publicHalf(key) as never, algorithm));
  held.set(algorithm, made);
  return made;
}

/** Without the private members of a key that should never have been published; that is a finding of its own. */
const publicHalf = ({ kty, crv, x, y, n, e }: PublicJwk): PublicJwk =>
  Object.fromEntries(Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined)) as PublicJwk;

/** Whether a kid is unknown, so that the keys are worth fetching again. */
export function unknownKid(jwt: string, keys: readonly PublicJwk[]): boolean {
  const kid = readJws(jwt)?.header.kid;
  return typeof kid === 'string' && !keys.some((key) => key.kid === kid);
}
