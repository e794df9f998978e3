/** A certificate as it is encoded, X.509 version 3, read strictly: what cannot be read is refused, and what is wrong is told by rules. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Der, expectEnd, expectUniversal, isContext, readDer, TAG, Unreadable } from './der.ts';
import { bitsOf, integerOf, oidOf, timeOf } from './der-value.ts';
import { type DistinguishedName, nameFrom } from './distinguished-name.ts';
import { type Extensions, extensionsFrom, NO_EXTENSIONS } from './extensions.ts';
import { CURVES, HASHES, nameOf, SIGNATURES } from './oids.ts';

export interface SignatureAlgorithm {
  oid: string;
  /** Such as `ECDSA`; the identifier where there is no name. */
  name: string;
  /** Such as `SHA-256`; null where there is none, or it is not known. */
  hash: string | null;
  /** What is wrong with the parameters; null: nothing. */
  parameters: string | null;
}

export interface PublicKey {
  /** Such as `rsa`, `ec`, `ed25519`; the identifier where Node cannot read the key. */
  type: string;
  /** Null where it is not known. */
  bits: number | null;
  /** Of an EC key; null: none, or spelled out in the key itself. */
  curve: string | null;
  /** Of an RSA key. */
  exponent: bigint | null;
  /** Null: it is no key that could be used. */
  key: KeyObject | null;
}

export interface Certificate {
  /** The whole certificate. */
  der: Buffer;
  /** What is signed. */
  signed: Buffer;
  /** 1 to 3. */
  version: number;
  serial: { hex: string; value: bigint; bytes: number };
  signature: Buffer;
  algorithm: SignatureAlgorithm;
  /** Whether both places that name the algorithm are the same, byte by byte. */
  algorithmTwice: boolean;
  issuer: DistinguishedName;
  subject: DistinguishedName;
  /** Milliseconds since 1970. */
  validity: { from: number; to: number; rightTypes: boolean };
  key: PublicKey;
  uniqueIdentifiers: boolean;
  extensions: Extensions;
}

/** Far above any certificate; what is done with it may take longer than in proportion to its size. */
const LARGEST = 64 * 1024;

/** Throws Unreadable. */
export function certificateFrom(bytes: Buffer): Certificate {
  if (bytes.length > LARGEST)
    throw new Unreadable(`it has ${bytes.length} bytes, and no certificate has more than ${LARGEST}`, 0);
  const whole = readDer(bytes);
  const certificate = expectUniversal(whole, TAG.sequence, 'the certificate', whole);
  const [first, second, third] = certificate.children;
  expectEnd(certificate, 3, 'the certificate');
  const tbs = expectUniversal(first, TAG.sequence, 'the signed part', certificate);
  const outer = expectUniversal(second, TAG.sequence, 'the signature algorithm', certificate);
  const signature = bitsOf(expectUniversal(third, TAG.bits, 'the signature', certificate));
  if (signature.unused !== 0 || signature.bytes.length === 0)
    throw new Unreadable('the signature is not a number of whole bytes', third?.at ?? whole.at);
  return { der: bytes, signed: tbs.whole, signature: signature.bytes, ...signedPart(tbs, outer) };
}

function signedPart(tbs: Der, outer: Der): Omit<Certificate, 'der' | 'signed' | 'signature'> {
  const { children } = tbs;
  const versioned = isContext(children[0], 0);
  const at = versioned ? 1 : 0;
  const serial = expectUniversal(children[at], TAG.integer, 'the serial number', tbs);
  const inner = expectUniversal(children[at + 1], TAG.sequence, 'the signature algorithm', tbs);
  const issuer = nameFrom(children[at + 2], 'the issuer', tbs);
  const validity = validityFrom(children[at + 3], tbs);
  const subject = nameFrom(children[at + 4], 'the subject', tbs);
  const key = keyFrom(expectUniversal(children[at + 5], TAG.sequence, 'the public key', tbs));
  const rest = restOf(children.slice(at + 6));
  const { hex, value } = integerOf(serial);
  return {
    version: versioned ? versionFrom(children[0], tbs) : 1,
    serial: { hex, value, bytes: serial.content.length },
    algorithm: algorithmFrom(inner),
    algorithmTwice: inner.whole.equals(outer.whole),
    issuer,
    subject,
    validity,
    key,
    ...rest,
  };
}

function versionFrom(tagged: Der | undefined, tbs: Der): number {
  const version = expectUniversal(tagged?.children[0], TAG.integer, 'the version', tbs);
  const { value } = integerOf(version);
  if (value === 0n) throw new Unreadable('version 1 is written out, which DER leaves out', version.at);
  if (value !== 1n && value !== 2n) throw new Unreadable('the version is none that there is', version.at);
  expectEnd(tagged ?? tbs, 1, 'the version');
  return Number(value) + 1;
}

/** `[1] issuerUniqueID, [2] subjectUniqueID, [3] extensions`, each at most once and in this order. */
function restOf(rest: readonly Der[]): Pick<Certificate, 'uniqueIdentifiers' | 'extensions'> {
  let uniqueIdentifiers = false;
  let extensions = NO_EXTENSIONS;
  let last = 0;
  for (const value of rest) {
    if (value.tagClass !== 'context' || value.tag <= last || value.tag > 3)
      throw new Unreadable('the signed part holds what no certificate holds', value.at);
    last = value.tag;
    if (value.tag < 3) uniqueIdentifiers = true;
    else {
      const [list] = value.children;
      if (list === undefined) throw new Unreadable('the list of extensions is missing', value.at);
      expectEnd(value, 1, 'the list of extensions');
      extensions = extensionsFrom(list);
    }
  }
  return { uniqueIdentifiers, extensions };
}

function validityFrom(value: Der | undefined, tbs: Der): Certificate['validity'] {
  const pair = expectUniversal(value, TAG.sequence, 'the validity', tbs);
  const [from, to] = pair.children;
  if (from === undefined || to === undefined) throw new Unreadable('the validity has no beginning or no end', pair.at);
  expectEnd(pair, 2, 'the validity');
  const [begins, ends] = [timeOf(from), timeOf(to)];
  return { from: begins.ms, to: ends.ms, rightTypes: begins.rightType && ends.rightType };
}

function algorithmFrom(value: Der): SignatureAlgorithm {
  const [id, parameters] = value.children;
  const oid = oidOf(expectUniversal(id, TAG.oid, 'the name of an algorithm', value));
  expectEnd(value, 2, 'an algorithm');
  const known = Object.hasOwn(SIGNATURES, oid) ? SIGNATURES[oid] : undefined;
  if (known === undefined) return { oid, name: oid, hash: null, parameters: null };
  if (known.parameters === 'pss')
    return {
      oid,
      name: known.name,
      hash: pssHash(parameters),
      parameters: parameters === undefined ? 'they are missing' : null,
    };
  return { oid, name: known.name, hash: known.hash, parameters: wrongParameters(known.parameters, parameters) };
}

function wrongParameters(due: 'null' | 'absent', parameters: Der | undefined): string | null {
  if (due === 'absent') return parameters === undefined ? null : 'there are some, and none may be';
  const isNull = parameters?.tagClass === 'universal' && parameters.tag === TAG.null && parameters.content.length === 0;
  return isNull ? null : 'they are not NULL';
}

/** RFC 4055 3.1: SHA-1 where the parameters do not name another. */
function pssHash(parameters: Der | undefined): string | null {
  const named = parameters?.children.find((one) => isContext(one, 0))?.children[0];
  if (named === undefined) return 'SHA-1';
  const id = expectUniversal(named.children[0], TAG.oid, 'the hash of the signature', named);
  return nameOf(HASHES, oidOf(id));
}

const EC_KEY = '1.2.840.10045.2.1';

function keyFrom(spki: Der): PublicKey {
  const algorithm = expectUniversal(spki.children[0], TAG.sequence, 'the algorithm of the key', spki);
  const oid = oidOf(expectUniversal(algorithm.children[0], TAG.oid, 'the algorithm of the key', algorithm));
  const held = bitsOf(expectUniversal(spki.children[1], TAG.bits, 'the key', spki));
  expectEnd(spki, 2, 'the public key');
  const key = usable(spki.whole);
  const details = key?.asymmetricKeyDetails;
  const [, parameters] = algorithm.children;
  const named = oid === EC_KEY && parameters?.tagClass === 'universal' && parameters.tag === TAG.oid;
  const curve = named ? nameOf(CURVES, oidOf(parameters)) : null;
  return {
    type: key?.asymmetricKeyType ?? oid,
    bits: details?.modulusLength ?? (curve === null ? null : (bitsOfCurve(curve) ?? bitsOfPoint(held.bytes))),
    curve,
    exponent: details?.publicExponent ?? null,
    key,
  };
}

/** The names of curves end with their size: `P-256`, `brainpoolP384r1`. */
function bitsOfCurve(curve: string): number | null {
  const size = /^(?:P-|brainpoolP|secp|FRP)(\d{3})/.exec(curve)?.[1];
  return size === undefined ? null : Number(size);
}

/** Of a curve without a name here: a point is 04 and both coordinates, or 02 or 03 and one. */
const bitsOfPoint = ({ 0: form, length }: Buffer): number => ((length - 1) * 8) / (form === 4 ? 2 : 1);

function usable(der: Buffer): KeyObject | null {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}
