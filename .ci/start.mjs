// `npm start`: from a fresh clone to a report on the bundled bank.
import { build, install, run, step } from './steps.mjs';

const ready = step('Install packages', install) && step('Build', build);
process.exitCode = ready ? run(process.execPath, ['dist/suites/cli.js', 'run', ...process.argv.slice(2)]) : 70;
