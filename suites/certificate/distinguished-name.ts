/** Names as the certificate has them: a sequence of sets of attributes, each with its type of text. */
import { type Der, expectEnd, expectUniversal, TAG, Unreadable } from './der.ts';
import { oidOf, textOf } from './der-value.ts';
import { ATTRIBUTES, nameOf } from './oids.ts';

export interface Attribute {
  oid: string;
  /** The short name, or the identifier where there is none. */
  name: string;
  value: string;
  /** Such as `UTF8String`. */
  type: string;
  /** False when it holds characters that its type does not have. */
  wellFormed: boolean;
}

/** In the order of the encoding; almost always one attribute each. */
export type Rdn = readonly Attribute[];

export interface DistinguishedName {
  rdns: readonly Rdn[];
  /** False when the attributes of a set are not in the order of DER. */
  ordered: boolean;
  /** Its encoding: two names are compared by it where one signs for the other. */
  der: Buffer;
}

/** @requirement RFC8705-2.1-1 Throws Unreadable. */
export function nameFrom(value: Der | undefined, what: string, parent: Der): DistinguishedName {
  const sequence = expectUniversal(value, TAG.sequence, what, parent);
  let ordered = true;
  const rdns = sequence.children.map((child) => {
    const set = expectUniversal(child, TAG.set, `a part of ${what}`, sequence);
    if (set.children.length === 0) throw new Unreadable(`a part of ${what} is empty`, set.at);
    set.children.forEach((one, index) => {
      const before = set.children[index - 1];
      if (before && Buffer.compare(before.whole, one.whole) >= 0) ordered = false;
    });
    return set.children.map((one) => attributeFrom(one, what));
  });
  return { rdns, ordered, der: sequence.whole };
}

function attributeFrom(value: Der, what: string): Attribute {
  const pair = expectUniversal(value, TAG.sequence, `an attribute of ${what}`, value);
  const oid = oidOf(expectUniversal(pair.children[0], TAG.oid, `the type of an attribute of ${what}`, pair));
  const held = pair.children[1];
  if (held === undefined) throw new Unreadable(`an attribute of ${what} has no value`, pair.at);
  expectEnd(pair, 2, `an attribute of ${what}`);
  const { text, type, wellFormed } = textOf(held);
  return { oid, name: nameOf(ATTRIBUTES, oid), value: text, type, wellFormed };
}

export const valuesOf = ({ rdns }: DistinguishedName, name: string): string[] =>
  rdns.flat().flatMap((one) => (one.name === name ? [one.value] : []));
