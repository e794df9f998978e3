/** `assay report`: writes all reports of a run anew from its run.json and traces. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createTaint, evidenceProblems, followLatest, readRunFolder, scanFolder } from '../evidence/index.ts';
import { claimed } from '../run/claimed.ts';
import { EXIT, Rejected } from '../run/exit.ts';
import { printReport } from '../run/print-report.ts';
import { RUNS, shown } from '../run/project.ts';
import { keepHeapSmall } from '../run/small-heap.ts';
import { checkFormats, tellGithub, writeReports } from '../run/write-reports.ts';
import { leakLines } from './leaks.ts';
import { numberOption, type ReportFlags, reportWishes, withReports } from './options.ts';
import { exitOfRun, judgedAgain, keptDeviations } from './rejudge.ts';

interface OwnFlags extends ReportFlags {
  pdf?: boolean;
}

const FOLDER = ['[run]', 'folder of a run', `${shown(RUNS)}/latest`] as const;

export function addReport(command: Command): void {
  withReports(command.argument(...FOLDER))
    .option('--pdf', 'print report.pdf as well, through an installed Chromium')
    .addHelpText(
      'after',
      '\nExample:\n  assay report reports/out/latest --pdf --format sarif,csv\n  assay report serve',
    )
    .action(async (folder: string, flags: OwnFlags) => {
      process.exitCode = await alone(followLatest(resolve(folder)), (path) => run(path, flags));
    });
  command
    .command('serve')
    .description('show the pages of a run over HTTP, on this machine alone, until interrupted')
    .argument(...FOLDER)
    .option('--port <number>', 'the port; any that is free when left out', numberOption, 0)
    .action(async (folder: string, { port }: { port: number }) => {
      process.exitCode = await serve(followLatest(resolve(folder)), port);
    });
}

async function serve(folder: string, port: number): Promise<number> {
  readRunFolder(folder);
  const { serveReport } = await import('./serve-report.ts');
  const served = await serveReport(folder, port).catch((error: NodeJS.ErrnoException) => {
    throw new Rejected(`nothing can listen on port ${port} (${error.code ?? error.message}); name another with --port`);
  });
  process.stdout.write(`${served.url}\n`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  await served.close();
  return EXIT.clean;
}

/** Reads the folder first, so that none is made, and then writes while nobody else does. */
async function alone(folder: string, work: (folder: string) => Promise<number>): Promise<number> {
  // What was read is soon not needed any more, of a large run more than all that the reports hold.
  keepHeapSmall();
  readRunFolder(folder);
  const claim = await claimed(folder, shown(folder));
  try {
    return await work(folder);
  } finally {
    claim.release();
  }
}

async function run(folder: string, flags: OwnFlags): Promise<number> {
  await checkFormats(flags.format);
  const { run: stored, traces } = readRunFolder(folder);
  // A run that was killed has traces that its run.json does not know of yet.
  const whole = stored.run.finished ? stored : judgedAgain(stored, traces, keptDeviations(stored));
  // The secrets of that run are not known here; what looks like one is still found.
  const taint = createTaint();
  const { page, packed } = await writeReports({ folder, run: whole, traces, taint, ...reportWishes(flags) });
  if (flags.format.includes('github')) process.stdout.write(await tellGithub(whole, process.env));
  const printed = flags.pdf ? await printReport(folder, whole, traces) : null;
  const leaks = [...packed, ...scanFolder(folder, taint)];
  process.stderr.write(leakLines(leaks));
  const altered = evidenceProblems(folder, stored);
  for (const line of altered) process.stderr.write(`${line}\n`);
  if (!stored.run.finished) process.stdout.write('The run did not finish\n');
  process.stdout.write(`${shown(page)}\n${printed === null ? '' : `${shown(printed)}\n`}`);
  if (leaks.length > 0) return EXIT.secret;
  return altered.length > 0 ? EXIT.altered : exitOfRun(whole);
}
