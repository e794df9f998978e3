/** Detached JWS over the body of a message (RFC 7515, appendix F), as UK Open Banking has it in `x-jws-signature`, and the ways to get it wrong. */
import { Buffer } from 'node:buffer';
import type { Json, TppClient, TppExchange } from '../contract.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import { algorithmNamed } from '../oauth/algorithm.ts';
import { flipped, readJws, signBytes } from '../oauth/jws.ts';
import { bankKeys, resourceKeys } from '../oauth/keys.ts';
import type { PublicJwk } from '../oauth/metadata.ts';
import { describeKey, ownKey, signingKeyFor } from '../oauth/signing.ts';
import type { StepContext } from '../step.ts';
import { headerValues } from '../transport/http.ts';
import { signatureHolds } from './holds.ts';
import { ownerOf, type SigningContext } from './sign.ts';

/** The claims in the header: when, by whom, and under which trust anchor it is made. */
const PREFIX = 'http://openbanking.org.uk/';
const NAMES = ['iat', 'iss', 'tan'].map((claim) => PREFIX + claim);
/** A critical parameter that banks of earlier versions have: whether the body is encoded before it is signed (RFC 7797). */
const UNENCODED = 'b64';
const MOST_KEYS = 100;

type Header = { [name: string]: Json };

const does = ({ variant }: Pick<TppClient, 'variant'>, what: 'requests' | 'responses'): boolean =>
  [what, 'both'].includes(variant['message-signatures'][0]);

/** The parts of the header that generic mutations may address: its claims by their short names, and all else. */
export const JWS_PARTS = ['jws.header', 'jws.claim'] as const;

/**
 * The header that signs this body; null where the client does not sign.
 * @requirement UK-OB-3.1-SIG-1
 */
export async function detachedSignature(
  context: SigningContext,
  name: string,
  body: string,
): Promise<[string, string] | null> {
  const owner = ownerOf(context);
  const { edits, around } = context;
  if (!does(owner.client, 'requests')) return null;
  const { iss = null, tan = null } = owner.client.messageSignature ?? {};
  if (iss === null || tan === null)
    throw new TppFault(`the target file does not say as whom the client ${owner.clientName} signs messages`);
  const asked = edits?.take('jws.sign') ?? null;
  const own = ownKey({ ...context, ...owner });
  const key = asked === null ? own : signingKeyFor({ ...context, ...owner }, asked);
  const { kid = own.jwk.kid ?? null } = key.jwk;
  const seconds = Math.floor(around.now() / 1000);
  const claims: Header = { iat: seconds, iss, tan };
  edits?.members('jws.claim', claims, around.now());
  let header: Header = {
    alg: key.alg,
    kid,
    ...Object.fromEntries(Object.entries(claims).map(([claim, value]) => [`${PREFIX}${claim}`, value])),
    crit: NAMES,
  };
  edits?.members('jws.header', header, around.now());
  if (edits?.take('jws.reverse')) header = Object.fromEntries(Object.entries(header).reverse());
  const payload = Buffer.from(edits?.take('jws.of-another-body') ? '{}' : body);
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
  const signed = edits?.take('jws.unencoded') ? payload : Buffer.from(payload.toString('base64url'));
  const algorithm = algorithmNamed(key.alg);
  if (algorithm === null) throw new TppFault(`this client does not sign with ${key.alg}`);
  const signature = await signBytes(algorithm, Buffer.concat([Buffer.from(`${encoded}.`), signed]), key.jwk);
  const sent = edits?.take('jws.flip') ? flipped(signature) : signature;
  if (asked !== null) edits?.tell(`${context.call?.id}: message signed with ${describeKey(key)}`);
  const written = edits?.take('jws.capitals') ? name.toUpperCase() : name;
  return [written, `${encoded}..${sent.toString('base64url')}`];
}

export const DETACHED_FACTS = {
  'jws.present': 'whether the answer has a detached signature over its body; only where answers are signed',
  'jws.valid': 'whether a key of the bank made it over the body; null when we know no such key',
  'jws.alg': 'its algorithm; null when its header cannot be read',
  'jws.claims': 'whether its header says when, by whom and under which trust anchor, and that this is critical',
  'jws.critical_unknown':
    'what its header calls critical that this standard does not know; null when it cannot be read',
};

type Verifying = Pick<StepContext, 'bank' | 'client' | 'metadata' | 'browse'>;

/** The facts of DETACHED_FACTS; none where the client expects no signature, or nothing came that could have one. */
export async function detachedFacts(
  context: Verifying,
  name: string,
  exchange: TppExchange,
): Promise<{ [name: string]: Json }> {
  const { response, failure } = exchange;
  const body = response?.body ?? '';
  if (!does(context.client, 'responses') || response === null || failure !== null || body === '') return {};
  const [sent] = headerValues(exchange, name);
  if (sent === undefined) return { 'jws.present': false, 'jws.valid': false };
  const [encoded = '', payload, signature = '', ...rest] = sent.trim().split('.');
  const header = readJws(`${encoded}.e30.x`)?.header ?? null;
  if (header === null || payload !== '' || rest.length > 0) return { 'jws.present': true, 'jws.valid': false };
  const crit = Array.isArray(header.crit) ? header.crit.map(String) : [];
  const unencoded = header[UNENCODED] === false && crit.includes(UNENCODED);
  const signed = unencoded ? Buffer.from(body) : Buffer.from(Buffer.from(body).toString('base64url'));
  return {
    'jws.present': true,
    'jws.valid': await holds(context, header, {
      base: Buffer.concat([Buffer.from(`${encoded}.`), signed]).toString('utf8'),
      signature: Buffer.from(signature, 'base64url'),
    }),
    'jws.alg': typeof header.alg === 'string' ? header.alg.slice(0, 40) : null,
    'jws.claims': NAMES.every((claim) => header[claim] !== undefined && crit.includes(claim)),
    'jws.critical_unknown': crit.filter((one) => one !== UNENCODED && !NAMES.includes(one)).slice(0, 10),
  };
}

async function holds(
  context: Verifying,
  { alg, kid }: Header,
  made: { base: string; signature: Buffer },
): Promise<boolean | null> {
  const held = await keysOf(context);
  if (held === null) return null;
  const named = held.filter((key) => (kid === undefined || key.kid === kid) && (key.alg ?? alg) === alg);
  if (named.length === 0 && context.bank.api.keys === undefined) return null;
  for (const key of named.slice(0, MOST_KEYS))
    if (typeof alg === 'string' && (await signatureHolds({ ...key, alg } as PublicJwk, { ...made, alg: undefined })))
      return true;
  return false;
}

/** Null when they cannot be had. */
async function keysOf(context: Verifying): Promise<PublicJwk[] | null> {
  try {
    return await (context.bank.api.keys === undefined ? bankKeys(context) : resourceKeys(context));
  } catch (error) {
    if (error instanceof Ended) return null;
    throw error;
  }
}
