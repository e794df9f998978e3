/** What a run costs as it grows: memory, processor time for a case, and what lies on disk, at several sizes. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contents } from './contents.ts';

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
export interface Growth {
  costGrowth: number;
  memoryGrowth: number;
}

const ONE_SIZE = fileURLToPath(new URL('one-size.js', import.meta.url));

/** Runs each size in a process of its own. `live` sends every exchange to the bundled bank instead of making traces. */
export function sizes(counts: readonly number[], { live }: { live: boolean }): Size[] {
  return counts.map((count) => {
    const args = [ONE_SIZE, String(count), live ? 'live' : 'made'];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Size;
  });
}

export function growthOf(measured: readonly Size[]): Growth {
  const sorted = measured.toSorted((a, b) => a.cases - b.cases);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most || least === most) throw new Error('growth takes two sizes at least');
  const cost = ({ judgedMs, reportedMs }: Size): number => judgedMs + reportedMs;
  return { costGrowth: cost(most) / cost(least), memoryGrowth: most.memory / least.memory };
}

export function growthText(measured: readonly Size[], growth: Growth): string {
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
  const rows = measured.map((one) => [
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
    `Cost of a case ${growth.costGrowth.toFixed(2)} and memory ${growth.memoryGrowth.toFixed(2)} times those of the smallest run`,
    '',
  ].join('\n');
}
