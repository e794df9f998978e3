/** The structured fields that signatures of messages need: a strict reader of dictionaries, and their canonical text. */

/** Texts in quotes, whole numbers, flags, bytes and bare words; nothing else stands in a signature. */
export type Value = string | number | boolean | Buffer | { word: string };

export type Parameters = ReadonlyMap<string, Value>;

export interface Item {
  value: Value;
  parameters: Parameters;
}

export interface List {
  items: readonly Item[];
  parameters: Parameters;
}

export type Member = Item | List;

export const isList = (member: Member): member is List => 'items' in member;

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const NUMBER = /-?\d{1,15}(?![\d.])/y;
const TEXT = /"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y;
const BYTES = /:([A-Za-z0-9+/]*={0,2}):/y;
const FLAG = /\?([01])/y;
const WORD = /[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*/y;
const SPACES = / */y;
const BETWEEN = /[ \t]*,[ \t]*/y;

class Unreadable extends Error {}

class Reader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at === this.#text.length;
  }

  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  need(pattern: RegExp): RegExpExecArray {
    const found = this.take(pattern);
    if (!found) throw new Unreadable();
    return found;
  }

  sees(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }
}

function value(reader: Reader): Value {
  const text = reader.take(TEXT);
  if (text) return (text[1] ?? '').replaceAll(/\\(["\\])/g, '$1');
  const bytes = reader.take(BYTES);
  if (bytes) return Buffer.from(bytes[1] ?? '', 'base64');
  const flag = reader.take(FLAG);
  if (flag) return flag[1] === '1';
  const number = reader.take(NUMBER);
  if (number) return Number(number[0]);
  return { word: reader.need(WORD)[0] };
}

function parameters(reader: Reader): Parameters {
  const read = new Map<string, Value>();
  while (reader.sees(';')) {
    reader.take(SPACES);
    const [key] = reader.need(KEY);
    // The last one counts, at its own place.
    read.delete(key);
    read.set(key, reader.sees('=') ? value(reader) : true);
  }
  return read;
}

function member(reader: Reader): Member {
  if (!reader.sees('(')) return { value: value(reader), parameters: parameters(reader) };
  const items: Item[] = [];
  for (;;) {
    const space = reader.need(SPACES)[0];
    if (reader.sees(')')) return { items, parameters: parameters(reader) };
    if (items.length > 0 && space === '') throw new Unreadable();
    items.push({ value: value(reader), parameters: parameters(reader) });
  }
}

/** Null for what is no dictionary. Of a key that stands twice the last member counts, unless a faulty bank takes the first. */
export function readDictionary(text: string, counts: 'last' | 'first' = 'last'): ReadonlyMap<string, Member> | null {
  const reader = new Reader(text.trim());
  const members = new Map<string, Member>();
  try {
    while (!reader.done) {
      if (members.size > 0) reader.need(BETWEEN);
      const [key] = reader.need(KEY);
      const read = reader.sees('=') ? member(reader) : { value: true, parameters: parameters(reader) };
      if (counts === 'last' || !members.has(key)) members.set(key, read);
    }
  } catch (reason) {
    if (reason instanceof Unreadable) return null;
    throw reason;
  }
  return members;
}

function valueText(value: Value): string {
  if (typeof value === 'string') return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '?1' : '?0';
  return Buffer.isBuffer(value) ? `:${value.toString('base64')}:` : value.word;
}

function parametersText(parameters: Parameters): string {
  return [...parameters].map(([key, value]) => (value === true ? `;${key}` : `;${key}=${valueText(value)}`)).join('');
}

export function memberText(member: Member): string {
  const head = isList(member) ? `(${member.items.map(memberText).join(' ')})` : valueText(member.value);
  return head + parametersText(member.parameters);
}
