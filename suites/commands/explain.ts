/** `assay explain`: one case in plain text, its sequence resolved and the change marked. */
import type { Command } from 'commander';
import { vocabulary } from '../../mock-tpp/index.ts';
import { assumedFromMetadata, explain } from '../plan/index.ts';
import { planOnly } from '../run/prepare.ts';
import { type BankFlags, withBank } from './options.ts';

export function addExplain(command: Command): void {
  withBank(command.argument('<id...>', 'cases; a final * stands for the rest'))
    .addHelpText('after', "\nExample:\n  assay explain 'pkce.downgrade[method-plain]'")
    .action((ids: string[], flags: BankFlags) => {
      const { plan, target } = planOnly({ ...flags, only: ids });
      const assumed = assumedFromMetadata(target.without);
      const texts = plan.cases.map((one) => explain(one, vocabulary));
      process.stdout.write([...texts, ...(assumed === null ? [] : [`${assumed}\n`])].join('\n'));
    });
}
