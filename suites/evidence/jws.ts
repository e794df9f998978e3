/** The rule for signed tokens: header and claims stay readable, for they are evidence; the signature goes. */
import type { Json } from './record.ts';

/** A JWT, with its signature, an empty one, or cut short before it. */
const JWT = /\beyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*){0,3}/g;

export interface Jws {
  header: { [member: string]: Json };
  claims: Json;
}

function decoded(part: string | undefined): Json | undefined {
  if (part === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}

/** Reads a compact JWS, with or without its signature; null when it is none, as an encrypted token is. */
export function readJws(text: string): Jws | null {
  const parts = text.split('.');
  if (parts.length !== 2 && parts.length !== 3) return null;
  const header = decoded(parts[0]);
  const claims = decoded(parts[1]);
  if (header === null || typeof header !== 'object' || Array.isArray(header) || claims === undefined) return null;
  return { header, claims };
}

/**
 * Replaces every JWT in a text. `show` redacts header and claims; `mark` stands for the whole token, so that two uses
 * of one token look the same. What cannot be read, an encrypted token for one, is dropped altogether.
 */
export function coverJws(text: string, show: (value: Json) => Json, mark: (token: string) => string): string {
  if (!text.includes('eyJ')) return text;
  return text.replace(JWT, (token) => {
    const jws = readJws(token);
    const open = jws && written([jws.header, jws.claims], show);
    return open ? `JWS ${open.join('.')}.${mark(token)}` : mark(token);
  });
}

/** The values as text, or null when they are nested deeper than anything can be walked through. */
function written(values: Json[], show: (value: Json) => Json): string[] | null {
  try {
    return values.map((value) => JSON.stringify(show(value)));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
