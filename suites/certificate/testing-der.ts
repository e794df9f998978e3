/** DER written for tests, right or wrong as they ask. */

export function tlv(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const digits = length.toString(16).padStart(2, '0');
  const size = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return Buffer.concat([Buffer.from(length < 0x80 ? [tag] : [tag, 0x80 | size.length]), size, content]);
}

export const sequence = (...items: Buffer[]): Buffer => tlv(0x30, ...items);
export const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
export const printable = (text: string): Buffer => tlv(0x13, Buffer.from(text));
export const ia5 = (text: string): Buffer => tlv(0x16, Buffer.from(text));

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

export const statement = (id: string, ...info: Buffer[]): Buffer => sequence(oid(id), ...info);

export const QC = {
  compliance: statement('0.4.0.1862.1.1'),
  device: statement('0.4.0.1862.1.4'),
  disclosure: statement('0.4.0.1862.1.5', sequence(sequence(ia5('https://tsp.example/pds.pdf'), printable('en')))),
  type: (...arcs: number[]): Buffer =>
    statement('0.4.0.1862.1.6', sequence(...arcs.map((arc) => oid(`0.4.0.1862.1.6.${arc}`)))),
  psd2: (roles: readonly (readonly [arc: number, name: string])[], name = 'BaFin', id = 'DE-BAFIN'): Buffer =>
    statement(
      '0.4.0.19495.2',
      sequence(
        sequence(...roles.map(([arc, role]) => sequence(oid(`0.4.0.19495.1.${arc}`), utf8(role)))),
        utf8(name),
        utf8(id),
      ),
    ),
};
