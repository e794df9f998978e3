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
  ready && step('Every test holds on the current LTS of Node', () => run(process.execPath, ['.ci/lts.mjs', '--all'])),
);
const MEASURED = {
  'The harness costs no more than it did': ['main.js', '--rounds', '3'],
  'Lanes pay at a distance': ['concurrency.js'],
  'The self-test costs no more than it did': ['self-test.js'],
  'Cost and memory stay flat as a run grows': ['growth.js', '--cases', '100,2000'],
};
for (const [what, [program, ...options]] of Object.entries(MEASURED))
  kept.push(ready && step(what, () => run(process.execPath, [`dist/bench/${program}`, ...options, '--check'])));
process.exitCode = ready ? (kept.every(Boolean) ? 0 : 1) : 70;
