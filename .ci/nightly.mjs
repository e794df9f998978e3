// `npm run nightly`: what takes too long for `npm test`. Every case with every defect, in every variant that the bundled bank serves.
import { readdirSync } from 'node:fs';
import { build, install, run, step } from './steps.mjs';

const ready = step('Install packages', install) && step('Build', build);
const targets = readdirSync('targets').filter((name) => /^mock-bank.*\.yaml$/.test(name));
const kept = targets.map(
  (name) =>
    ready &&
    step(`The kill matrix of targets/${name} is exact`, () =>
      run(process.execPath, ['dist/suites/cli.js', 'selftest', '--full', '--jobs', '2', '--target', `targets/${name}`]),
    ),
);
kept.push(
  ready &&
    step('The harness costs no more than it did', () =>
      run(process.execPath, ['dist/bench/main.js', '--rounds', '3', '--check']),
    ),
);
process.exitCode = ready ? (kept.every(Boolean) ? 0 : 1) : 70;
