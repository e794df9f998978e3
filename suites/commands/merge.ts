/** `assay merge`: the shards of one plan as the run they are together, judged anew from their traces. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  type CaseTrace,
  certificatesOf,
  createTaint,
  evidenceProblems,
  followLatest,
  type JudgedCase,
  type NotRun,
  openRunFolder,
  type RunRecord,
  type RunScope,
  readRunFolder,
  scanFolder,
  type Traces,
} from '../evidence/index.ts';
import { exitCode } from '../judge/index.ts';
import { claimed } from '../run/claimed.ts';
import { EXIT, Rejected } from '../run/exit.ts';
import { addToHistory } from '../run/history.ts';
import { shown } from '../run/project.ts';
import { keepHeapSmall } from '../run/small-heap.ts';
import { checkFormats, documentNames, tellGithub, writeReports } from '../run/write-reports.ts';
import { leakLines } from './leaks.ts';
import { type ExitFlags, type ReportFlags, reportWishes, withExit, withReports } from './options.ts';
import { judgedAgain, keptDeviations } from './rejudge.ts';
import { openScreen } from './screen.ts';
import { summaryText } from './summary.ts';

interface Shard {
  name: string;
  run: RunRecord;
  traces: Traces;
}

interface MergeFlags extends ReportFlags, ExitFlags {
  output: string;
}

export function addMerge(command: Command): void {
  withReports(withExit(command))
    .argument('<runs...>', 'folders of the shards')
    .requiredOption('--output <dir>', 'folder of the merged run')
    .addHelpText('after', '\nExample:\n  assay merge shard-1 shard-2 shard-3 --output whole')
    .action(async (names: string[], { output, ...flags }: MergeFlags) => {
      process.exitCode = await merge(names, resolve(output), flags);
    });
}

async function merge(names: string[], output: string, flags: ReportFlags & ExitFlags): Promise<number> {
  await checkFormats(flags.format);
  const claim = await claimed(output, `--output ${shown(output)}`);
  try {
    return await mergeInto(names, output, flags);
  } finally {
    claim.release();
  }
}

async function mergeInto(names: string[], output: string, flags: ReportFlags & ExitFlags): Promise<number> {
  const begun = performance.now();
  // Runs are large while they are read, and small in what is kept of them.
  keepHeapSmall();
  const shards = names.map((name): Shard => ({ name, ...readRunFolder(followLatest(resolve(name))) }));
  const { run, traces } = together(shards);
  const merged = judgedAgain(
    run,
    traces,
    shards.flatMap((shard) => keptDeviations(shard.run)),
  );
  const folder = openRunFolder(output, { documents: await documentNames() });
  for (const trace of traces) {
    folder.trace(trace);
    await folder.flush();
  }
  for (const name of names) for (const pem of certificatesOf(followLatest(resolve(name)))) folder.certificate(pem);
  folder.refresh(() => merged);
  await folder.flush();
  // The secrets of those runs are not known here; what looks like one is still found.
  const taint = createTaint();
  const wanted = reportWishes(flags);
  const { page, packed } = await writeReports({ folder: output, run: merged, traces, taint, ...wanted });
  if (wanted.history) addToHistory(wanted.history, merged);
  const leaks = [...packed, ...scanFolder(output, taint)];
  process.stderr.write(leakLines(leaks));
  const exit = leaks.length > 0 ? EXIT.secret : exitCode(merged, flags);
  const screen = openScreen({ json: false });
  const told = { color: screen.color, folder: shown(output), report: shown(page), exit, failOn: flags.failOn ?? null };
  if (flags.format.includes('github')) screen.write(await tellGithub(merged, process.env));
  screen.write(summaryText(merged, { ...told, seconds: (performance.now() - begun) / 1000 }));
  return exit;
}

/** Throws Rejected when they are not all shards, and all the shards, of one plan. */
function together(shards: Shard[]): { run: RunRecord; traces: Traces } {
  const [first] = shards;
  if (first === undefined) throw new Rejected('no run was named');
  for (const { name, run } of shards) {
    if (!run.run.finished) throw new Rejected(`${name} did not finish; \`assay run --resume\` finishes it`);
    const [altered] = evidenceProblems(followLatest(resolve(name)), run);
    if (altered !== undefined) throw new Rejected(`${name} is not what its run wrote: ${altered}`);
    for (const [what, of] of SAME)
      if (JSON.stringify(of(run)) !== JSON.stringify(of(first.run)))
        throw new Rejected(`${name} and ${first.name} are no shards of one run: ${what} differ`);
  }
  const holder = new Map<string, Shard>();
  for (const shard of shards)
    for (const { id } of shard.run.cases) {
      const other = holder.get(id);
      if (other !== undefined)
        throw new Rejected(`${id} is in ${other.name} and in ${shard.name}: a case belongs to one shard`);
      holder.set(id, shard);
    }
  const cases = inOrder(shards.flatMap(({ run }) => run.cases));
  const { plan } = first.run.run;
  if (cases.length !== plan.count || digestOf(cases) !== plan.digest)
    throw new Rejected(`these shards hold ${cases.length} of the ${plan.count} cases of the plan: name all of them`);
  const times = shards.map(({ run: { run } }) => run);
  const startedAt = times.map((one) => one.startedAt).sort()[0] ?? first.run.run.startedAt;
  const finishedAt =
    times
      .map((one) => one.finishedAt ?? '')
      .sort()
      .at(-1) ?? null;
  const notices = [...new Set(shards.flatMap(({ run }) => run.notices))];
  const of = (id: string): CaseTrace | null => holder.get(id)?.traces.of(id) ?? null;
  const traces: Traces = {
    of,
    sha256: (id) => holder.get(id)?.traces.sha256(id) ?? null,
    *[Symbol.iterator]() {
      for (const { id } of cases) {
        const trace = of(id);
        if (trace === null) throw new Rejected(`${holder.get(id)?.name} has no trace of ${id}`);
        yield trace;
      }
    },
  };
  const scope = scopeTogether(shards.flatMap((shard) => shard.run.scope ?? []));
  return {
    run: {
      ...first.run,
      notices,
      ...(scope ? { scope } : {}),
      run: { ...first.run.run, startedAt, finishedAt, shard: null },
    },
    traces,
  };
}

/** What was left out of one shard is in another, unless it was left out of all; the judge sees to that. */
function scopeTogether(scopes: readonly RunScope[]): RunScope | null {
  const [first] = scopes;
  if (first === undefined) return null;
  const byShard = ({ because }: NotRun): number => Number(!because.startsWith('--shard '));
  const all = scopes.flatMap(({ notRun }) => notRun).toSorted((a, b) => byShard(a) - byShard(b));
  const notRun = new Map(all.map((one) => [one.id, one]));
  return {
    asked: first.asked.filter((option) => !option.startsWith('--shard ')),
    catalogue: first.catalogue,
    planned: scopes.reduce((sum, { planned }) => sum + planned, 0),
    notRun: [...notRun.values()],
  };
}

/** What shards of one run have in common. */
const SAME: readonly [what: string, of: (run: RunRecord) => unknown][] = [
  ['the targets', ({ target: { name, profile, digest } }) => [name, profile, digest]],
  ['the defects or variations', ({ target: { defects, variations } }) => [defects, variations]],
  ['the scenarios', ({ scenarios }) => scenarios.digest],
  ['the selections of cases', ({ run }) => run.plan],
];

/** The order of the library: by scenario, and inside of one as planned, which a shard keeps; sorting leaves equals as they are. */
const inOrder = (cases: JudgedCase[]): JudgedCase[] =>
  cases.toSorted((a, b) => (a.scenario === b.scenario ? 0 : a.scenario < b.scenario ? -1 : 1));

const digestOf = (cases: JudgedCase[]): string =>
  createHash('sha256')
    .update(cases.map(({ id }) => id).join('\n'))
    .digest('hex');
