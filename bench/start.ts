/** What the commands that only read the catalogue cost, beside a program that parses its YAML files and does nothing else. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, SCENARIOS } from '../suites/run/project.ts';
import { childrenMs } from './processor.ts';

/** Processor time of each over that of the bare program; null where the system does not tell as Linux does. */
export interface StartRatios {
  lint: number | null;
  list: number | null;
}

const BARE = `
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
for (const name of readdirSync(process.argv[1], { recursive: true }))
  if (name.endsWith('.yaml')) parseDocument(readFileSync(join(process.argv[1], name), 'utf8'));
`;

/** Milliseconds of processor time that a process takes from start to end, with all that it starts. */
function costMs(args: readonly string[]): number | null {
  const before = childrenMs();
  const done = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  if (done.status !== 0) throw new Error(`node ${args.join(' ').slice(0, 60)} ended with ${done.status}`);
  const after = childrenMs();
  return before === null || after === null ? null : after - before;
}

/** Medians of some rounds; each runs all three right after each other. */
export function startRatios(rounds: number): StartRatios {
  const program = join(ROOT, 'dist', 'suites', 'cli.js');
  const found = Array.from({ length: rounds }, () => {
    const bare = costMs(['--input-type=module', '-e', BARE, SCENARIOS]);
    return { lint: over(costMs([program, 'lint']), bare), list: over(costMs([program, 'list']), bare) };
  });
  return { lint: middle(found.map(({ lint }) => lint)), list: middle(found.map(({ list }) => list)) };
}

const over = (cost: number | null, bare: number | null): number | null =>
  cost === null || bare === null ? null : cost / bare;

const middle = (ratios: (number | null)[]): number | null =>
  ratios.filter((ratio) => ratio !== null).toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? null;
