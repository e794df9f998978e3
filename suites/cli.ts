#!/usr/bin/env node
/** From the command line to a command, and from what came of it to an exit code. Nothing else. */
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands/catalogue.ts';
import { catchEscapes } from './commands/escaped.ts';
import { compileLate } from './run/late-compiler.ts';
import { HARNESS } from './run/project.ts';

/** A handle that was forgotten must not keep a finished command from ending. */
const LINGER_MS = 2_000;

// Whoever reads us may stop reading, as `head` does; what is on disk is still wanted.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

compileLate();
const failure = (): Promise<typeof import('./commands/failure.ts')> => import('./commands/failure.ts');
catchEscapes(async (error) => (await failure()).exitOf(error));

const program = new Command('assay')
  .description('FAPI conformance and security tests for banks, with evidence clause by clause')
  .version(HARNESS.version)
  .showHelpAfterError('(add --help for the options)')
  .showSuggestionAfterError()
  .exitOverride();
// Only what is asked for is loaded; `assay help run` names it in second place.
const asked = process.argv.slice(2, 4);

try {
  for (const { name, about, load } of COMMANDS) {
    const command = program.command(name).description(about);
    if (!asked.includes(name)) continue;
    (await load())(command);
    command.option('--no-color', 'no colours, as with NO_COLOR=1');
  }
  program.hook('preAction', (_, command) => {
    if (command.opts().color === false) process.env.NO_COLOR = '1';
  });
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : (await failure()).exitOf(error);
}
setTimeout(() => process.exit(), LINGER_MS).unref();
