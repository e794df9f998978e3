/** Whether the certificates of a file issue each other: names, signatures, and what authorities may do. Revocation, trust and name constraints are not looked at. */
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

/** By OpenSSL. False also for an algorithm that it does not have. */
function isSignedBy(one: Certificate, issuer: Certificate): boolean {
  try {
    return issuer.key.key !== null && new X509Certificate(one.der).verify(issuer.key.key);
  } catch {
    return false;
  }
}

/** Who issued whom among the certificates of a file; itself where it names itself, null where no other has the name. */
export type Issuers = ReadonlyMap<Certificate, Certificate | null>;

/** Of several with the name, the one whose key fits, or else the first. */
export function issuersIn(all: readonly Certificate[]): Issuers {
  const named = new Map<string, Certificate[]>();
  for (const one of all) {
    const key = comparable(one.subject);
    named.set(key, [...(named.get(key) ?? []), one]);
  }
  const issuerOf = (one: Certificate): Certificate | null => {
    const key = comparable(one.issuer);
    if (key === comparable(one.subject)) return one;
    const candidates = named.get(key) ?? [];
    return candidates.find((other) => isSignedBy(one, other)) ?? candidates[0] ?? null;
  };
  return new Map(all.map((one) => [one, issuerOf(one)]));
}

/** Of the certificate itself and its place below the others of the file. */
export function chainRules(one: Certificate, issuers: Issuers): Found[] {
  const all = [...issuers.keys()];
  const issuer = issuers.get(one) ?? null;
  const self = issuer === one;
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
    ...(leaf ? [] : pathRules(one, issuers)),
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
function pathRules(one: Certificate, issuers: Issuers): Found[] {
  const most = one.extensions.said.basicConstraints?.pathLength ?? null;
  if (most === null) return [];
  const leaves = [...issuers.keys()].filter((other) => !isAuthority(other));
  const below = Math.max(0, ...leaves.map((leaf) => stepsTo(one, leaf, issuers)));
  return foundIf([below > most, 'path-too-long', `it allows ${most} below it, and there are ${below}`]);
}

/** How many authorities stand between them; 0 also where there is no such path. */
function stepsTo(top: Certificate, leaf: Certificate, issuers: Issuers): number {
  const seen = new Set<Certificate>();
  for (let at = issuers.get(leaf) ?? null, steps = 0; at !== null && !seen.has(at); steps += 1) {
    if (at === top) return steps;
    seen.add(at);
    at = issuers.get(at) ?? null;
  }
  return 0;
}
