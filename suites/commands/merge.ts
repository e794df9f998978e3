/** `assay merge`: the shards of one plan as the run they are together, judged anew from their traces. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  type CaseTrace,
  createTaint,
  folderProblem,
  followLatest,
  openRunFolder,
  type RunRecord,
  readRunFolder,
  scanFolder,
} from '../evidence/index.ts';
import { exitCode } from '../judge/index.ts';
import { EXIT, Rejected } from '../run/exit.ts';
import { shown } from '../run/project.ts';
import { documentNames, writeReports } from '../run/write-reports.ts';
import { leakLines } from './leaks.ts';
import { judgedAgain, keptDeviations } from './rejudge.ts';
import { openScreen } from './screen.ts';
import { summaryText } from './summary.ts';

interface Shard {
  name: string;
  run: RunRecord;
  traces: CaseTrace[];
}

export function addMerge(program: Command): void {
  program
    .command('merge')
    .argument('<runs...>', 'folders of the shards')
    .requiredOption('--output <dir>', 'folder of the merged run')
    .description('put the shards of a run together: verdicts, requirements and reports as of one run')
    .addHelpText('after', '\nExample:\n  assay merge shard-1 shard-2 shard-3 --output whole')
    .action(async (names: string[], { output }: { output: string }) => {
      process.exitCode = await merge(names, resolve(output));
    });
}

async function merge(names: string[], output: string): Promise<number> {
  const begun = performance.now();
  const documents = await documentNames();
  const blocked = folderProblem(output, documents);
  if (blocked) throw new Rejected(`--output ${shown(output)}: ${blocked}`);
  const shards = names.map((name): Shard => ({ name, ...readRunFolder(followLatest(resolve(name))) }));
  const { run, traces } = together(shards);
  const merged = judgedAgain(
    run,
    traces,
    shards.flatMap((shard) => keptDeviations(shard.run)),
  );
  const folder = openRunFolder(output, documents);
  for (const trace of traces) folder.trace(trace);
  folder.refresh(() => merged);
  await folder.flush();
  const report = await writeReports({ folder: output, run: merged, traces });
  // The secrets of those runs are not known here; what looks like one is still found.
  const leaks = scanFolder(output, createTaint());
  process.stderr.write(leakLines(leaks));
  const exit = leaks.length > 0 ? EXIT.secret : exitCode(merged);
  const screen = openScreen({ json: false });
  const told = { color: screen.color, folder: shown(output), report: report && shown(report), exit };
  screen.write(summaryText(merged, { ...told, seconds: (performance.now() - begun) / 1000 }));
  return exit;
}

/** Throws Rejected when they are not all shards, and all the shards, of one plan. */
function together(shards: Shard[]): { run: RunRecord; traces: CaseTrace[] } {
  const [first] = shards;
  if (first === undefined) throw new Rejected('no run was named');
  for (const { name, run } of shards) {
    if (!run.run.finished) throw new Rejected(`${name} did not finish; \`assay run --resume\` finishes it`);
    for (const [what, of] of SAME)
      if (JSON.stringify(of(run)) !== JSON.stringify(of(first.run)))
        throw new Rejected(`${name} and ${first.name} are no shards of one run: ${what} differ`);
  }
  const seen = new Map<string, string>();
  for (const { name, traces } of shards)
    for (const { id } of traces) {
      const other = seen.get(id);
      if (other !== undefined) throw new Rejected(`${id} is in ${other} and in ${name}: a case belongs to one shard`);
      seen.set(id, name);
    }
  const traces = inOrder(shards.flatMap((shard) => shard.traces));
  const { plan } = first.run.run;
  if (traces.length !== plan.count || digestOf(traces) !== plan.digest)
    throw new Rejected(`these shards hold ${traces.length} of the ${plan.count} cases of the plan: name all of them`);
  const times = shards.map(({ run: { run } }) => run);
  const startedAt = times.map((one) => one.startedAt).sort()[0] ?? first.run.run.startedAt;
  const finishedAt =
    times
      .map((one) => one.finishedAt ?? '')
      .sort()
      .at(-1) ?? null;
  const notices = [...new Set(shards.flatMap(({ run }) => run.notices))];
  return { run: { ...first.run, notices, run: { ...first.run.run, startedAt, finishedAt, shard: null } }, traces };
}

/** What shards of one run have in common. */
const SAME: readonly [what: string, of: (run: RunRecord) => unknown][] = [
  ['the targets', ({ target: { name, profile, digest } }) => [name, profile, digest]],
  ['the defects or variations', ({ target: { defects, variations } }) => [defects, variations]],
  ['the scenarios', ({ scenarios }) => scenarios.digest],
  ['the selections of cases', ({ run }) => run.plan],
];

/** The order of the library: by scenario, and inside of one as planned, which a shard keeps; sorting leaves equals as they are. */
const inOrder = (traces: CaseTrace[]): CaseTrace[] =>
  traces.toSorted((a, b) => (a.scenario === b.scenario ? 0 : a.scenario < b.scenario ? -1 : 1));

const digestOf = (traces: CaseTrace[]): string =>
  createHash('sha256')
    .update(traces.map(({ id }) => id).join('\n'))
    .digest('hex');
