/** Reading and writing the few kinds of DER that statements of qualified certificates are made of. */

export const SEQUENCE = 0x30;
export const OBJECT_IDENTIFIER = 0x06;
export const UTF8_STRING = 0x0c;
const PRINTABLE_STRING = 0x13;
const IA5_STRING = 0x16;

export function tlv(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = content.length < 0x100 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

export const sequence = (...items: Buffer[]): Buffer => tlv(SEQUENCE, ...items);
export const utf8 = (value: string): Buffer => tlv(UTF8_STRING, Buffer.from(value));
export const printable = (value: string): Buffer => tlv(PRINTABLE_STRING, Buffer.from(value));
export const ia5 = (value: string): Buffer => tlv(IA5_STRING, Buffer.from(value));

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(OBJECT_IDENTIFIER, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

export interface Element {
  tag: number;
  content: Buffer;
}

/** The elements that lie one behind the other in `bytes`. Throws a RangeError when one is not whole, or longer than 16 MB. */
export function elementsOf(bytes: Buffer): Element[] {
  const elements: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes.readUInt8(at);
    const short = bytes.readUInt8(at + 1);
    const digits = short < 0x80 ? 0 : short - 0x80;
    if (digits > 3 || short === 0x80) throw new RangeError('a length that nothing here has');
    const length = digits === 0 ? short : bytes.readUIntBE(at + 2, digits);
    const from = at + 2 + digits;
    if (from + length > bytes.length) throw new RangeError('an element that is not whole');
    elements.push({ tag, content: bytes.subarray(from, from + length) });
    at = from + length;
  }
  return elements;
}

/** The content of the one element in `bytes`. Throws a RangeError when there is another number of them, or another tag. */
export function only(bytes: Buffer, tag: number): Buffer {
  const [element, ...more] = elementsOf(bytes);
  if (element?.tag !== tag || more.length > 0) throw new RangeError('another element than there has to be');
  return element.content;
}

/** In dotted form, from the content of an OBJECT IDENTIFIER. */
export function dotted(content: Buffer): string {
  const arcs: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(value)) throw new RangeError('an arc that is too large');
    if (byte < 0x80) {
      arcs.push(value);
      value = 0;
    }
  }
  const [head = 0, ...rest] = arcs;
  const first = Math.min(2, Math.floor(head / 40));
  return [first, head - first * 40, ...rest].join('.');
}
