/** Reads a configuration of the OpenID Foundation suite: JSON that may hold anything, of which every part has a place. */
import type { Files } from '../load/index.ts';
import { nodeAt, readSource, type Source } from '../load/source.ts';

export type Members = { readonly [member: string]: unknown };

/** What is not JSON is the operator's mistake: told with file and line in `source.problems`, and `read` is null. */
export function readConfiguration(file: string, files: Files): { read: Members | unknown[] | null; source: Source } {
  const source = readSource(file, files);
  if (source.root === null) return { read: null, source };
  try {
    const read: unknown = JSON.parse(source.text);
    if (typeof read === 'object' && read !== null) return { read: read as Members | unknown[], source };
    source.tell('wrong-type', null, 'the file holds no JSON object');
  } catch {
    source.tell('not-json', null, 'the file is not JSON', { hint: 'name the file as the suite takes it' });
  }
  return { read: null, source };
}

/** The line of a part of the file. */
export const lineOf = (source: Source, ...keys: (string | number)[]): number =>
  source.place(nodeAt(source, ...keys)).line;

export const membersIn = (held: unknown): Members =>
  typeof held === 'object' && held !== null && !Array.isArray(held) ? (held as Members) : {};

export const listIn = (held: unknown, most = 200): unknown[] => (Array.isArray(held) ? held.slice(0, most) : []);

/** Text that is worth something; a blank field of the suite's form is nothing. */
export const textIn = (held: unknown): string | null => {
  const text = typeof held === 'string' ? held.trim() : '';
  return text === '' ? null : text;
};
