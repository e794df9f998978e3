/** Structured fields (RFC 9651) as signatures of messages use them: dictionaries of lists and of bytes, read strictly and written canonically. */
import {
  type BareItem,
  type Dictionary,
  type InnerList,
  type Item,
  isInnerList,
  parseDictionary,
  serializeInnerList,
  serializeItem,
  serializeKey,
} from 'structured-headers';
import type { Json } from '../contract.ts';

/** One covered part of a message: its name in lower case, and what its parameters say of it. */
export interface Component {
  name: string;
  parameters: Map<string, BareItem>;
}

/** What a signature says of itself. */
export interface SignatureInput {
  label: string;
  components: Component[];
  parameters: Map<string, BareItem>;
}

/** A message's headers, names in any case, in the order sent. */
export type Headers = readonly (readonly [string, string])[];

/** All that a message says under a name, as one text; null when it says nothing (RFC 9421, 2.1). */
export function fieldOf(headers: Headers, name: string): string | null {
  const values = headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value.trim());
  return values.length === 0 ? null : values.join(', ');
}

/** Null for what is no dictionary. Of a name that stands twice the last one counts. */
export function dictionaryOf(headers: Headers, name: string): Dictionary | null {
  const text = fieldOf(headers, name);
  if (text === null) return null;
  try {
    return parseDictionary(text);
  } catch {
    return null;
  }
}

/** Null when the field is missing or is not what RFC 9421 makes of it: a dictionary of lists of texts. */
export function inputsIn(headers: Headers): SignatureInput[] | null {
  const dictionary = dictionaryOf(headers, 'signature-input');
  if (dictionary === null) return null;
  const inputs: SignatureInput[] = [];
  for (const [label, member] of dictionary) {
    if (!isInnerList(member)) return null;
    const [items, parameters] = member;
    const components = items.map(([name, parameters]) => ({ name, parameters }));
    if (!components.every((one): one is Component => typeof one.name === 'string')) return null;
    inputs.push({ label, components, parameters });
  }
  return inputs;
}

/** The bytes of a member, or null. */
export function bytesIn(dictionary: Dictionary | null, label: string): Buffer | null {
  const member = dictionary?.get(label);
  if (member === undefined || isInnerList(member)) return null;
  return member[0] instanceof ArrayBuffer ? Buffer.from(member[0]) : null;
}

export const componentText = ({ name, parameters }: Component): string => serializeItem([name, parameters]);

export const innerListText = ({ components, parameters }: Omit<SignatureInput, 'label'>): string =>
  serializeInnerList([components.map(({ name, parameters }): Item => [name, parameters]), parameters]);

export const memberText = (member: Item | InnerList): string =>
  isInnerList(member) ? serializeInnerList(member) : serializeItem(member);

export const bytesText = (bytes: Uint8Array): string => serializeItem([bytes as unknown as BareItem, new Map()]);

/** `label=value`, as a dictionary holds it. */
export const labelled = (label: string, value: string): string => `${serializeKey(label)}=${value}`;

/** A value as a parameter may hold it: numbers are whole, and all but numbers, texts and booleans is text. */
export const parameterOf = (value: Json): BareItem =>
  typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' ? value : JSON.stringify(value);

/** `"@method";req` as an author writes it: a name, and flags behind semicolons. */
export function componentFrom(text: string): Component {
  const [name = '', ...flags] = text.split(';');
  return { name, parameters: new Map(flags.map((flag) => [flag, true])) };
}
