/** The sender constraints, one row each: how a token is presented, and what it has to be bound to. */
import type { Json, TppClient } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { isObject } from '../json.ts';
import type { StepContext } from '../step.ts';
import type { Scheme } from './memory.ts';

/** What this client showed when it asked for a token; null for what it did not show. */
export interface Shown {
  /** SHA-256 of the certificate, in hex. */
  certificateSha256: string | null;
  /** Thumbprint of the key of the DPoP proof. */
  jkt: string | null;
}

export interface SenderConstraint {
  /** How its tokens are presented unless the bank gave another type; the token_type that is right. */
  scheme: Scheme;
  /** Whether requests for tokens, and with tokens, carry a DPoP proof. */
  proves: boolean;
  /** The members of cnf that bind a token to what was shown, and their values; null when nothing binds it. */
  confirmation(shown: Shown): { [member: string]: string } | null;
}

/** @requirement RFC8705-3.1-2 */
const toCertificate = ({ certificateSha256 }: Shown) =>
  certificateSha256 === null ? null : { 'x5t#S256': Buffer.from(certificateSha256, 'hex').toString('base64url') };

/** @requirement RFC9449-6.1-1 */
const toKey = ({ jkt }: Shown) => (jkt === null ? null : { jkt });

const toBoth = (shown: Shown) => {
  const [certificate, key] = [toCertificate(shown), toKey(shown)];
  return certificate === null || key === null ? null : { ...certificate, ...key };
};

const ROWS: ReadonlyMap<string, SenderConstraint> = new Map<string, SenderConstraint>([
  ['mtls', { scheme: 'Bearer', proves: false, confirmation: toCertificate }],
  ['dpop', { scheme: 'DPoP', proves: true, confirmation: toKey }],
  ['mtls-dpop', { scheme: 'DPoP', proves: true, confirmation: toBoth }],
  ['none', { scheme: 'Bearer', proves: false, confirmation: () => null }],
]);

/** The row of a client. Throws TppFault for a value that has none. */
export function constraintOf({ variant }: Pick<TppClient, 'variant'>): SenderConstraint {
  const [name] = variant['sender-constraint'];
  const row = ROWS.get(name);
  if (row === undefined) throw new TppFault(`there is no sender constraint ${name}`);
  return row;
}

/** The fact whether a cnf names what the client showed; null when nothing was shown that a token could be bound to. */
export function confirms(
  { client, compare }: Pick<StepContext, 'client' | 'compare'>,
  fact: string,
  cnf: Json | undefined,
  shown: Shown,
): boolean | null {
  const expected = constraintOf(client).confirmation(shown);
  if (expected === null) return null;
  const same = isObject(cnf) && Object.entries(expected).every(([member, value]) => cnf[member] === value);
  return same || compare(fact, cnf, expected);
}
