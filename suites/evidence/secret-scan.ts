/** The last look over everything a run has written: a secret that slipped through must not be handed on. */
import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
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

/** Bytes of a file that are looked through at once, and how many of them are looked through with the next ones again: no secret that is written out is longer. */
const PIECE = { bytes: 4 * 1024 * 1024, again: 256 * 1024 };

/** Bytes over which no word and no token goes on. */
const BETWEEN = Uint8Array.from({ length: 256 }, (_, byte) => (/[\w.~+/=%-]/.test(String.fromCharCode(byte)) ? 0 : 1));

/** Looks through every file below a folder. What is of one kind and in one file is told once. */
export function scanFolder(folder: string, taint: Taint, size = PIECE): Leak[] {
  // One for all files: a run has thousands, and each of its own would wait to be collected.
  const buffer = Buffer.alloc(size.bytes);
  return files(folder).flatMap((path) =>
    scanFile(path, taint, { size, buffer }).map((kind) => ({ file: relative(folder, path), kind })),
  );
}

function scanFile(path: string, taint: Taint, { size, buffer }: { size: typeof PIECE; buffer: Buffer }): string[] {
  const file = openSync(path, 'r');
  const read = (from: number): Buffer => buffer.subarray(0, readSync(file, buffer, 0, buffer.length, from));
  try {
    return scanPieces(pieces(fstatSync(file).size, read, size), extname(path).toLowerCase(), taint);
  } finally {
    closeSync(file);
  }
}

/** Kinds of secrets in one file, given the ending of its name. */
export function scanBytes(bytes: Buffer, extension: string, taint: Taint, size = PIECE): string[] {
  const read = (from: number): Buffer => bytes.subarray(from, from + size.bytes);
  return scanPieces(pieces(bytes.length, read, size), extension, taint);
}

function scanPieces(all: Iterable<Buffer>, extension: string, taint: Taint): string[] {
  const kinds = new Set<string>();
  for (const bytes of all) for (const kind of kindsIn(bytes, extension, taint)) kinds.add(kind);
  return [...kinds];
}

/** None begins or ends within a word, and each is good until the next is asked for; `read` gives what comes from an offset on. */
function* pieces(length: number, read: (from: number) => Buffer, size: typeof PIECE): Generator<Buffer> {
  for (let from = 0; from < length; ) {
    const here = read(from);
    if (here.length === 0 || from + here.length >= length) return yield here;
    const end = cutBefore(here, here.length, size.again);
    yield here.subarray(0, end);
    from += cutBefore(here, end - size.again, size.again);
  }
}

/** The last place up to `at` where no word goes on, or `at` where there is none for `most` bytes. */
function cutBefore(bytes: Buffer, at: number, most: number): number {
  for (let cut = at; cut > at - most; cut -= 1) if (BETWEEN[bytes[cut - 1] ?? 0] === 1) return cut;
  return at;
}

function kindsIn(bytes: Buffer, extension: string, taint: Taint): Set<string> {
  const kinds = new Set(taint.find(bytes, { words: !ASSETS.has(extension) }));
  if (BINARY.has(extension)) return kinds;
  const text = bytes.toString('latin1');
  for (const { kind, find } of SHAPES)
    for (const _ of find(text)) {
      kinds.add(kind);
      break;
    }
  return kinds;
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
