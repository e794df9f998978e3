/** `assay bank`: the bundled bank alone, in the foreground, with its own options. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { EXIT, Rejected } from './outcome.ts';
import { BANK_MAIN } from './project.ts';

const HELP = `
Options are the bank's own:
  --port <n>, --management-port <n>, --directory-port <n>
  --state <dir>                keep keys and certificates of its clients there
  --config <file>              further clients
  --defect <id>, --variation <id>   repeatable
  --list-defects, --list-variations
  --json                       one line of JSON when it is ready

Example:
  assay bank --port 8443 --defect pkce-optional`;

export function addBank(program: Command): void {
  program
    .command('bank')
    .argument('[options...]')
    .usage('[options]')
    .description('start the bundled bank alone, until Ctrl-C')
    .allowUnknownOption()
    .addHelpText('after', HELP)
    .action(async (options: string[]) => {
      process.exitCode = await run(options);
    });
}

function run(options: string[]): Promise<number> {
  if (!existsSync(BANK_MAIN)) throw new Rejected('the bundled bank is not built: run npm run build');
  const bank = spawn(process.execPath, [BANK_MAIN, ...options], { stdio: 'inherit' });
  // Ctrl-C reaches the bank by itself; we only wait for it. Other signals have to be passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => bank.kill(signal));
  return new Promise((resolve, reject) => {
    bank.once('error', reject);
    bank.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? EXIT.clean : EXIT.fault)));
  });
}
