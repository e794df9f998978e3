/** The qualified-certificate statements of a PSD2 website certificate, in DER. */

function tlv(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = content.length < 0x100 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...items: Buffer[]) => tlv(0x30, ...items);
const text = (value: string) => tlv(0x0c, Buffer.from(value));

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

export const QC_STATEMENTS = '1.3.6.1.5.5.7.1.3';

/** Role name and its arc below 0.4.0.19495.1. */
const ROLES = [
  ['PSP_PI', 2],
  ['PSP_AI', 3],
] as const;

/** Qualified, for websites, of a payment and account information provider. */
export function qcStatements(authority: { name: string; id: string }): Buffer {
  const roles = ROLES.map(([name, arc]) => sequence(oid(`0.4.0.19495.1.${arc}`), text(name)));
  return sequence(
    sequence(oid('0.4.0.1862.1.1')),
    sequence(oid('0.4.0.1862.1.6'), sequence(oid('0.4.0.1862.1.6.3'))),
    sequence(oid('0.4.0.19495.2'), sequence(sequence(...roles), text(authority.name), text(authority.id))),
  );
}
