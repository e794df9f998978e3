/** `assay bank`: the bundled bank alone, in the foreground, with its own options and its own help. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { EXIT, Rejected } from '../run/exit.ts';
import { BANK_MAIN } from '../run/project.ts';

export function addBank(command: Command): void {
  command
    .argument('[options...]')
    .usage('[options]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (options: string[]) => {
      process.exitCode = await run(options);
    });
}

/** Gives the bank's exit code. Its stdin is ours, so that it ends with us however we end. */
function run(options: string[]): Promise<number> {
  if (!existsSync(BANK_MAIN)) throw new Rejected('the bundled bank is not built: run npm run build');
  const bank = spawn(process.execPath, [BANK_MAIN, '--exit-with-parent', ...options], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  // Ctrl-C reaches the bank by itself, too; being told twice does no harm.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => bank.kill(signal));
  return new Promise((resolve, reject) => {
    bank.once('error', reject);
    bank.once('exit', (code) => resolve(code ?? EXIT.interrupted));
  });
}
