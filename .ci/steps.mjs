// What `npm start` and `npm test` share: install, build, and one line of progress for each step.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Runs a command in the project root, its output shown; gives its exit code (a signal counts as 130). */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (done.error) throw done.error;
  return done.status ?? 130;
}

/** Runs one named step, prints how it went and how long it took; gives true when it passed. */
export function step(name, work) {
  process.stdout.write(`\n▸ ${name}\n`);
  const begun = Date.now();
  const code = work();
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  process.stdout.write(code === 0 ? `✔ ${name} (${seconds} s)\n` : `✖ ${name} failed with ${code} (${seconds} s)\n`);
  return code === 0;
}

/** Installs the pinned packages when they are missing or older than the lock file. */
export function install() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const fresh =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
  return fresh ? 0 : run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Compiles to dist/, drops compiled files whose source is gone, so that no stale test runs, and parses the scenarios. */
export function build() {
  prune(join(root, 'dist'));
  const node = (...args) => run(process.execPath, args);
  return (
    node(join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json') ||
    node(join('dist', 'suites', 'after-build.js'))
  );
}

function prune(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) prune(path);
    else if (/\.js(\.map)?$/.test(entry.name)) {
      const source = join(root, relative(join(root, 'dist'), path)).replace(/\.js(\.map)?$/, '.ts');
      if (!existsSync(source)) rmSync(path);
    }
  }
}
