/** DER, read strictly: what X.690 allows in BER alone is refused, with the place. */

/** Bytes that are no certificate, or not in DER; `at` counts bytes from the start of what was read. */
export class Unreadable extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'Unreadable';
    this.at = at;
  }
}

export type TagClass = 'universal' | 'application' | 'context' | 'private';

/** One value with its tag. `children` is empty for a primitive one. */
export interface Der {
  tagClass: TagClass;
  tag: number;
  constructed: boolean;
  /** Where its tag stands, from the start of what was read. */
  at: number;
  /** Tag, length and content. */
  whole: Buffer;
  content: Buffer;
  children: readonly Der[];
}

const CLASSES: readonly TagClass[] = ['universal', 'application', 'context', 'private'];
/** Deeper than any certificate; a file from outside must not use up the stack. */
const DEEPEST = 32;

export const TAG = {
  boolean: 1,
  integer: 2,
  bits: 3,
  octets: 4,
  null: 5,
  oid: 6,
  utf8: 12,
  sequence: 16,
  set: 17,
  numeric: 18,
  printable: 19,
  teletex: 20,
  ia5: 22,
  utcTime: 23,
  generalizedTime: 24,
  visible: 26,
  universal: 28,
  bmp: 30,
} as const;

/** Universal types that are always constructed, and always primitive ones, in DER. */
const CONSTRUCTED: ReadonlySet<number> = new Set([TAG.sequence, TAG.set]);

/** Exactly one value. Throws Unreadable. `base` is where the bytes stand in what was read. */
export function readDer(bytes: Buffer, base = 0): Der {
  const value = readValue(bytes, 0, base, 0);
  if (value.whole.length !== bytes.length)
    throw new Unreadable(
      `${bytes.length - value.whole.length} bytes follow where it should end`,
      base + value.whole.length,
    );
  return value;
}

function readValue(bytes: Buffer, start: number, base: number, depth: number): Der {
  const at = base + start;
  if (depth > DEEPEST) throw new Unreadable(`values lie in each other more than ${DEEPEST} deep`, at);
  const first = byteAt(bytes, start, base);
  const { tag, next } = readTag(bytes, start, base);
  const { length, from } = readLength(bytes, next, base);
  if (length > bytes.length - from)
    throw new Unreadable(`a value of ${length} bytes is announced, and ${bytes.length - from} follow`, at);
  const tagClass = CLASSES[first >> 6] ?? 'universal';
  const constructed = (first & 0x20) !== 0;
  if (tagClass === 'universal' && constructed !== CONSTRUCTED.has(tag))
    throw new Unreadable(
      `a value of type ${tag} is ${constructed ? 'in parts' : 'not in parts'}, which DER forbids`,
      at,
    );
  const content = bytes.subarray(from, from + length);
  const children: Der[] = [];
  if (constructed)
    for (let position = 0; position < length; ) {
      const child = readValue(content, position, base + from, depth + 1);
      children.push(child);
      position += child.whole.length;
    }
  return { tagClass, tag, constructed, at, whole: bytes.subarray(start, from + length), content, children };
}

function byteAt(bytes: Buffer, position: number, base: number): number {
  const byte = bytes[position];
  if (byte === undefined) throw new Unreadable('it ends in the middle of a value', base + position);
  return byte;
}

function readTag(bytes: Buffer, start: number, base: number): { tag: number; next: number } {
  const low = byteAt(bytes, start, base) & 0x1f;
  if (low !== 0x1f) return { tag: low, next: start + 1 };
  let tag = 0;
  for (let next = start + 1; ; next += 1) {
    const byte = byteAt(bytes, next, base);
    if (next === start + 1 && byte === 0x80) throw new Unreadable('a tag is not in its shortest form', base + start);
    tag = tag * 128 + (byte & 0x7f);
    if (tag > 0xffff) throw new Unreadable('a tag has a number that no standard uses', base + start);
    if ((byte & 0x80) !== 0) continue;
    if (tag < 0x1f) throw new Unreadable('a tag is not in its shortest form', base + start);
    return { tag, next: next + 1 };
  }
}

function readLength(bytes: Buffer, start: number, base: number): { length: number; from: number } {
  const first = byteAt(bytes, start, base);
  if (first < 0x80) return { length: first, from: start + 1 };
  const count = first & 0x7f;
  if (count === 0) throw new Unreadable('a value has no length of its own, which DER forbids', base + start);
  if (count > 4) throw new Unreadable('a value is announced that no file could hold', base + start);
  let length = 0;
  for (let index = 1; index <= count; index += 1) length = length * 256 + byteAt(bytes, start + index, base);
  if (length < 0x80 || length < 256 ** (count - 1))
    throw new Unreadable('a length is not in its shortest form', base + start);
  return { length, from: start + 1 + count };
}

export const isUniversal = (value: Der | undefined, tag: number): value is Der =>
  value !== undefined && value.tagClass === 'universal' && value.tag === tag;

export const isContext = (value: Der | undefined, tag: number): value is Der =>
  value !== undefined && value.tagClass === 'context' && value.tag === tag;

/** Throws Unreadable, naming what was to be there. */
export function expectUniversal(value: Der | undefined, tag: number, what: string, parent: Der): Der {
  if (isUniversal(value, tag)) return value;
  throw new Unreadable(value === undefined ? `${what} is missing` : `${what} is of another type`, (value ?? parent).at);
}

/** The items of a SEQUENCE OF that may not be empty. */
export function itemsOf(value: Der, what: string): readonly Der[] {
  const sequence = expectUniversal(value, TAG.sequence, what, value);
  if (sequence.children.length === 0) throw new Unreadable(`${what} is empty`, value.at);
  return sequence.children;
}

/** Throws when there is more than the type has. */
export function expectEnd(value: Der, count: number, what: string): void {
  const extra = value.children[count];
  if (extra !== undefined) throw new Unreadable(`${what} holds more than its type has`, extra.at);
}
