/** `assay lint`: every mistake in scenarios and targets at once, with file, line and what to do. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { vocabulary } from '../../mock-tpp/index.ts';
import { loadTarget } from '../load/index.ts';
import { plan } from '../plan/index.ts';
import { listDeviations } from './launch-bank.ts';
import { listOption } from './options.ts';
import { rejectIf } from './outcome.ts';
import { readScenarios } from './prepare.ts';

export function addLint(program: Command): void {
  program
    .command('lint')
    .description('check all scenarios, and target files if any are named; nothing is sent')
    .option('--target <file>', 'check this target file as well (repeatable)', listOption, [])
    .addHelpText('after', '\nExample:\n  assay lint --target targets/mock-bank.yaml')
    .action(({ target }: { target: string[] }) => {
      const defectIds = listDeviations('defects').map((one) => one.id);
      const { library } = readScenarios({ defectIds });
      for (const file of target) {
        const { target: read, problems, files } = loadTarget(resolve(file), { env: process.env, launch: null });
        rejectIf(problems, files);
        if (read) rejectIf(plan(library, read, vocabulary).problems, files);
      }
      const cases = library.scenarios.reduce((sum, one) => sum + Math.max(1, one.rows.length), 0);
      const counts = `${library.scenarios.length} scenarios with ${cases} cases, ${library.flows.size} flows`;
      process.stdout.write(`${counts}, ${library.requirements.size} requirements: no problem\n`);
    });
}
