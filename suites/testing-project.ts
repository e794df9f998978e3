/** The project as its own tests see it: its files, their text, and what they import. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportUse } from './import-circles.ts';

export const ROOT = normalize(join(dirname(fileURLToPath(import.meta.url)), '..', '..'));
const SKIPPED = new Set(['node_modules', 'dist', 'out', '.git', '.assay']);

export interface ProjectFile {
  /** Path from the root, with slashes. */
  path: string;
  text: string;
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(path);
    return entry.isFile() ? [path] : [];
  });
}

const WRITTEN = /\.(ts|mjs|cjs|md|ya?ml|json)$|^\.gitignore$|\/run$/;

/** Everything someone wrote: code, data, documents; not the lock file, which npm writes. */
export const written: readonly ProjectFile[] = walk(ROOT)
  .map((path) => ({ path, name: relative(ROOT, path).split(sep).join('/') }))
  .filter(({ name }) => WRITTEN.test(name) && name !== 'package-lock.json')
  .map(({ path, name }) => ({ path: name, text: readFileSync(path, 'utf8') }));

export const sources: readonly ProjectFile[] = written.filter(({ path }) => path.endsWith('.ts'));

const IMPORTS = [
  /^\s*(?:import|export)\s+(?<type>type\s+)?(?:[^'";]*?\sfrom\s+)?'(?<target>[^']+)'/gm,
  /\b(?:import|require|createRequire\([^()]*\))\('(?<target>[^']+)'\)/g,
];

/** Imports and re-exports of one file, also those made while it runs; relative paths become project paths. */
export function importsOf({ path, text }: ProjectFile): ImportUse[] {
  return IMPORTS.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ index, groups }) => {
      const target = groups?.target ?? '';
      return {
        file: path,
        line: text.slice(0, index).split('\n').length,
        target: target.startsWith('.') ? join(dirname(path), target).split(sep).join('/') : target,
        typeOnly: groups?.type !== undefined,
      };
    }),
  );
}
