/** The last look over everything a run has written: a secret that slipped through must not be handed on. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { SHAPES } from './secret-shapes.ts';
import type { Taint } from './taint.ts';

export interface Leak {
  file: string;
  /** Kind of the secret, never the secret. */
  kind: string;
}

/** Program text and pictures of the report itself hold any number of short words; the long secrets are looked for all the same. */
const ASSETS = new Set(['.der', '.js', '.mjs', '.css', '.html', '.map', '.svg', '.png', '.ico', '.woff', '.woff2']);
/** Data of pictures, fonts and certificates is noise in which no short word is written. */
const BINARY = new Set(['.der', '.png', '.ico', '.woff', '.woff2']);

/** Looks through every file below a folder. `reports` of one kind and file are reported once. */
export function scanFolder(folder: string, taint: Taint): Leak[] {
  return files(folder).flatMap((path) => {
    const kinds = scanBytes(readFileSync(path), extname(path).toLowerCase(), taint);
    return kinds.map((kind) => ({ file: relative(folder, path), kind }));
  });
}

/** Kinds of secrets in one file, given the ending of its name. */
export function scanBytes(bytes: Buffer, extension: string, taint: Taint): string[] {
  const kinds = new Set(taint.find(bytes, { words: !ASSETS.has(extension) }));
  if (BINARY.has(extension)) return [...kinds];
  const text = bytes.toString('latin1');
  for (const { kind, find } of SHAPES)
    for (const _ of find(text)) {
      kinds.add(kind);
      break;
    }
  return [...kinds];
}

/** Regular files only: a link, `latest` for one, leads to what is looked at anyway. */
function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const seen = lstatSync(path);
    if (seen.isDirectory()) return files(path);
    return seen.isFile() ? [path] : [];
  });
}
