/** `npm run bench -- growth`: what a run costs as it grows: memory, processor time for a case, and what lies on disk, at several sizes. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { beyond } from './bounds.ts';
import type { Contents } from './contents.ts';

const BOUNDS = 'bench/bounds.json';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100,1000,10000' },
    live: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

const counts = values.cases.split(',').map(Number);
if (counts.length < 2 || !counts.every((n) => Number.isInteger(n) && n > 0)) {
  process.stderr.write('bench: --cases takes two or more whole numbers above 0, with commas between\n');
  process.exit(2);
}

const measured = sizes(counts, values);
const growth = growthOf(measured);
process.stdout.write(values.json ? `${JSON.stringify({ measured, ...growth })}\n` : growthText(measured, growth));
if (values.check) {
  const broken = beyond({ ...growth }, BOUNDS);
  process.stderr.write(broken.map((line) => `${line}\n`).join(''));
  process.exitCode = broken.length === 0 ? 0 : 1;
}

/** One size of run, reports included. */
export interface Size extends Contents {
  cases: number;
  /** Milliseconds of processor time for a case until the last verdict is on disk, and then for the reports. */
  judgedMs: number;
  reportedMs: number;
  seconds: number;
  /** The most that the process held at once, in bytes: until the last verdict, and with the reports. */
  judgedMemory: number;
  memory: number;
}

/** The largest run over the smallest. */
interface Growth {
  costGrowth: number;
  memoryGrowth: number;
}

/** Runs each size in a process of its own. `live` sends every exchange to the bundled bank instead of making traces. */
function sizes(wanted: readonly number[], { live }: { live: boolean }): Size[] {
  const program = fileURLToPath(new URL('one-size.js', import.meta.url));
  return wanted.map((count) => {
    const args = [program, String(count), live ? 'live' : 'made'];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Size;
  });
}

function growthOf(all: readonly Size[]): Growth {
  const sorted = all.toSorted((a, b) => a.cases - b.cases);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most || least === most) throw new Error('growth takes two sizes at least');
  const cost = ({ judgedMs, reportedMs }: Size): number => judgedMs + reportedMs;
  return { costGrowth: cost(most) / cost(least), memoryGrowth: most.memory / least.memory };
}

function growthText(all: readonly Size[], { costGrowth, memoryGrowth }: Growth): string {
  const heads = [
    'cases',
    'judged MB',
    'memory MB',
    'judged ms',
    'reports ms',
    'seconds',
    'files',
    'kB a case',
    'pages MB',
  ];
  const rows = all.map((one) => [
    String(one.cases),
    (one.judgedMemory / 1e6).toFixed(0),
    (one.memory / 1e6).toFixed(0),
    one.judgedMs.toFixed(2),
    one.reportedMs.toFixed(2),
    one.seconds.toFixed(1),
    String(one.files),
    (one.bytes / one.cases / 1000).toFixed(1),
    (one.pages / 1e6).toFixed(1),
  ]);
  return [
    'ms are processor time for a case; pages are the files a browser opens',
    '',
    ...[heads, ...rows].map((cells) => cells.map((cell) => cell.padStart(12)).join('')),
    '',
    `Cost of a case ${costGrowth.toFixed(2)} and memory ${memoryGrowth.toFixed(2)} times those of the smallest run`,
    '',
  ].join('\n');
}
