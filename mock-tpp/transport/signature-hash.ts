/** With which hash a certificate is signed, as far as it is one of old. Node tells no algorithm of a certificate's signature. */

/** DER of the object identifiers of RSA with MD5 and with SHA-1, of DSA and ECDSA with SHA-1. */
const OLD: readonly [oid: string, hash: 'MD5' | 'SHA-1'][] = [
  ['2a864886f70d010104', 'MD5'],
  ['2a864886f70d010105', 'SHA-1'],
  ['2a8648ce380403', 'SHA-1'],
  ['2a8648ce3d0401', 'SHA-1'],
];

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;

/** Null for every other algorithm, and for what is no certificate. `SEQUENCE { tbs, SEQUENCE { OID, ... }, signature }` */
export function signatureHash(der: Buffer): 'MD5' | 'SHA-1' | null {
  const outer = element(der, 0);
  const signed = outer?.tag === SEQUENCE ? element(der, outer.begin) : null;
  const algorithm = signed ? element(der, signed.end) : null;
  const oid = algorithm?.tag === SEQUENCE ? element(der, algorithm.begin) : null;
  if (oid?.tag !== OBJECT_IDENTIFIER) return null;
  const hex = der.subarray(oid.begin, oid.end).toString('hex');
  return OLD.find(([known]) => known === hex)?.[1] ?? null;
}

interface Element {
  tag: number;
  begin: number;
  end: number;
}

/** One element of DER at an offset; null where a length does not fit. */
function element(der: Buffer, at: number): Element | null {
  if (at + 2 > der.length) return null;
  const tag = der[at] ?? 0;
  const short = der[at + 1] ?? 0;
  const bytes = short < 0x80 ? 0 : short & 0x7f;
  if (bytes > 4 || at + 2 + bytes > der.length) return null;
  const size = bytes === 0 ? short & 0x7f : der.readUIntBE(at + 2, bytes);
  const begin = at + 2 + bytes;
  return begin + size > der.length ? null : { tag, begin, end: begin + size };
}
