/** What a certification path has to satisfy, one rule a row (RFC 5280, 6.1). A path runs from the client's certificate to the trust anchor. */
import 'reflect-metadata';
import type { X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Name, NameConstraints } from '@peculiar/asn1-x509';
import * as x509 from '@peculiar/x509';
import { parsedCertificate, signatureAlgorithm } from './parsed-certificate.ts';

export interface Link {
  node: X509Certificate;
  parsed: x509.X509Certificate;
}

export const linkOf = (node: X509Certificate): Link => ({ node, parsed: parsedCertificate(node) });

/** A certification path: leaf first, trust anchor last. */
export type Path = readonly [Link, ...Link[]];

export interface ChainRule {
  name: string;
  /** What the bank says of a path that breaks it. */
  says: string;
  /** Whether it looks at the time. */
  timed?: true;
  broken(path: Path): boolean;
}

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const NAME_CONSTRAINTS = '2.5.29.30';
const CURVES: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1'];
const SMALLEST_RSA = 2048;

const SHA1: readonly string[] = ['1.2.840.10045.4.1', '1.2.840.113549.1.1.5'];
const MD5: readonly string[] = ['1.2.840.113549.1.1.4'];

/** Extensions that are processed here, so that they may be critical. */
const KNOWN: readonly string[] = [
  '2.5.29.15', // key usage
  '2.5.29.17', // subject alternative name
  '2.5.29.19', // basic constraints
  NAME_CONSTRAINTS,
  '2.5.29.37', // extended key usage
];

const issuersOf = ([, ...issuers]: Path): Link[] => issuers;
/** The anchor is trusted as it is: its signature and its form are not looked at. */
const judged = (path: Path): readonly Link[] => path.slice(0, Math.max(1, path.length - 1));

const keyUsage = ({ parsed }: Link): number | null => parsed.getExtension(x509.KeyUsagesExtension)?.usages ?? null;
const allows = (link: Link, flag: x509.KeyUsageFlags): boolean => {
  const usage = keyUsage(link);
  return usage === null || (usage & flag) !== 0;
};

const signedWith = (algorithms: readonly string[]) => (path: Path) =>
  judged(path).some(({ node }) => algorithms.includes(signatureAlgorithm(node)));

/** Attributes one by one, as they are encoded. */
function attributes(name: Name): string[] {
  return name.map((one) => Buffer.from(AsnConvert.serialize(one)).toString('hex'));
}

function subjectOf({ parsed }: Link): string[] {
  return attributes(AsnConvert.parse(parsed.subjectName.toArrayBuffer(), Name));
}

/** By directory names, which is what certificates of clients have. @requirement RFC5280-6.1.3-b */
function outside(path: Path): boolean {
  return issuersOf(path).some(({ parsed }, index) => {
    const extension = parsed.getExtension(NAME_CONSTRAINTS);
    if (!extension) return false;
    const { permittedSubtrees, excludedSubtrees } = AsnConvert.parse(extension.value, NameConstraints);
    const bases = (trees: typeof permittedSubtrees): string[][] =>
      [...(trees ?? [])].flatMap(({ base }) => (base.directoryName ? [attributes(base.directoryName)] : []));
    const [permitted, excluded] = [bases(permittedSubtrees), bases(excludedSubtrees)];
    return path.slice(0, index + 1).some((below) => {
      const subject = subjectOf(below);
      const within = (base: string[]) => base.every((one, at) => subject[at] === one);
      return excluded.some(within) || (permitted.length > 0 && !permitted.some(within));
    });
  });
}

/** Authorities between an issuer and the leaf, but for those that issued themselves. @requirement RFC5280-6.1.4-l */
function tooLong(path: Path): boolean {
  return issuersOf(path).some(({ parsed }, index) => {
    const { pathLength } = parsed.getExtension(x509.BasicConstraintsExtension) ?? {};
    const between = path.slice(1, index + 1).filter(({ node }) => node.subject !== node.issuer);
    return pathLength !== undefined && between.length > pathLength;
  });
}

/** @requirement FAPI2-SP-5.4.1-2 FAPI2-SP-5.4.1-3 */
function weakKey({ node: { publicKey } }: Link): boolean {
  const { modulusLength = 0, namedCurve = '' } = publicKey.asymmetricKeyDetails ?? {};
  return publicKey.asymmetricKeyType === 'rsa' ? modulusLength < SMALLEST_RSA : !CURVES.includes(namedCurve);
}

// biome-ignore format: a table, one row a line
const TABLE = [
  { name: 'basic-constraints', says: 'one of its issuers is no authority', broken: (path) => issuersOf(path).some(({ parsed }) => !parsed.getExtension(x509.BasicConstraintsExtension)?.ca) },
  { name: 'certificate-signing', says: 'one of its issuers may not sign certificates', broken: (path) => issuersOf(path).some((link) => !allows(link, x509.KeyUsageFlags.keyCertSign)) },
  { name: 'path-length', says: 'there are more authorities than one of its issuers allows', broken: tooLong },
  { name: 'name-constraints', says: 'one of its issuers may not issue for this subject', broken: outside },
  { name: 'issuer-dates', says: 'one of its issuers is not in its validity period', timed: true, broken: (path) => issuersOf(path).some(({ parsed }) => parsed.notBefore.getTime() > Date.now() || parsed.notAfter.getTime() < Date.now()) },
  { name: 'leaf-authority', says: 'it is one of an authority', broken: ([leaf]) => leaf.node.ca },
  { name: 'extended-key-usage', says: 'it is not for clients', broken: ([{ parsed }]) => { const usages = parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages; return usages !== undefined && !usages.includes(CLIENT_AUTH); } },
  { name: 'key-usage', says: 'its key is not for signatures', broken: ([leaf]) => !allows(leaf, x509.KeyUsageFlags.digitalSignature) },
  { name: 'md5', says: 'it is signed with MD5', broken: signedWith(MD5) },
  { name: 'sha1', says: 'it is signed with SHA-1', broken: signedWith(SHA1) },
  { name: 'key-strength', says: 'its key is too weak', broken: (path) => path.some(weakKey) },
  { name: 'duplicate-extension', says: 'it holds an extension twice', broken: (path) => judged(path).some(({ parsed }) => new Set(parsed.extensions.map(({ type }) => type)).size < parsed.extensions.length) },
  { name: 'critical-extension', says: 'it holds a critical extension that is not known here', broken: (path) => judged(path).some(({ parsed }) => parsed.extensions.some(({ critical, type }) => critical && !KNOWN.includes(type))) },
] as const satisfies readonly ChainRule[];

export const chainRules: readonly ChainRule[] = TABLE;
export type ChainRuleName = (typeof TABLE)[number]['name'];
