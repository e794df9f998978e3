// Runs the unit tests and the bundled bank on the current LTS of Node as well; says so where that Node cannot be had.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LONG, longTests } from './long-tests.mjs';
import { npm, root, run, step } from './steps.mjs';

/** The current LTS, pinned like a package; raise it when the next one comes. */
const LTS = '26.10.0';

/** The nightly run has these as well: the command started over and over, whole runs against another server, and minutes of reading. */
const LEFT_OUT = ['dist/suites/commands/**', 'dist/suites/second-bank/**', ...LONG];

const folder = join(root, 'dist', 'lts');
const binary = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');

function install() {
  if (existsSync(binary)) return 0;
  mkdirSync(folder, { recursive: true });
  const name = `node-${process.platform}-${process.arch}@${LTS}`;
  return run(npm, ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', name]);
}

const ALL = process.argv.includes('--all');
const longHold = () => !ALL || step('The long tests hold', () => longTests());

if (process.versions.node.split('.')[0] === LTS.split('.')[0]) {
  process.stdout.write(`\nThis is the current LTS, Node ${process.versions.node}\n`);
  process.exitCode = longHold() ? 0 : 1;
} else if (install() !== 0 || !existsSync(binary)) {
  process.stdout.write(`\nNode ${LTS} cannot be had here: the tests ran on Node ${process.versions.node} only\n`);
  process.exitCode = longHold() ? 0 : 1;
} else {
  const kept = [
    step(`Unit tests hold on Node ${LTS}`, () =>
      run(binary, [
        ...['node_modules/mocha/bin/mocha.js', '--config', '.ci/mocharc.json', '--reporter', 'dot'],
        ...(ALL ? [] : LEFT_OUT.flatMap((files) => ['--ignore', files])),
      ]),
    ),
    longHold(),
    step(`The bundled bank conforms on Node ${LTS}`, () =>
      run(binary, ['dist/suites/cli.js', 'run', '--output', join(folder, 'run')]),
    ),
  ];
  process.exitCode = kept.every(Boolean) ? 0 : 1;
}
