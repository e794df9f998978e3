// `npm run bench`: from a fresh clone to figures. Options go through: npm run bench -- --flows 50 --json
import { build, install, run, step } from './steps.mjs';

const ready = step('Install packages', install) && step('Build', build);
process.exitCode = ready ? run(process.execPath, ['dist/bench/main.js', ...process.argv.slice(2)]) : 70;
