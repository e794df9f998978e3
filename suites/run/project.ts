/** Where the parts of the project lie, seen from the compiled files. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder above that holds this package: the same for sources, `dist/` and an installed copy. */
function findRoot(): string {
  let here = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(here, 'scenarios', '_flows'))) {
    const above = dirname(here);
    if (above === here) throw new Error('the folder of scenarios was not found');
    here = above;
  }
  return here;
}

export const ROOT = findRoot();
export const SCENARIOS = join(ROOT, 'scenarios');
export const TARGETS = join(ROOT, 'targets');
/** Editor schemas, made by `assay schema`: of everything under scenarios/, and of target files. */
export const SCHEMA_FILES = { scenarios: join(SCENARIOS, 'schema.json'), targets: join(TARGETS, 'schema.json') };
/** The page with every key of a target file, made by `assay schema`. */
export const TARGET_KEYS = join(ROOT, 'docs', 'target-keys.md');
export const DEFAULT_TARGET = join(TARGETS, 'mock-bank.yaml');
/** Where runs are kept that nobody names a folder for: below the folder in which the command is given. */
export const RUNS = join(process.cwd(), 'reports', 'out');

/** The bank's program lies beside ours, wherever that was compiled to. */
export const DIRECTORY_MAIN = join(
  dirname(fileURLToPath(import.meta.url)),
  ...['..', '..', 'mock-bank', 'directory', 'main.js'],
);
export const BANK_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'mock-bank');
export const BANK_MAIN = join(BANK_FOLDER, 'main.js');
/** What the bank told of itself when it was built. */
export const BANK_CATALOGUE = join(ROOT, 'dist', 'bank-catalogue.json');
/** A package brings no sources, so that nothing in it is compiled after it was built. */
export const FROM_SOURCES = existsSync(join(ROOT, 'tsconfig.json'));

interface Manifest {
  name: string;
  version: string;
  dependencies: { [name: string]: string };
}

const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
export const HARNESS = { name: MANIFEST.name, version: MANIFEST.version };
/** Parsed when the project is built, by this version of the YAML package. */
export const TREES = { file: join(ROOT, 'dist', 'trees.json'), yaml: MANIFEST.dependencies.yaml ?? '' };

/** The folder in which this package is installed, or a clone itself. */
const [HOME = ROOT] = ROOT.split(`${sep}node_modules${sep}`);

/**
 * How a person at this prompt calls the command. Outside of the folder that holds it, npx would ask the public registry for a
 * package of that name, and run what a stranger has put there.
 */
export const COMMAND = `${process.cwd()}${sep}`.startsWith(`${HOME}${sep}`) ? 'npx assay' : 'assay';

/** A path as a person at this prompt would type it. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' ? '.' : short.startsWith('..') ? path : short;
}
