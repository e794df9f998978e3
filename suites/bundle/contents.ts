/** What goes into a bundle from disk: the folder of the run as it lies there, and the scenarios it used. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Held, isPlainPath } from './archive.ts';
import type { HeldFile } from './manifest.ts';
import { OWN_SCENARIOS, RUN, SCENARIOS } from './names.ts';

/** What is on disk, or was made here. */
export type Made = Held & { from: string | Buffer };

/** Something in the folder cannot be bundled. */
export class UnfitFile extends Error {}

/** Every file below the folder of a run; throws UnfitFile for links and for what is no regular file. */
export function runFiles(folder: string): Made[] {
  const walk = (below: string): Made[] =>
    readdirSync(join(folder, below))
      .sort()
      .flatMap((name) => {
        const path = below === '' ? name : `${below}/${name}`;
        const facts = lstatSync(join(folder, path));
        if (facts.isDirectory()) return walk(path);
        if (!facts.isFile()) throw new UnfitFile(`${path} is a link, or no regular file: take it away first`);
        return [{ path: `${RUN}${path}`, from: join(folder, path) }];
      });
  return walk('');
}

/** @param folders the shipped folder and those beside it, each with the texts of its files by their path below it */
export function scenarioFiles(folders: readonly ReadonlyMap<string, string>[]): Made[] {
  return folders.flatMap((files, index) => {
    const below = index === 0 ? SCENARIOS : `${OWN_SCENARIOS}${index}/`;
    return [...files].map(([path, text]) => ({ path: `${below}${path}`, from: Buffer.from(text) }));
  });
}

/** Throws UnfitFile for a name that not every system can unpack. */
export function measured({ path, from }: Made): HeldFile {
  if (!isPlainPath(path)) throw new UnfitFile(`${JSON.stringify(path)} has a name that cannot be bundled`);
  const content = typeof from === 'string' ? readFileSync(from) : from;
  return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
