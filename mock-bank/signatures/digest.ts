/** Content-Digest (RFC 9530). */
import { createHash } from 'node:crypto';
import { isList, memberText, readDictionary } from './field.ts';

const HASHES: Readonly<Record<string, string>> = { 'sha-256': 'sha256', 'sha-512': 'sha512' };

const hash = (name: string, body: string): Buffer =>
  createHash(HASHES[name] ?? 'sha256')
    .update(body)
    .digest();

export const contentDigest = (body: string): string =>
  `sha-256=${memberText({ value: hash('sha-256', body), parameters: new Map() })}`;

/** Whether there is a digest of a kind that is known here, and each such is that of the body. */
export function digestHolds(text: string | undefined, body: string): boolean {
  const known = [...(readDictionary(text ?? '') ?? [])].filter(([name]) => Object.hasOwn(HASHES, name));
  return (
    known.length > 0 &&
    known.every(([name, member]) => {
      return !isList(member) && Buffer.isBuffer(member.value) && member.value.equals(hash(name, body));
    })
  );
}
