/** What RFC 5280 and TS 119 312 ask of every certificate: its fields, its algorithms, its key, its validity. */
import type { Certificate, PublicKey } from './certificate.ts';
import type { Attribute } from './distinguished-name.ts';
import { type Found, found, foundIf } from './findings.ts';
import { CURVES, HASHES } from './oids.ts';
import { isAuthority, type Matter } from './subject-matter.ts';

const DAY_MS = 86_400_000;
const LONGEST_WEBSITE_DAYS = 398;
const LONGEST_SERIAL = 20;
const WEAK: ReadonlySet<string | null> = new Set(['MD2', 'MD5', 'SHA-1']);
const RECOMMENDED_KEYS: ReadonlySet<string> = new Set(['rsa', 'rsa-pss', 'ec', 'ed25519', 'ed448']);
/** Curves of TS 119 312. */
const RECOMMENDED_CURVES = /^(?:P-(?:256|384|521)|brainpoolP\d+r1|FRP256v1)$/;

export const day = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

export function fieldRules({ certificate, now }: Matter): Found[] {
  return [
    ...encoding(certificate),
    ...algorithm(certificate),
    ...names(certificate),
    ...validity(certificate, now),
    ...key(certificate.key),
  ];
}

function encoding({ version, serial, uniqueIdentifiers, extensions }: Certificate): Found[] {
  const { list, malformed } = extensions;
  const repeated = new Set(
    list.filter((one, at) => list.findIndex(({ oid }) => oid === one.oid) < at).map(({ name }) => name),
  );
  return [
    ...malformed.map(({ extension, says }) => found('extension-malformed', `${extension}: ${says}`)),
    ...[...repeated].map((name) => found('extension-repeated', `${name} is there more than once`)),
    ...list
      .filter(({ oid, name, critical }) => critical && oid === name)
      .map(({ oid }) => found('extension-unknown-critical', `${oid} is critical, and nobody said what it means`)),
    ...foundIf(
      [list.some(({ name }) => name === 'precertificatePoison'), 'precertificate', 'it is the draft'],
      [version !== 3 && list.length > 0, 'version', `it is of version ${version}, and has extensions`],
      [version !== 3 && list.length === 0, 'version', `it is of version ${version}, which has no extensions`],
      [uniqueIdentifiers, 'unique-identifiers', 'there are unique identifiers'],
      [serial.value <= 0n, 'serial', `it is ${serial.value === 0n ? 'zero' : 'negative'}`],
      [serial.bytes > LONGEST_SERIAL, 'serial', `it has ${serial.bytes} bytes`],
    ),
  ];
}

const KNOWN_HASHES: ReadonlySet<string> = new Set(Object.values(HASHES));

function algorithm(certificate: Certificate): Found[] {
  const {
    algorithm: { name, oid, hash, parameters },
    algorithmTwice,
    subject,
    issuer,
  } = certificate;
  // Nobody relies on the signature that a root makes over itself.
  const root = isAuthority(certificate) && subject.der.equals(issuer.der);
  const pssUnknown = hash !== null && !KNOWN_HASHES.has(hash) && !WEAK.has(hash);
  return foundIf(
    [
      !algorithmTwice,
      'algorithm-differs',
      'the signed part names another algorithm, or other parameters, than the signature',
    ],
    [parameters !== null, 'algorithm-parameters', `${name}: ${parameters ?? ''}`],
    [WEAK.has(hash) && !root, 'algorithm-weak', `it is signed with ${name} and ${hash}`],
    [
      name === oid || pssUnknown || name === 'DSA',
      'algorithm-unknown',
      `it is signed with ${name}${pssUnknown ? ` and ${hash}` : ''}`,
    ],
  );
}

/** Upper bounds, in characters. */
const LONGEST: { readonly [attribute: string]: number } = {
  CN: 64,
  O: 64,
  OU: 64,
  serialNumber: 64,
  L: 128,
  ST: 128,
  title: 64,
};

const isTooLong = ({ name, value }: Attribute): boolean =>
  [...value].length > (LONGEST[name] ?? Number.POSITIVE_INFINITY);

/** Control characters, and what reorders or hides text. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/u;
const IA5: ReadonlySet<string> = new Set(['DC', 'emailAddress']);

const typeFits = ({ name, type }: Attribute): boolean =>
  type === 'UTF8String' || type === 'PrintableString' || (type === 'IA5String' && IA5.has(name));

function names({ subject, issuer }: Certificate): Found[] {
  const both = [
    ['subject', subject],
    ['issuer', issuer],
  ] as const;
  return both.flatMap(([whose, { rdns, ordered }]) => [
    ...foundIf(
      [!ordered, 'name-order', `the ${whose} has a set that is not in order, or an attribute twice`],
      [whose === 'issuer' && rdns.length === 0, 'issuer-empty', 'the issuer has no name'],
    ),
    ...rdns
      .flat()
      .flatMap((one) =>
        foundIf(
          [
            !one.wellFormed || UNSEEN.test(one.value),
            'name-text',
            `${one.name} of the ${whose} is a ${one.type} and holds what it may not: ${JSON.stringify(one.value)}`,
          ],
          [isTooLong(one), 'name-length', `${one.name} of the ${whose} has ${[...one.value].length} characters`],
          [one.value === '', 'name-text', `${one.name} of the ${whose} is empty`],
          [!typeFits(one), 'name-text-type', `${one.name} of the ${whose} is a ${one.type}`],
        ),
      ),
  ]);
}

function validity({ validity: { from, to, rightTypes }, extensions }: Certificate, now: number): Found[] {
  const web = extensions.said.qcStatements?.types?.includes('web') ?? false;
  // Both ends belong to it.
  const days = (to - from + 1000) / DAY_MS;
  return foundIf(
    [!rightTypes, 'validity-types', 'a time is of the type that another year asks for'],
    [to < from, 'validity-reversed', `it begins at ${day(from)} and ends at ${day(to)}`],
    [to < now, 'expired', `it ended at ${day(to)}`],
    [from > now, 'not-yet-valid', `it begins at ${day(from)}`],
    [web && days > LONGEST_WEBSITE_DAYS, 'validity-long', `it is valid for ${Math.ceil(days)} days`],
  );
}

const LEAST_RSA_BITS = 2048;
const LEAST_EC_BITS = 224;
const LARGEST_UNUSUAL_EXPONENT = 65_536n;
const RSA: ReadonlySet<string> = new Set(['rsa', 'rsa-pss']);
const EC = '1.2.840.10045.2.1';

function key({ type, bits, curve, exponent, key: usable }: PublicKey): Found[] {
  const rsa = RSA.has(type);
  const ec = type === 'ec' || type === EC;
  const named = curve !== null && Object.values(CURVES).includes(curve);
  return [
    ...foundIf(
      [usable === null && !(ec && curve !== null && !named), 'key-unusable', `the key (${type}) cannot be used`],
      [rsa && (bits ?? 0) < LEAST_RSA_BITS, 'key-weak-rsa', `it has ${bits} bits`],
      [ec && bits !== null && bits < LEAST_EC_BITS, 'key-weak-ec', `it has ${bits} bits`],
      [ec && curve === null, 'key-curve-unnamed', 'the key spells its curve out'],
    ),
    ...(exponent === null
      ? []
      : foundIf(
          [exponent < 3n || exponent % 2n === 0n, 'key-exponent', `it is ${exponent}`],
          [exponent >= 3n && exponent <= LARGEST_UNUSUAL_EXPONENT, 'key-exponent-small', `it is ${exponent}`],
        )),
    ...foundIf(
      [usable !== null && !RECOMMENDED_KEYS.has(type), 'key-unusual', `it is of type ${type}`],
      [
        ec && curve !== null && (bits ?? 256) >= LEAST_EC_BITS && !RECOMMENDED_CURVES.test(curve),
        'key-unusual',
        `its curve is ${curve}`,
      ],
    ),
  ];
}
