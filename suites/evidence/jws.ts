/** The rule for signed tokens: header and claims stay readable, for they are evidence; the signature goes. */
import type { Json } from './record.ts';

/** What comes after the header of a JWT: claims, and then a signature, an empty one, or none as it was cut short. */
const AFTER_HEADER = /\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*){0,3}/y;
/** The rest of a part of a JWT. */
const PART = /[A-Za-z0-9_-]*/y;
/** A header begins with `{"`, and has at least these many characters. */
const BEGIN = 'eyJ';
const SHORTEST = 7;

export interface Jws {
  header: { [member: string]: Json };
  claims: Json;
  /** Header and claims as they were sent: a member that stands twice is evidence, and is lost when it is read. */
  raw: [header: string, claims: string];
}

function decoded(part: string | undefined): { value: Json; raw: string } | undefined {
  if (part === undefined) return undefined;
  try {
    const raw = Buffer.from(part, 'base64url').toString('utf8');
    return { value: JSON.parse(raw) as Json, raw };
  } catch {
    return undefined;
  }
}

/** The last tokens that were read: one token stands in several exchanges, inputs and outputs in a row. */
const lately = new Map<string, Jws | null>();
const LATELY = 64;

/** Reads a compact JWS, with or without its signature; null when it is none, as an encrypted token is. */
export function readJws(text: string): Jws | null {
  const known = lately.get(text);
  if (known !== undefined) return known;
  const jws = read(text);
  if (lately.size >= LATELY) lately.delete(lately.keys().next().value ?? '');
  lately.set(text, jws);
  return jws;
}

function read(text: string): Jws | null {
  const parts = text.split('.');
  if (parts.length !== 2 && parts.length !== 3) return null;
  const [head, claims] = [decoded(parts[0]), decoded(parts[1])];
  if (head === undefined || claims === undefined) return null;
  const header = head.value;
  if (header === null || typeof header !== 'object' || Array.isArray(header)) return null;
  return { header, claims: claims.value, raw: [head.raw, claims.raw] };
}

/**
 * Replaces every JWT in a text. `show` redacts header and claims; `mark` stands for the whole token, so that two uses
 * of one token look the same. What cannot be read, an encrypted token for one, is dropped altogether.
 */
export function coverJws(text: string, show: (value: Json) => Json, mark: (token: string) => string): string {
  let open = '';
  let done = 0;
  for (const { start, end } of jwtsIn(text)) {
    const token = text.slice(start, end);
    const jws = readJws(token);
    const shown = jws && written(jws, show);
    open += `${text.slice(done, start)}${shown ? `JWS ${shown.join('.')}.${mark(token)}` : mark(token)}`;
    done = end;
  }
  return done === 0 ? text : open + text.slice(done);
}

/**
 * Where JWTs stand in a text. No part of it is read more than a few times: where what may be a header is not followed by claims,
 * no later beginning in the same run of characters is, either.
 */
export function* jwtsIn(text: string): Generator<{ start: number; end: number }> {
  for (let at = text.indexOf(BEGIN); at >= 0; ) {
    PART.lastIndex = at;
    PART.test(text);
    const end = Math.max(PART.lastIndex, at + BEGIN.length);
    const start = beginningIn(text, at, end);
    AFTER_HEADER.lastIndex = end;
    const found = start !== null && AFTER_HEADER.test(text);
    if (found) yield { start, end: AFTER_HEADER.lastIndex };
    at = text.indexOf(BEGIN, found ? AFTER_HEADER.lastIndex : end);
  }
}

/** The first beginning of a header that stands for itself and is long enough, between two places; null without one. */
function beginningIn(text: string, from: number, end: number): number | null {
  for (let at = from; at >= 0 && end - at >= SHORTEST; at = text.indexOf(BEGIN, at + 1))
    if (at === 0 || !/\w/.test(text.charAt(at - 1))) return at;
  return null;
}

/**
 * Header and claims as text: as they were sent, unless something in them is covered. Null when they are nested deeper than
 * anything can be walked through.
 */
function written({ header, claims, raw }: Jws, show: (value: Json) => Json): string[] | null {
  try {
    return [header, claims].map((value, index) => {
      const open = show(value);
      return open === value ? (raw[index] ?? '') : JSON.stringify(open);
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
