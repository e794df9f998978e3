/** Takes the folder of a run for one process: a second run into it is refused before anything is sent. */
import { lstatSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { readRegular } from '../files/regular-file.ts';

export interface Claim {
  /** Gives the folder back. What is empty, and was made for the claim, goes. */
  release(): void;
}

/** Why a folder cannot be had, in words that fit behind its name. */
export class Unclaimable extends Error {}

export const CLAIM = 'run.lock';
/** How often the holder says that it is still there. */
const BEAT_MS = 5_000;
/** A holder that has said nothing for so long is gone, also where its process cannot be looked for. */
const GONE_MS = 60_000;
const MOST_BYTES = 1_000;
/** Evidence of a bank is nobody else's: folders 0700, files 0600. */
const OWNER_ALONE = 0o077;

/** The locks of this process. */
const held = new Set<string>();

interface Holder {
  pid: number;
  host: string;
}

/**
 * Makes the folder where it is not there, writes into it, and keeps it until it is given back. A claim whose process was killed is
 * taken over. Until it is given back, what this process writes is readable to its user alone. Throws Unclaimable when nothing can be written there, or another process has it.
 */
export function claimFolder(path: string, now: () => number = Date.now): Claim {
  const mask = process.umask(OWNER_ALONE);
  try {
    return claimed(path, now, mask);
  } catch (error) {
    process.umask(mask);
    throw error;
  }
}

function claimed(path: string, now: () => number, mask: number): Claim {
  const made = makeFolder(path);
  const lock = join(path, CLAIM);
  try {
    take(lock, now);
  } catch (error) {
    for (const folder of made.toReversed()) removeEmpty(folder);
    if (error instanceof Unclaimable) throw error;
    throw new Unclaimable(`nothing can be written there (${codeOf(error)})`);
  }
  held.add(lock);
  const beat = setInterval(() => {
    try {
      utimesSync(lock, now() / 1000, now() / 1000);
    } catch {
      // The folder is gone; whoever writes into it is told.
    }
  }, BEAT_MS);
  beat.unref();
  return {
    release() {
      process.umask(mask);
      clearInterval(beat);
      held.delete(lock);
      rmSync(lock, { force: true });
      for (const folder of made.toReversed()) removeEmpty(folder);
    },
  };
}

/** One folder at a time: where the system makes no folders, to ask for all at once may never end. Gives those that were made. */
function makeFolder(path: string): string[] {
  try {
    mkdirSync(path);
    return [path];
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [];
      throw new Unclaimable('it is not a folder');
    }
    if (code !== 'ENOENT' || dirname(path) === path) throw new Unclaimable(`the folder cannot be made (${code})`);
    const above = makeFolder(dirname(path));
    try {
      mkdirSync(path);
    } catch (again) {
      for (const folder of above.toReversed()) removeEmpty(folder);
      throw new Unclaimable(`the folder cannot be made (${codeOf(again)})`);
    }
    return [...above, path];
  }
}

/** The lock is made only where there is none, which tries the folder as well. */
function take(lock: string, now: () => number): void {
  const own = `${JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder)}\n`;
  for (let attempt = 0; ; attempt += 1)
    try {
      writeFileSync(lock, own, { flag: 'wx' });
      utimesSync(lock, now() / 1000, now() / 1000);
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || attempt > 1) throw error;
      const holder = holderOf(lock, now());
      if (holder !== null) throw new Unclaimable(`another run writes there (${holder}); name another folder`);
      clear(lock);
    }
}

/** Moved away first, so that of two that find the same old lock one alone clears it. */
function clear(lock: string): void {
  const old = `${lock}.${process.pid}.old`;
  try {
    renameSync(lock, old);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

/** Who holds a lock, in words; null when nobody does any more. */
function holderOf(lock: string, now: number): string | null {
  const quietMs = now - lstatSync(lock).mtimeMs;
  if (quietMs > GONE_MS) return null;
  try {
    const told = JSON.parse(readRegular(lock, { most: MOST_BYTES, links: false }).toString()) as Partial<Holder>;
    const { pid, host } = told;
    if (typeof pid === 'number' && typeof host === 'string')
      return host === hostname() && !isAlive(pid, lock) ? null : `process ${pid} on ${host.replace(/[^\w.-]/g, '?')}`;
  } catch {
    // It is being written, or is none of ours.
  }
  return quietMs > BEAT_MS ? null : 'it has just begun';
}

/** Our own number in a lock that we do not hold is that of a process before us. */
function isAlive(pid: number, lock: string): boolean {
  if (pid === process.pid) return held.has(lock);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds something by now, or is gone.
  }
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? error);
