/** What the extensions of a certificate say, read one by one; one that is malformed is told as such and says nothing. */
import {
  type Der,
  expectEnd,
  expectUniversal,
  isContext,
  isUniversal,
  itemsOf,
  readDer,
  TAG,
  Unreadable,
} from './der.ts';
import { booleanOf, integerOf, namedBitsOf, oidOf } from './der-value.ts';
import { type GeneralName, generalNameFrom } from './general-name.ts';
import { EXTENDED_KEY_USAGES, EXTENSIONS, KEY_USAGES, type KeyUsage, nameOf } from './oids.ts';
import { type QcStatements, qcStatementsFrom } from './qc-statements.ts';

export interface Extension {
  oid: string;
  name: string;
  critical: boolean;
}

export interface Malformed {
  extension: string;
  says: string;
}

/** Null: the extension is not there, or malformed. */
export interface Said {
  basicConstraints: { ca: boolean; pathLength: number | null } | null;
  keyUsage: readonly KeyUsage[] | null;
  /** Names, or identifiers where there is none. */
  extKeyUsage: readonly string[] | null;
  subjectAltName: readonly GeneralName[] | null;
  crls: readonly string[] | null;
  ocsp: readonly string[] | null;
  issuers: readonly string[] | null;
  /** Dotted. */
  policies: readonly string[] | null;
  /** Hexadecimal. */
  subjectKey: string | null;
  authorityKey: string | null;
  qcStatements: QcStatements | null;
}

export interface Extensions {
  list: readonly Extension[];
  malformed: readonly Malformed[];
  said: Said;
}

type Reader = (value: Der) => Partial<Said>;

const READERS: { readonly [name: string]: Reader } = {
  basicConstraints,
  keyUsage: (value) => ({ keyUsage: keyUsage(value) }),
  extKeyUsage: (value) => ({
    extKeyUsage: itemsOf(value, 'the list of uses').map((one) =>
      nameOf(EXTENDED_KEY_USAGES, oidOf(expectUniversal(one, TAG.oid, 'a use', value))),
    ),
  }),
  subjectAltName: (value) => ({ subjectAltName: itemsOf(value, 'the list of names').map(generalNameFrom) }),
  cRLDistributionPoints: (value) => ({ crls: itemsOf(value, 'the list of CRLs').flatMap(distributionPoint) }),
  authorityInfoAccess,
  certificatePolicies: (value) => ({ policies: itemsOf(value, 'the list of policies').map(policy) }),
  subjectKeyIdentifier: (value) => ({
    subjectKey: expectUniversal(value, TAG.octets, 'the key identifier', value).content.toString('hex'),
  }),
  authorityKeyIdentifier,
  qcStatements: (value) => ({ qcStatements: qcStatementsFrom(value) }),
};

const NOTHING: Said = {
  basicConstraints: null,
  keyUsage: null,
  extKeyUsage: null,
  subjectAltName: null,
  crls: null,
  ocsp: null,
  issuers: null,
  policies: null,
  subjectKey: null,
  authorityKey: null,
  qcStatements: null,
};

/** Of an extension that is there twice the first is read. Throws Unreadable when the list itself cannot be read. */
export function extensionsFrom(value: Der): Extensions {
  const list: Extension[] = [];
  const malformed: Malformed[] = [];
  let said = NOTHING;
  for (const item of itemsOf(value, 'the list of extensions')) {
    const { oid, critical, criticalWritten, held } = extensionFrom(item);
    const name = nameOf(EXTENSIONS, oid);
    const repeated = list.some((one) => one.oid === oid);
    list.push({ oid, name, critical });
    if (criticalWritten && !critical)
      malformed.push({ extension: name, says: 'it is written out that it is not critical, which DER leaves out' });
    const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (reader === undefined || repeated) continue;
    try {
      said = { ...said, ...reader(readDer(held.content, held.at + held.whole.length - held.content.length)) };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      malformed.push({ extension: name, says: `${error.message} (byte ${error.at})` });
    }
  }
  return { list, malformed, said };
}

export const NO_EXTENSIONS: Extensions = { list: [], malformed: [], said: NOTHING };

function extensionFrom(item: Der): { oid: string; critical: boolean; criticalWritten: boolean; held: Der } {
  const sequence = expectUniversal(item, TAG.sequence, 'an extension', item);
  const [first, second, third] = sequence.children;
  const oid = oidOf(expectUniversal(first, TAG.oid, 'the name of an extension', sequence));
  const criticalWritten = isUniversal(second, TAG.boolean);
  expectEnd(sequence, criticalWritten ? 3 : 2, 'an extension');
  return {
    oid,
    criticalWritten,
    critical: criticalWritten && booleanOf(second),
    held: expectUniversal(criticalWritten ? third : second, TAG.octets, 'the content of an extension', sequence),
  };
}

function basicConstraints(value: Der): Partial<Said> {
  const sequence = expectUniversal(value, TAG.sequence, 'the constraints', value);
  const [first, second] = sequence.children;
  const caWritten = isUniversal(first, TAG.boolean);
  const ca = caWritten && booleanOf(first);
  if (caWritten && !ca) throw new Unreadable('it is written out that it is no CA, which DER leaves out', value.at);
  const length = caWritten ? second : first;
  expectEnd(sequence, (caWritten ? 1 : 0) + (length === undefined ? 0 : 1), 'the constraints');
  if (length === undefined) return { basicConstraints: { ca, pathLength: null } };
  const { value: number, negative } = integerOf(expectUniversal(length, TAG.integer, 'the path length', sequence));
  if (negative || number > 255n) throw new Unreadable('the path length is no length', length.at);
  return { basicConstraints: { ca, pathLength: Number(number) } };
}

function keyUsage(value: Der): KeyUsage[] {
  return namedBitsOf(expectUniversal(value, TAG.bits, 'the usage', value)).map((bit) => {
    const usage = KEY_USAGES[bit];
    if (usage === undefined) throw new Unreadable(`bit ${bit} of the usage has no meaning`, value.at);
    return usage;
  });
}

/** The addresses of one distribution point: `[0] distributionPoint { [0] fullName }, [1] reasons, [2] cRLIssuer`. */
function distributionPoint(value: Der): string[] {
  const sequence = expectUniversal(value, TAG.sequence, 'a distribution point', value);
  const point = sequence.children.find((one) => isContext(one, 0));
  const full = point?.children.find((one) => isContext(one, 0));
  if (sequence.children.length === 0) throw new Unreadable('a distribution point is empty', value.at);
  return (full?.children ?? []).map(generalNameFrom).flatMap(({ type, value: uri }) => (type === 'uri' ? [uri] : []));
}

const OCSP = '1.3.6.1.5.5.7.48.1';
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2';

function authorityInfoAccess(value: Der): Partial<Said> {
  const all = itemsOf(value, 'the list of addresses').map((one) => {
    const pair = expectUniversal(one, TAG.sequence, 'an address', value);
    const method = oidOf(expectUniversal(pair.children[0], TAG.oid, 'the kind of an address', pair));
    const place = pair.children[1];
    if (place === undefined) throw new Unreadable('an address is missing', pair.at);
    expectEnd(pair, 2, 'an address');
    return { method, name: generalNameFrom(place) };
  });
  const of = (wanted: string): string[] =>
    all.flatMap(({ method, name }) => (method === wanted && name.type === 'uri' ? [name.value] : []));
  return { ocsp: of(OCSP), issuers: of(CA_ISSUERS) };
}

function policy(value: Der): string {
  const sequence = expectUniversal(value, TAG.sequence, 'a policy', value);
  expectEnd(sequence, 2, 'a policy');
  return oidOf(expectUniversal(sequence.children[0], TAG.oid, 'the name of a policy', sequence));
}

function authorityKeyIdentifier(value: Der): Partial<Said> {
  const sequence = expectUniversal(value, TAG.sequence, 'the key identifier', value);
  const key = sequence.children.find((one) => isContext(one, 0));
  return { authorityKey: key?.content.toString('hex') ?? null };
}
