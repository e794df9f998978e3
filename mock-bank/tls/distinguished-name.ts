/** Distinguished names as RFC 5280 compares them: sets of attributes in an order, whatever text they were written in. */
import { dotted, type Element, elementsOf, only, SEQUENCE } from '../directory/der.ts';

/** The attributes of one set, each `type=value`, sorted. */
type AttributeSet = readonly string[];
export type DistinguishedName = readonly AttributeSet[];

/** Short names of RFC 4514 and those that openssl and others print. */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    cn: '2.5.4.3',
    sn: '2.5.4.4',
    serialnumber: '2.5.4.5',
    c: '2.5.4.6',
    l: '2.5.4.7',
    st: '2.5.4.8',
    s: '2.5.4.8',
    street: '2.5.4.9',
    o: '2.5.4.10',
    ou: '2.5.4.11',
    title: '2.5.4.12',
    businesscategory: '2.5.4.15',
    postalcode: '2.5.4.17',
    gn: '2.5.4.42',
    givenname: '2.5.4.42',
    organizationidentifier: '2.5.4.97',
    uid: '0.9.2342.19200300.100.1.1',
    dc: '0.9.2342.19200300.100.1.25',
    emailaddress: '1.2.840.113549.1.9.1',
    jurisdictionc: '1.3.6.1.4.1.311.60.2.1.3',
  }),
);

const UTF16 = new TextDecoder('utf-16be');

/** The text of a value by its tag; a value of another kind is compared as its bytes. */
const TEXTS: ReadonlyMap<number, (content: Buffer) => string> = new Map([
  [0x0c, (content) => content.toString('utf8')],
  [0x13, (content) => content.toString('latin1')],
  [0x14, (content) => content.toString('latin1')],
  [0x16, (content) => content.toString('latin1')],
  [0x1e, (content) => UTF16.decode(content)],
]);

const textOf = ({ tag, content }: Element): string => TEXTS.get(tag)?.(content) ?? `#${tag}:${content.toString('hex')}`;

/** Case, kind of text and runs of spaces do not matter. @requirement RFC8705-2.1-2 */
const prepared = (value: string): string => value.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');

const attribute = (type: string, value: string): string => `${type}=${prepared(value)}`;

/** The subject of a certificate. Throws a RangeError for bytes that are none. */
export function subjectOf(der: Buffer): DistinguishedName {
  const [tbs] = elementsOf(only(der, SEQUENCE));
  const fields = elementsOf(tbs?.content ?? Buffer.alloc(0));
  // The version may be left out; before the subject are serial number, algorithm, issuer and validity.
  const subject = fields[fields[0]?.tag === 0xa0 ? 5 : 4];
  return elementsOf(subject?.content ?? Buffer.alloc(0)).map(({ content }) =>
    elementsOf(content)
      .map((one) => {
        const [type, value] = elementsOf(one.content);
        return attribute(dotted(type?.content ?? Buffer.alloc(0)), value ? textOf(value) : '');
      })
      .sort(),
  );
}

/** What stands between the separators of a text, escapes and quotes still in it. */
function split(text: string, separators: string): string[] {
  const parts = [''];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    const last = parts.length - 1;
    if (sign === '\\') {
      parts[last] += text.slice(at, at + 2);
      at += 1;
    } else if (!quoted && separators.includes(sign)) parts.push('');
    else {
      if (sign === '"') quoted = !quoted;
      parts[last] += sign;
    }
  }
  return parts;
}

/** `\,` is a comma, `\C3\BC` the bytes of a letter; a value in quotes has none but these. */
function unescaped(written: string): string | null {
  const trimmed = written.replace(/^\s+/, '').replace(/((?:^|[^\\])(?:\\\\)*)\s+$/, '$1');
  const value = /^"(.*)"$/s.exec(trimmed)?.[1] ?? trimmed;
  const bytes: Buffer[] = [];
  for (const [whole, pair, sign] of value.matchAll(/\\([0-9A-Fa-f]{2})|\\(.)|[^\\]+|\\/gs)) {
    if (whole === '\\') return null;
    bytes.push(pair === undefined ? Buffer.from(sign ?? whole) : Buffer.from(pair, 'hex'));
  }
  return Buffer.concat(bytes).toString('utf8');
}

function valueFrom(written: string): string | null {
  const hex = /^\s*#((?:[0-9A-Fa-f]{2})+)\s*$/.exec(written)?.[1];
  if (hex === undefined) return unescaped(written);
  const [element, ...more] = elementsOf(Buffer.from(hex, 'hex'));
  return element && more.length === 0 ? textOf(element) : null;
}

function attributeFrom(written: string): string | null {
  const [, name = '', rest = ''] =
    /^\s*(?:OID\.)?([A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)+)\s*=(.*)$/is.exec(written) ?? [];
  const type = /^[0-9]/.test(name) ? name : TYPES.get(name.toLowerCase());
  const value = valueFrom(rest);
  return type === undefined || value === null ? null : attribute(type, value);
}

/** A name in the text form of RFC 4514, whose last set comes first in a certificate; null for what is none. */
export function nameFrom(text: string): DistinguishedName | null {
  try {
    const sets = split(text, ',;').map((set) => split(set, '+').map(attributeFrom));
    if (sets.flat().some((one) => one === null)) return null;
    return sets.reverse().map((set) => (set as string[]).sort());
  } catch {
    return null;
  }
}

const SHORT: ReadonlyMap<string, string> = new Map([...TYPES].map(([short, type]) => [type, short]));

/** In the order of RFC 4514 and without its escapes: what must not be compared. */
export const asText = (name: DistinguishedName): string =>
  [...name]
    .reverse()
    .map((set) => set.map((one) => one.replace(/^[0-9.]+/, (type) => SHORT.get(type) ?? type)).join('+'))
    .join(',');

export const kept = (value: string): DistinguishedName => JSON.parse(value) as DistinguishedName;

/** For keeping and comparing. */
export const canonical = (name: DistinguishedName): string => JSON.stringify(name);

/** Many write the sets in the order of the certificate, against RFC 4514; the name is the same. @requirement RFC8705-2.1-2 */
export function isSameName(name: DistinguishedName, kept: string): boolean {
  return canonical(name) === kept || canonical([...name].reverse()) === kept;
}
