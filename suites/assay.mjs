#!/usr/bin/env node
// The command `assay`. In a clone it compiles when the sources are newer than what was compiled; a package brings no sources.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'dist', 'suites', 'cli.js');
const stamp = join(root, 'dist', '.tsbuildinfo');
const SOURCES = ['suites', 'mock-tpp', 'mock-bank', 'reports', 'bench'];

/** The newest change of any source file; output folders are not sources. */
function newest(folder) {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'out' ? latest : Math.max(latest, newest(path));
    return entry.name.endsWith('.ts') ? Math.max(latest, statSync(path).mtimeMs) : latest;
  }, 0);
}

function stale() {
  if (!existsSync(program) || !existsSync(stamp)) return true;
  const sources = SOURCES.map((name) => newest(join(root, name)));
  return Math.max(...sources, statSync(join(root, 'tsconfig.json')).mtimeMs) > statSync(stamp).mtimeMs;
}

if (existsSync(join(root, 'tsconfig.json')) && stale()) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) {
    process.stderr.write('The packages are not installed: run npm ci first, or npm start for everything.\n');
    process.exit(70);
  }
  process.stderr.write('Building...\n');
  const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] }).status === 0;
  const last = join(root, 'dist', 'suites', 'after-build.js');
  if (!node(compiler, '-p', join(root, 'tsconfig.json')) || !node(last)) {
    process.stderr.write('The build failed.\n');
    process.exit(70);
  }
  // The compiler leaves its own record alone when a file was touched but is the same as before.
  utimesSync(stamp, new Date(), new Date());
}

await import(pathToFileURL(program).href);
