/** Content-Digest (RFC 9530): what is sent with a body, and whether one that came fits its body. */
import { createHash } from 'node:crypto';
import { bytesIn, bytesText, dictionaryOf, type Headers, labelled } from './field.ts';

/** The names of the field, and those of node (RFC 9530, 5). */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

const hashed = (name: string, body: string): Buffer =>
  createHash(HASHES.get(name) ?? 'sha256')
    .update(body)
    .digest();

/** `sha-256=:…:` of a body. */
export const digestOf = (body: string, name = 'sha-256'): string => labelled(name, bytesText(hashed(name, body)));

/** Ways to send it that are unusual, or wrong. */
export const DIGESTS: { readonly [how: string]: (body: string) => string } = {
  'of-another-body': (body) => digestOf(`${body} `),
  'sha-512': (body) => digestOf(body, 'sha-512'),
  both: (body) => `${digestOf(body)}, ${digestOf(body, 'sha-512')}`,
  'one-wrong': (body) => `${digestOf(body)}, ${digestOf(`${body} `, 'sha-512')}`,
  'unknown-beside': (body) => `unixsum=:MDAwMA==:, ${digestOf(body)}`,
  'unknown-only': () => 'unixsum=:MDAwMA==:',
};

/** Whether every digest whose hash we know is that of the body; null when there is none such. */
export function digestFits(headers: Headers, body: string): boolean | null {
  const dictionary = dictionaryOf(headers, 'content-digest');
  if (dictionary === null) return null;
  const known = [...dictionary.keys()].filter((name) => HASHES.has(name));
  if (known.length === 0) return null;
  return known.every((name) => bytesIn(dictionary, name)?.equals(hashed(name, body)) === true);
}
