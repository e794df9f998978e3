/** A registration that comes as a JWT, signed with the key that it registers, as directories of software have it: its metadata are claims. */
import { isAllowed, none } from '../as/algorithms.ts';
import { embeddedKey, type Jws, parseJws, signatureHolds } from '../as/jws.ts';
import type { Context } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { parseJson } from '../http/request.ts';
import { readKeys } from '../read-client.ts';
import type { Members } from '../read-members.ts';
import { metadataReader } from './metadata-reader.ts';

const MEDIA_TYPES = ['application/jwt', 'application/jose'];

/** Claims that are of the JWT and not of the client. */
const OF_THE_JWT = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'];

/** Null where the body says that it is something else. */
export function registrationJwt(context: Context): { jwt: Jws; metadata: Members } | null {
  const { mediaType, body } = context.request;
  if (!MEDIA_TYPES.includes(mediaType)) return null;
  const jwt = parseJws(body.trim());
  if (jwt === null || isTooDeep(body)) return metadataReader(context).fail('the body: this is no signed JWT');
  return {
    jwt,
    metadata: Object.fromEntries(Object.entries(jwt.claims).filter(([name]) => !OF_THE_JWT.includes(name))),
  };
}

function isTooDeep(jwt: string): boolean {
  try {
    parseJson(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
    return false;
  } catch {
    return true;
  }
}

/** A rule that applies only when the registration came as a JWT. */
const rule = (name: string, judge: (jwt: Jws, context: Context) => string | null): Check =>
  check(`registration-jwt-${name}`, (context) => {
    const { jwt } = context.dcr;
    const problem = jwt && judge(jwt, context);
    if (problem !== null) metadataReader(context).fail(`the body: ${problem}`);
  });

/** @requirement RFC8725-3.2-1 */
const accepted = ({ header }: Jws): string | null =>
  isAllowed(header.alg) ? null : 'it is signed with an algorithm that is not accepted';

/** By a key that it registers: whoever sends it has that key. @requirement RFC7515-5.2-1 */
function signed(jwt: Jws, context: Context): string | null {
  const { kid } = jwt.header;
  const keys = readKeys(jwt.claims.jwks, 'jwks', metadataReader(context)).slice(0, MOST_KEYS);
  const fitting = keys.filter((key) => kid === undefined || key.kid === null || key.kid === kid);
  return fitting.some(({ key }) => signatureHolds(jwt, key)) ? null : 'its signature does not hold';
}

/** Of keys that are tried; a client with more is not registered anyway. */
const MOST_KEYS = 10;

/** @requirement RFC8725-3.9-1 */
const audience = ({ claims: { aud } }: Jws, { bank: { issuer } }: Context): string | null =>
  [aud].flat().includes(issuer) ? null : 'aud is not the issuer';

/** @requirement RFC7519-4.1.4-2 */
function expiry({ claims: { exp } }: Jws, { bank, settings }: Context): string | null {
  if (typeof exp !== 'number') return 'exp is missing';
  return exp + settings.clockSkewSeconds <= bank.now() / 1000 ? 'it has expired' : null;
}

const issuer = ({ claims: { iss } }: Jws): string | null =>
  typeof iss === 'string' && iss !== '' ? null : 'iss does not say which software this is';

export const registrationJwtRules: readonly Check[] = [
  rule('alg', accepted),
  rule('signature', signed),
  rule('aud', audience),
  rule('exp', expiry),
  rule('iss', issuer),
];

const isUnsigned = ({ header }: Jws): boolean => header.alg === none.name;

/** For banks that do worse. */
export const registrationJwtAlternatives: readonly Check[] = [
  rule('alg-with-none', (jwt) => (isUnsigned(jwt) ? null : accepted(jwt))),
  rule('signature-unless-none', (jwt, context) => (isUnsigned(jwt) ? null : signed(jwt, context))),
  rule('signature-of-embedded-key', (jwt, context) => {
    const key = embeddedKey(jwt);
    return key !== null && signatureHolds(jwt, key) ? null : signed(jwt, context);
  }),
];
