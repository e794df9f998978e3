/** What ran the cases: version, commit, Node and system, as run.json keeps them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, release, type } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../evidence/index.ts';
import { HARNESS, ROOT } from './project.ts';

export function harnessFacts(): RunRecord['harness'] {
  return { ...HARNESS, commit: commit(), node: process.version, system: `${type()} ${release()} ${arch()}` };
}

/** Of a clone its commit, with `-dirty` when files differ from it; of a package the one it was packed from; else null. */
function commit(): string | null {
  const packed = join(ROOT, 'dist', 'commit.txt');
  if (existsSync(join(ROOT, '.git'))) {
    const args = ['-C', ROOT, 'describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'];
    const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    if (status === 0) return stdout.trim();
    return null;
  }
  return existsSync(packed) ? readFileSync(packed, 'utf8').trim() : null;
}
