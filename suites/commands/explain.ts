/** `assay explain`: one case in plain text, its sequence resolved and the change marked. */
import type { Command } from 'commander';
import { vocabulary } from '../../mock-tpp/index.ts';
import { explain } from '../plan/index.ts';
import { planOnly } from './prepare.ts';
import { DEFAULT_TARGET, shown } from './project.ts';

interface ExplainFlags {
  target: string;
  profile?: string;
}

export function addExplain(program: Command): void {
  program
    .command('explain')
    .argument('<id...>', 'cases; a final * stands for the rest')
    .description('print what a case does, with the change marked; nothing is sent')
    .option('--target <file>', 'target file', shown(DEFAULT_TARGET))
    .option('--profile <id>', "instead of the target's own profile")
    .addHelpText('after', "\nExample:\n  assay explain 'pkce.downgrade[method-plain]'")
    .action((ids: string[], flags: ExplainFlags) => {
      const { plan } = planOnly({ ...flags, only: ids });
      process.stdout.write(plan.cases.map((one) => explain(one, vocabulary)).join('\n'));
    });
}
