/** `assay report`: writes all reports of a run anew from its run.json and traces. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createTaint, evidenceProblems, followLatest, readRunFolder, scanFolder } from '../evidence/index.ts';
import { EXIT } from '../run/exit.ts';
import { RUNS, shown } from '../run/project.ts';
import { checkFormats, tellGithub, writeReports } from '../run/write-reports.ts';
import { leakLines } from './leaks.ts';
import { type ReportFlags, reportWishes, withReports } from './options.ts';
import { judgedAgain, keptDeviations } from './rejudge.ts';

export function addReport(command: Command): void {
  withReports(command.argument('[run]', 'folder of a run', `${shown(RUNS)}/latest`))
    .addHelpText('after', '\nExample:\n  assay report reports/out/latest --format sarif,csv')
    .action(async (folder: string, flags: ReportFlags) => {
      process.exitCode = await run(followLatest(resolve(folder)), flags);
    });
}

async function run(folder: string, flags: ReportFlags): Promise<number> {
  await checkFormats(flags.format);
  const { run: stored, traces } = readRunFolder(folder);
  // A run that was killed has traces that its run.json does not know of yet.
  const whole = stored.run.finished ? stored : judgedAgain(stored, traces, keptDeviations(stored));
  // The secrets of that run are not known here; what looks like one is still found.
  const taint = createTaint();
  const { page, packed } = await writeReports({ folder, run: whole, traces, taint, ...reportWishes(flags) });
  if (flags.format.includes('github')) process.stdout.write(await tellGithub(whole, process.env));
  const leaks = [...packed, ...scanFolder(folder, taint)];
  process.stderr.write(leakLines(leaks));
  const altered = evidenceProblems(folder, stored);
  for (const line of altered) process.stderr.write(`${line}\n`);
  if (!stored.run.finished) process.stdout.write('The run did not finish\n');
  process.stdout.write(`${shown(page)}\n`);
  if (leaks.length > 0) return EXIT.secret;
  return altered.length > 0 ? EXIT.altered : EXIT.clean;
}
