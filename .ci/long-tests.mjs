// Tests that run the command many times over, or read for minutes: `npm test` leaves them out to keep its time. The nightly run has
// them beside the tests on the current LTS, and `npm run test:long` has them alone.
import { fileURLToPath } from 'node:url';
import { build, install, run, step } from './steps.mjs';

export const LONG = [
  'dist/mock-tpp/psu/browser-walk.test.js',
  'dist/suites/commands/broken-lines.test.js',
  'dist/suites/commands/front-server.test.js',
  'dist/suites/commands/import-plans.test.js',
  'dist/suites/commands/nightly.test.js',
  'dist/suites/commands/plan.test.js',
  'dist/suites/linear-time.test.js',
  'dist/suites/second-bank/further-faults.test.js',
];

/** What `npm test` leaves to `npm run test:all`, which CI has: a server of others, with its faults, and a line that breaks again and again. */
export const LEFT_TO_ALL = ['dist/suites/second-bank/second-bank.test.js', 'dist/suites/commands/broken-line.test.js'];

/** Runs the long ones; gives the exit code. */
export function longTests() {
  const specs = LONG.flatMap((file) => ['--spec', file]);
  const bounds = ['--no-config', '--parallel', '--jobs', '2', '--timeout', '30000', '--fail-zero', '--exit'];
  return run(process.execPath, ['node_modules/mocha/bin/mocha.js', ...bounds, '--reporter', 'dot', ...specs]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const ready = step('Packages are installed as pinned', install) && step('Everything builds', build);
  process.exitCode = ready && step('The long tests hold', () => longTests()) ? 0 : 1;
}
