/** Reads a file that somebody else named or wrote: a regular file, of a bounded size, and whatever it says of itself read no further. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Why a file is not read; the message fits behind its name. */
export class UnusableFile extends Error {
  readonly why: 'folder' | 'link' | 'not-regular' | 'too-large';

  constructor(why: UnusableFile['why'], message: string) {
    super(message);
    this.why = why;
  }
}

export interface Bounds {
  /** The most bytes that are read. */
  most: number;
  /** Whether a link is followed to what it names; not in a folder that a stranger may have packed. */
  links: boolean;
}

const CHUNK = 1 << 20;

/**
 * What a file holds. A device, a pipe or a socket is never read from, not even when it takes the place of a file meanwhile, and a
 * file that has no end by itself is read no further than the bound. Throws UnusableFile, or what the system says.
 */
export function readRegular(path: string, { most, links }: Bounds): Buffer {
  const file = open(path, links);
  try {
    const facts = fstatSync(file);
    if (facts.isDirectory()) throw new UnusableFile('folder', 'it is a folder');
    if (!facts.isFile()) throw new UnusableFile('not-regular', 'it is not a regular file');
    if (facts.size > most) throw tooLarge(most);
    return readAtMost(file, most, facts.size);
  } finally {
    closeSync(file);
  }
}

function open(path: string, links: boolean): number {
  try {
    // A pipe without a writer would otherwise be waited for.
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (links ? 0 : (constants.O_NOFOLLOW ?? 0)));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP' && !links) throw new UnusableFile('link', 'it is a link, and links are not followed here');
    if (code === 'ENXIO') throw new UnusableFile('not-regular', 'it is not a regular file');
    throw error;
  }
}

/** The size a file has is a hint: those of the system say 0. */
function readAtMost(file: number, most: number, size: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.min(most + 1 - total, total === 0 && size > 0 ? size + 1 : CHUNK));
    const filled = fill(file, chunk);
    total += filled;
    if (total > most) throw tooLarge(most);
    chunks.push(chunk.subarray(0, filled));
    if (filled < chunk.length) return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, total);
  }
}

/** Bytes that the file had for a chunk: fewer than there is room for where the file ends. */
function fill(file: number, chunk: Buffer): number {
  let filled = 0;
  while (filled < chunk.length) {
    const read = readSync(file, chunk, filled, chunk.length - filled, null);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

const tooLarge = (most: number): UnusableFile => new UnusableFile('too-large', `it is larger than ${inWords(most)}`);

const inWords = (bytes: number): string =>
  bytes >= 1_000_000 ? `${Math.round(bytes / 1_000_000)} MB` : `${Math.round(bytes / 1000)} kB`;
