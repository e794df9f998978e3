/** What can be wrong with a client certificate that is made for a test: names, and where the rule is written. */

/** One row a flaw; each certificate differs from a good one of the same subject in this alone. */
// biome-ignore format: a table, one row a line
export const FLAWS = {
  'self-signed': 'signed with its own key (RFC 5280, 6.1.3 (a)(1))',
  'look-alike-ca': 'signed by authorities that bear the names of the real ones (RFC 5280, 6.1.3 (a)(1))',
  'missing-intermediate': 'of an authority that the root vouches for, whose certificate nobody was shown (RFC 5280, 6.1.3 (a)(1))',
  'short-lived': 'a good one that runs out within half a minute',
  expired: 'ran out yesterday (RFC 5280, 6.1.3 (a)(2))',
  'not-yet-valid': 'begins tomorrow (RFC 5280, 6.1.3 (a)(2))',
  'extended-key-usage': 'for servers only (RFC 5280, 4.2.1.12)',
  'no-extended-key-usage': 'says nothing of its purpose, which allows for any (RFC 5280, 4.2.1.12)',
  'key-usage': 'its key may only encipher keys (RFC 5280, 4.2.1.3)',
  'name-constraint': 'of an authority that may issue for another organisation only (RFC 5280, 6.1.3 (b))',
  'path-length': 'of an authority below one that may have none below it (RFC 5280, 6.1.4 (l))',
  'leaf-as-ca': 'signed by the certificate of another client (RFC 5280, 6.1.4 (k))',
  sha1: 'signed with SHA-1 (RFC 8446, 4.4.2.4)',
  md5: 'signed with MD5 (RFC 8446, 4.4.2.4)',
  'rsa-1024': 'with an RSA key of 1024 bits',
  'no-status-addresses': 'a good one that names nobody who knows its status (RFC 5280, 6.3.3)',
  'oversized-chain': 'a good one, shown with a hundred certificates that have nothing to do with it',
  'duplicate-extension': 'holds an extension twice (RFC 5280, 4.2)',
  'unknown-critical-extension': 'holds a critical extension that nobody knows (RFC 5280, 4.2)',
} as const;

export type Flaw = keyof typeof FLAWS;
export const flaws = Object.keys(FLAWS) as Flaw[];

export const isFlaw = (name: string): name is Flaw => Object.hasOwn(FLAWS, name);
