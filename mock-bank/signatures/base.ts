/** What a signature over a message is made of (RFC 9421, 2): the bank's own reading of it. */
import { type Item, type List, memberText, readDictionary } from './field.ts';

/** A message, or with `request` the answer to one. */
export interface Message {
  method: string;
  /** The whole address. */
  target: string;
  status: number | null;
  /** All values of a header as one text, by its name in lower case. */
  header(name: string): string | undefined;
  request: Message | null;
}

const PARTS: Readonly<Record<string, (message: Message) => string | undefined>> = {
  '@method': ({ method }) => method,
  '@target-uri': ({ target }) => target,
  '@authority': ({ target }) => new URL(target).host,
  '@scheme': ({ target }) => new URL(target).protocol.slice(0, -1),
  '@path': ({ target }) => new URL(target).pathname,
  '@query': ({ target }) => new URL(target).search || '?',
  '@request-target': ({ target }) => new URL(target).pathname + new URL(target).search,
  '@status': ({ status }) => (status === null ? undefined : String(status)),
};

/** What a faulty bank overlooks. */
export interface BaseOptions {
  /** Whether a part may be covered twice. */
  repeats?: boolean;
  /** What stands for a part that is not there. */
  absent?: string;
}

/** Null when something covered is not there, stands twice, or is not known here. */
export function signatureBase(message: Message, covered: List, { repeats, absent }: BaseOptions = {}): string | null {
  const names = covered.items.map(memberText);
  if (repeats !== true && new Set(names).size < names.length) return null;
  const texts = covered.items.map((item) => partOf(message, item) ?? absent);
  if (texts.includes(undefined)) return null;
  const lines = names.map((name, index) => `${name}: ${texts[index] ?? ''}`);
  return [...lines, `"@signature-params": ${memberText(covered)}`].join('\n');
}

function partOf(message: Message, { value: name, parameters }: Item): string | undefined {
  const { req, key, ...others } = Object.fromEntries(parameters);
  if (typeof name !== 'string' || Object.keys(others).length > 0) return undefined;
  const source = req === true ? message.request : message;
  if (!source) return undefined;
  if (name.startsWith('@')) return Object.hasOwn(PARTS, name) ? PARTS[name]?.(source) : undefined;
  const sent = source.header(name)?.trim();
  if (key === undefined || sent === undefined) return sent;
  const member = typeof key === 'string' ? readDictionary(sent)?.get(key) : undefined;
  return member && memberText(member);
}

/** A list of parts by their names; `@method;req` is one of the request. */
export function covering(names: readonly string[]): List['items'] {
  return names.map((name) => {
    const [value = '', ...flags] = name.split(';');
    return { value, parameters: new Map(flags.map((flag) => [flag, true])) };
  });
}

/** Whether a part of the message itself is covered, as it is. */
export const covers = ({ items }: List, name: string): boolean =>
  items.some(({ value, parameters }) => value === name && parameters.size === 0);
