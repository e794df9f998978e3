#!/usr/bin/env node
/** From the command line to a command, and from what came of it to an exit code. Nothing else. */
import { Command, CommanderError } from 'commander';
import { addBank } from './commands/bank.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { exitOf } from './commands/failure.ts';
import { addImport } from './commands/import.ts';
import { addInit } from './commands/init.ts';
import { addLint } from './commands/lint.ts';
import { addList } from './commands/list.ts';
import { addMerge } from './commands/merge.ts';
import { addNew } from './commands/new.ts';
import { addPlan } from './commands/plan.ts';
import { addRejudge } from './commands/rejudge.ts';
import { addReport } from './commands/report.ts';
import { addRun } from './commands/run.ts';
import { addSchema } from './commands/schema.ts';
import { addSelfTest } from './commands/selftest.ts';
import { HARNESS } from './run/project.ts';

const COMMANDS = [
  addRun,
  addInit,
  addImport,
  addDoctor,
  addBank,
  addList,
  addNew,
  addLint,
  addExplain,
  addPlan,
  addSelfTest,
  addRejudge,
  addReport,
  addMerge,
  addSchema,
];
/** A handle that was forgotten must not keep a finished command from ending. */
const LINGER_MS = 2_000;

// Whoever reads us may stop reading, as `head` does; what is on disk is still wanted.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

const program = new Command('assay')
  .description('FAPI conformance and security tests for banks, with evidence clause by clause')
  .version(HARNESS.version)
  .showHelpAfterError('(add --help for the options)')
  .showSuggestionAfterError()
  .exitOverride();
for (const add of COMMANDS) add(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : exitOf(error);
}
setTimeout(() => process.exit(), LINGER_MS).unref();
