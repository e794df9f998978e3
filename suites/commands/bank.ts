/** `assay bank` and `assay directory`: the bundled bank, or its certificate directory, alone in the foreground, with its own options and help. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { EXIT, Rejected } from '../run/exit.ts';
import { BANK_MAIN, DIRECTORY_MAIN } from '../run/project.ts';

export const addBank = (command: Command): void => addProgram(command, BANK_MAIN);
export const addDirectory = (command: Command): void => addProgram(command, DIRECTORY_MAIN);

function addProgram(command: Command, program: string): void {
  command
    .argument('[options...]')
    .usage('[options]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (options: string[]) => {
      process.exitCode = await run(program, options);
    });
}

/** Gives the bank's exit code. Its stdin is ours, so that it ends with us however we end. */
function run(program: string, options: string[]): Promise<number> {
  if (!existsSync(program)) throw new Rejected('the bundled bank is not built: run npm run build');
  const bank = spawn(process.execPath, [program, '--exit-with-parent', ...options], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  // Ctrl-C reaches the bank by itself, too; being told twice does no harm.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => bank.kill(signal));
  return new Promise((resolve, reject) => {
    bank.once('error', reject);
    bank.once('exit', (code) => resolve(code ?? EXIT.interrupted));
  });
}
