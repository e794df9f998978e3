/** What the bundled bank can be made to do wrong, or differently: its catalogue, which the build asks it for once. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rejected } from './exit.ts';
import { BANK_CATALOGUE, BANK_FOLDER, BANK_MAIN, FROM_SOURCES } from './project.ts';

export interface Deviation {
  id: string;
  title: string;
  breaks?: string[];
  implies?: string[];
  /** client_ids with which a defect shows; any when left out. */
  clients?: string[];
  /** Capabilities that the bank does not claim under this variation. */
  withdraws?: string[];
  /** Names of all that it changes in the bank: checks, members, policy values. */
  touches?: string[];
}

export interface BankCatalogue {
  defects: Deviation[];
  variations: Deviation[];
}

/** From the build, or from the bank itself where that was compiled anew since. */
export function listDeviations(kind: keyof BankCatalogue): Deviation[] {
  if (!existsSync(BANK_MAIN)) throw new Rejected('the bundled bank is not built: run npm run build');
  return writtenCatalogue(BANK_CATALOGUE, FROM_SOURCES ? BANK_FOLDER : null)?.[kind] ?? asked(kind);
}

/** Has the bank print its catalogue, and keeps it beside the compiled files. */
export function writeCatalogue(): void {
  const catalogue: BankCatalogue = { defects: asked('defects'), variations: asked('variations') };
  // Another process may be reading: it sees the old file or the new one.
  const beside = `${BANK_CATALOGUE}.${process.pid}`;
  writeFileSync(beside, JSON.stringify(catalogue));
  renameSync(beside, BANK_CATALOGUE);
}

/** Null when there is none, or when a file of the bank is newer; a package, in which nothing is compiled, has no such folder. */
export function writtenCatalogue(file: string, bank: string | null): BankCatalogue | null {
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (written === undefined || (bank !== null && newest(bank) > written)) return null;
  return JSON.parse(readFileSync(file, 'utf8')) as BankCatalogue;
}

function newest(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }, 0);
}

function asked(kind: keyof BankCatalogue): Deviation[] {
  const told = spawnSync(process.execPath, [BANK_MAIN, `--list-${kind}`, '--json'], { encoding: 'utf8' });
  if (told.status !== 0) throw new Error(`the bundled bank did not list its ${kind}: ${told.stderr.trim()}`);
  return JSON.parse(told.stdout) as Deviation[];
}
