// `npm pack`: what is packed is what the sources say today, and knows the commit it was packed from.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root } from './steps.mjs';

const file = join(root, 'dist', 'commit.txt');
process.exitCode = install() || build();
const args = ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'];
const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
if (status === 0) writeFileSync(file, stdout);
else rmSync(file, { force: true });
