// `npm run golden`: writes anew what is made from the scenarios and committed: the editor schema, and every case explained.
import { build, run } from './steps.mjs';

const failed = build() || run(process.execPath, ['dist/suites/cli.js', 'schema']);
if (failed) process.exit(failed);
const { GOLDEN_FOLDER, writeGolden } = await import('../dist/suites/commands/testing-golden.js');
process.stdout.write(`${GOLDEN_FOLDER}: ${writeGolden()} files written\n`);
