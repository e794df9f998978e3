// `npm run golden`: writes anew what is made from the scenarios and committed: the editor schema, and every case explained.
import { writeFileSync } from 'node:fs';
import { build, run } from './steps.mjs';

const failed = build() || run(process.execPath, ['dist/suites/cli.js', 'schema']);
if (failed) process.exit(failed);
const { GOLDEN_FILE, goldenText } = await import('../dist/suites/commands/testing-golden.js');
writeFileSync(GOLDEN_FILE, goldenText());
process.stdout.write('suites/commands/golden/explain.txt written\n');
