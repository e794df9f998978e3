/** `npm run bench`: how many flows a second, at what cost, and what the harness adds to the exchanges it makes. */
import { parseArgs } from 'node:util';
import { compileLate } from '../suites/run/late-compiler.ts';
import { prepare } from '../suites/run/prepare.ts';
import { DEFAULT_TARGET } from '../suites/run/project.ts';
import { beyond, type Ratios } from './bounds.ts';
import { profiled, type Shares } from './profile.ts';
import { bareRound, harnessRound, type Measured, type Round, round } from './round.ts';
import { startRatios } from './start.ts';

const BOUNDS = 'bench/bounds.json';

const { values } = parseArgs({
  options: {
    flows: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '5' },
    lanes: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
});

const [flows, rounds, lanes] = [values.flows, values.rounds, values.lanes].map(Number) as [number, number, number];
if (![flows, rounds, lanes].every((n) => Number.isInteger(n) && n > 0) || lanes > 4) {
  process.stderr.write('bench: --flows, --rounds and --lanes take whole numbers above 0, and --lanes at most 4\n');
  process.exit(2);
}

// As every command does.
compileLate();
const prepared = await prepare({ target: DEFAULT_TARGET });
try {
  // The first round warms connections and compilers up, and is thrown away.
  await round(prepared, Math.min(flows, 20), lanes);
  if (values.profile) {
    const bare = await profiled(() => bareRound(prepared, flows, lanes));
    const harness = await profiled(() => harnessRound(prepared, flows, lanes));
    process.stdout.write(whereItGoes(bare.shares, harness.shares, harness.result));
  } else await compare();
} finally {
  await prepared.close();
}

/** Both ways of making the same flows, several times over. */
async function compare(): Promise<void> {
  const measured: Round[] = [];
  for (let n = 0; n < rounds; n += 1) measured.push(await round(prepared, flows, lanes));
  const result = { flows, lanes, rounds: measured, ...summary(measured), ...startRatios(rounds) };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : told(result));
  if (values.check) {
    const { overhead, overheadWithReports, processor, lint, list } = result;
    const broken = beyond({ overhead, overheadWithReports, processor, lint, list }, BOUNDS);
    process.stderr.write(broken.map((line) => `${line}\n`).join(''));
    process.exitCode = broken.length === 0 ? 0 : 1;
  }
}

function whereItGoes(bare: Shares, harness: Shares, made: Awaited<ReturnType<typeof harnessRound>>): string {
  const of = (shares: Shares, part: string): number => shares.find((one) => one.part === part)?.ms ?? 0;
  const total = (shares: Shares): number => shares.reduce((sum, { ms }) => sum + ms, 0);
  const row = (part: string, ...columns: number[]): string =>
    `${part.padEnd(28)}${columns.map((ms) => (ms / flows).toFixed(2).padStart(12)).join('')}`;
  return [
    `${flows} flows, ${lanes} lanes, reports included; ms of the main thread for a flow, under the profiler`,
    '',
    `${''.padEnd(28)}${['harness', 'bare loop'].map((head) => head.padStart(12)).join('')}`,
    ...harness.map(({ part, ms }) => row(part, ms, of(bare, part))),
    row('together', total(harness), total(bare)),
    '',
    `TPP until the last verdict ${(made.harness.tppMs / flows).toFixed(1)} ms a flow, all threads`,
    `On disk ${made.folder.files} files, ${(made.folder.bytes / flows / 1024).toFixed(1)} kB a flow; largest memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
    '',
  ].join('\n');
}

/** Medians of the rounds. */
interface Summary extends Omit<Ratios, 'concurrency' | 'selfTest'> {
  harness: PerFlow;
  bare: PerFlow;
}

interface PerFlow {
  flowsPerSecond: number;
  exchangesPerSecond: number;
  tppMsPerFlow: number;
  bankMsPerFlow: number | null;
}

function summary(measured: Round[]): Omit<Summary, 'lint' | 'list'> {
  return {
    overhead: median(measured.map(({ harness, bare }) => harness.wallMs / bare.wallMs)),
    overheadWithReports: median(
      measured.map(({ harness, bare, reportsMs }) => (harness.wallMs + reportsMs) / bare.wallMs),
    ),
    processor: median(measured.map(({ harness, bare }) => harness.tppMs / bare.tppMs)),
    harness: perFlow(measured.map(({ harness }) => harness)),
    bare: perFlow(measured.map(({ bare }) => bare)),
  };
}

function perFlow(all: Measured[]): PerFlow {
  const bank = all.flatMap(({ bankMs, flows: n }) => (bankMs === null ? [] : [bankMs / n]));
  return {
    flowsPerSecond: median(all.map(({ flows: n, wallMs }) => (n / wallMs) * 1000)),
    exchangesPerSecond: median(all.map(({ exchanges, wallMs }) => (exchanges / wallMs) * 1000)),
    tppMsPerFlow: median(all.map(({ tppMs, flows: n }) => tppMs / n)),
    bankMsPerFlow: bank.length === 0 ? null : median(bank),
  };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

function shown(ratio: number | null): string {
  return ratio?.toFixed(2) ?? 'not told here';
}

function told(result: Summary): string {
  const row = (name: string, of: PerFlow): string => {
    const bank = of.bankMsPerFlow === null ? 'not told here' : of.bankMsPerFlow.toFixed(1);
    const cells = [of.flowsPerSecond.toFixed(1), of.exchangesPerSecond.toFixed(0), of.tppMsPerFlow.toFixed(1), bank];
    return `${name.padEnd(10)}${cells.map((cell) => cell.padStart(16)).join('')}`;
  };
  const heads = ['flows/s', 'exchanges/s', 'TPP ms/flow', 'bank ms/flow'].map((head) => head.padStart(16)).join('');
  return [
    `${flows} flows a round, ${lanes} lanes, medians of ${rounds} rounds; ms are processor time`,
    '',
    `${''.padEnd(10)}${heads}`,
    row('bare loop', result.bare),
    row('harness', result.harness),
    '',
    `Overhead ${result.overhead.toFixed(2)} (wall time to the last verdict on disk / bare loop); with all reports ${result.overheadWithReports.toFixed(2)}; processor time ${result.processor.toFixed(2)}`,
    `Processor time over bare parsing of the catalogue: assay lint ${shown(result.lint)}, assay list ${shown(result.list)}`,
    '',
  ].join('\n');
}
