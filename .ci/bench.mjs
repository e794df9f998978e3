// `npm run bench`: from a fresh clone to figures. Options go through: npm run bench -- --flows 50 --json
import { build, install, run, step } from './steps.mjs';

const ready = step('Install packages', install) && step('Build', build);
/** What else is measured than flows, by the first word. */
const OTHERS = {
  concurrency: 'dist/bench/concurrency.js',
  growth: 'dist/bench/growth.js',
  handshakes: 'dist/bench/handshakes.js',
  'self-test': 'dist/bench/self-test.js',
};
const [word = '', ...rest] = process.argv.slice(2);
const args = word in OTHERS ? [OTHERS[word], ...rest] : ['dist/bench/main.js', ...process.argv.slice(2)];
process.exitCode = ready ? run(process.execPath, args) : 70;
