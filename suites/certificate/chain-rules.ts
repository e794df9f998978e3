/** Whether the certificates of a file issue each other: names, signatures, and what authorities may do. Revocation and trust are not looked at. */
import { X509Certificate } from 'node:crypto';
import type { Certificate } from './certificate.ts';
import type { DistinguishedName } from './distinguished-name.ts';
import { type Found, foundIf } from './findings.ts';
import { isAuthority } from './subject-matter.ts';

/** RFC 5280 7.1: without regard to case and to how often a space is repeated, and of whichever type the text is. */
function comparable({ rdns }: DistinguishedName): string {
  const fold = (value: string): string => value.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
  return JSON.stringify(rdns.map((rdn) => rdn.map(({ oid, value }) => [oid, fold(value)]).sort()));
}

const issues = (issuer: Certificate, one: Certificate): boolean =>
  comparable(issuer.subject) === comparable(one.issuer);

export const isSelfIssued = (one: Certificate): boolean => issues(one, one);

/** By OpenSSL. False also for an algorithm that it does not have. */
function isSignedBy(one: Certificate, issuer: Certificate): boolean {
  try {
    return issuer.key.key !== null && new X509Certificate(one.der).verify(issuer.key.key);
  } catch {
    return false;
  }
}

/** The one of that name whose key fits, or else the first of that name. */
function issuerOf(one: Certificate, all: readonly Certificate[]): Certificate | null {
  const named = all.filter((other) => other !== one && issues(other, one));
  return named.find((other) => isSignedBy(one, other)) ?? named[0] ?? null;
}

/** Of the certificate itself and its place below the others of the file. */
export function chainRules(one: Certificate, all: readonly Certificate[]): Found[] {
  const self = isSelfIssued(one);
  const issuer = self ? one : issuerOf(one, all);
  const leaf = !isAuthority(one);
  const others = all.filter((other) => other !== one && isAuthority(other));
  const repeated = all.filter((other) => other.der.equals(one.der)).length > 1;
  return [
    ...foundIf(
      [leaf && self, 'self-issued', 'it names itself as its issuer'],
      [
        leaf && issuer === null && others.length > 0,
        'issuer-mismatch',
        'the file has an authority, and none of the name of its issuer',
      ],
      [
        repeated && all.find((other) => other.der.equals(one.der)) === one,
        'chain-repeated',
        'it is in the file more than once',
      ],
    ),
    ...(issuer === null ? [] : signatureRules(one, issuer, self)),
    ...(issuer === null || self ? [] : issuerRules(issuer)),
    ...(leaf ? [] : pathRules(one, all)),
  ];
}

function signatureRules(one: Certificate, issuer: Certificate, self: boolean): Found[] {
  const { authorityKey } = one.extensions.said;
  const { subjectKey } = issuer.extensions.said;
  const differs = authorityKey !== null && subjectKey !== null && authorityKey !== subjectKey;
  return foundIf(
    [
      !isSignedBy(one, issuer),
      'signature-bad',
      self ? 'it is not made with its own key' : 'it is not made with the key of the authority of that name',
    ],
    [differs, 'authority-key-mismatch', `it names ${authorityKey}, and the issuer has ${subjectKey}`],
  );
}

function issuerRules({ extensions: { said } }: Certificate): Found[] {
  const { basicConstraints, keyUsage } = said;
  return foundIf(
    [basicConstraints?.ca !== true, 'issuer-not-authority', 'the certificate above is none of an authority'],
    [
      keyUsage?.includes('keyCertSign') === false,
      'issuer-may-not-sign',
      `the key usage of the certificate above is ${keyUsage?.join(', ')}`,
    ],
  );
}

/** The most authorities that stand between this one and a leaf of the file. */
function pathRules(one: Certificate, all: readonly Certificate[]): Found[] {
  const most = one.extensions.said.basicConstraints?.pathLength ?? null;
  if (most === null) return [];
  const below = Math.max(0, ...all.filter((other) => !isAuthority(other)).map((leaf) => stepsTo(one, leaf, all)));
  return foundIf([below > most, 'path-too-long', `it allows ${most} below it, and there are ${below}`]);
}

function stepsTo(top: Certificate, leaf: Certificate, all: readonly Certificate[]): number {
  const seen = new Set<Certificate>();
  for (let at = issuerOf(leaf, all), steps = 0; at !== null && !seen.has(at); steps += 1) {
    if (at === top) return steps;
    seen.add(at);
    at = issuerOf(at, all);
  }
  return 0;
}
