/** The primitive values of DER: numbers, names of objects, bits, times and texts, each in the one form that DER has for it. */
import { type Der, TAG, Unreadable } from './der.ts';

export function booleanOf({ content, at }: Der): boolean {
  const [byte] = content;
  if (content.length !== 1 || (byte !== 0 && byte !== 0xff)) throw new Unreadable('a BOOLEAN is neither 00 nor FF', at);
  return byte === 0xff;
}

/** In hexadecimal, two's complement; `negative` tells the sign. */
export function integerOf({ content, at }: Der): { hex: string; negative: boolean; value: bigint } {
  const [first = 0, second = 0] = content;
  if (content.length === 0) throw new Unreadable('an INTEGER is empty', at);
  if (content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)))
    throw new Unreadable('an INTEGER is not in its shortest form', at);
  const hex = content.toString('hex');
  const negative = first >= 0x80;
  return { hex, negative, value: BigInt(`0x${hex}`) - (negative ? 1n << BigInt(content.length * 8) : 0n) };
}

/** Longest OBJECT IDENTIFIER, in bytes: far above any that is in use, and a bound to the arithmetic. */
const LONGEST_OID = 64;

/** Dotted. */
export function oidOf({ content, at }: Der): string {
  const last = content.at(-1);
  if (last === undefined || last >= 0x80 || content.length > LONGEST_OID)
    throw new Unreadable('an OBJECT IDENTIFIER is empty, cut off or too long', at);
  const arcs: bigint[] = [];
  let arc = 0n;
  let begins = true;
  for (const byte of content) {
    if (begins && byte === 0x80) throw new Unreadable('an OBJECT IDENTIFIER is not in its shortest form', at);
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    begins = byte < 0x80;
    if (!begins) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [head = 0n, ...rest] = arcs;
  const root = head < 40n ? 0n : head < 80n ? 1n : 2n;
  return [root, head - root * 40n, ...rest].join('.');
}

/** The bytes and how many bits of the last are not part of it. */
export function bitsOf({ content, at }: Der): { bytes: Buffer; unused: number } {
  const [unused] = content;
  const bytes = content.subarray(1);
  if (unused === undefined || unused > 7 || (unused > 0 && bytes.length === 0))
    throw new Unreadable('a BIT STRING counts its unused bits wrongly', at);
  if (((bytes.at(-1) ?? 0) & ((1 << unused) - 1)) !== 0)
    throw new Unreadable('the unused bits of a BIT STRING are not zero', at);
  return { bytes, unused };
}

/** Numbers of the bits that are set, in a list of named bits: DER drops zeros at its end. */
export function namedBitsOf(value: Der): number[] {
  const { bytes, unused } = bitsOf(value);
  const last = bytes.at(-1);
  if (last !== undefined && (last & (1 << unused)) === 0)
    throw new Unreadable('a list of named bits ends with zeros, which DER drops', value.at);
  const set: number[] = [];
  bytes.forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit += 1) if ((byte & (0x80 >> bit)) !== 0) set.push(index * 8 + bit);
  });
  return set;
}

const TIMES: { readonly [tag: number]: RegExp } = {
  [TAG.utcTime]: /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
  [TAG.generalizedTime]: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
};
/** From here on a certificate writes GeneralizedTime. */
const TWO_DIGITS_END = 2050;

/** Milliseconds since 1970, and whether the type is the one that the year asks for. Throws Unreadable for any other form. */
export function timeOf(value: Der): { ms: number; rightType: boolean } {
  const shape = value.tagClass === 'universal' ? TIMES[value.tag] : undefined;
  const found = shape?.exec(value.content.toString('latin1'));
  if (!found) throw new Unreadable('a time is not to the second and in UTC, as certificates have it', value.at);
  const [written = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  const short = value.tag === TAG.utcTime;
  const year = short ? written + (written < 50 ? 2000 : 1900) : written;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const same = [
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  if (same.join() !== [month, day, hour, minute, second].join())
    throw new Unreadable('a time names a day or an hour that there is not', value.at);
  return { ms: date.getTime(), rightType: short === year < TWO_DIGITS_END };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf16 = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true });

interface TextType {
  name: string;
  decode(content: Buffer): string;
  /** What its characters may be. */
  shape?: RegExp;
}

const latin = (content: Buffer): string => content.toString('latin1');

const TEXTS: { readonly [tag: number]: TextType } = {
  [TAG.utf8]: { name: 'UTF8String', decode: (content) => utf8.decode(content) },
  [TAG.printable]: { name: 'PrintableString', decode: latin, shape: /^[A-Za-z0-9 '()+,\-./:=?]*$/ },
  [TAG.numeric]: { name: 'NumericString', decode: latin, shape: /^[0-9 ]*$/ },
  // biome-ignore lint/suspicious/noControlCharactersInRegex: IA5String is ASCII, control characters included.
  [TAG.ia5]: { name: 'IA5String', decode: latin, shape: /^[\x00-\x7f]*$/ },
  [TAG.visible]: { name: 'VisibleString', decode: latin, shape: /^[ -~]*$/ },
  [TAG.teletex]: { name: 'TeletexString', decode: latin },
  [TAG.bmp]: { name: 'BMPString', decode: (content) => utf16.decode(content) },
  [TAG.universal]: { name: 'UniversalString', decode: utf32 },
};

function utf32(content: Buffer): string {
  if (content.length % 4 !== 0) throw new RangeError('cut off');
  const points: string[] = [];
  for (let at = 0; at < content.length; at += 4) points.push(String.fromCodePoint(content.readUInt32BE(at)));
  return points.join('');
}

/** A text, its type, and whether it holds only what its type may hold. Throws Unreadable when it is no text. */
export function textOf(value: Der): { text: string; type: string; wellFormed: boolean } {
  const type = value.tagClass === 'universal' ? TEXTS[value.tag] : undefined;
  if (type === undefined) throw new Unreadable('a text is of a type that holds no text', value.at);
  try {
    const text = type.decode(value.content);
    return { text, type: type.name, wellFormed: type.shape?.test(text) ?? true };
  } catch {
    throw new Unreadable(`a ${type.name} is not encoded as one`, value.at);
  }
}
