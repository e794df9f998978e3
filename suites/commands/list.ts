/** `assay list`: the cases of a target's plan, or the defects, variations and requirements they are about. */
import type { Command } from 'commander';
import { listDeviations } from '../run/launch-bank.ts';
import { planOnly } from '../run/prepare.ts';
import { type SelectionFlags, withSelection } from './options.ts';

interface ListFlags extends SelectionFlags {
  defects?: boolean;
  variations?: boolean;
  requirements?: boolean;
  json?: boolean;
}

interface Row {
  id: string;
  about: string;
}

export function addList(program: Command): void {
  withSelection(program.command('list').description('list the cases of a plan, or what they are about'))
    .option('--defects', 'the defects of the bundled bank, and the cases that claim them')
    .option('--variations', 'the variations of the bundled bank')
    .option('--requirements', 'the requirements of the profile, and the cases that cite them')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  assay list --area pkce\n  assay list --defects')
    .action((flags: ListFlags) => {
      const rows = rowsOf(flags);
      if (flags.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
      else process.stdout.write(table(rows));
    });
}

function rowsOf(flags: ListFlags): Row[] {
  if (flags.variations) return listDeviations('variations').map(({ id, title }) => ({ id, about: title }));
  const { plan } = planOnly(flags);
  if (flags.defects)
    return listDeviations('defects').map((defect) => {
      const claimed = plan.cases.filter((one) => one.detects.includes(defect.id)).map((one) => one.id);
      return {
        ...defect,
        cases: claimed,
        about: `${defect.title}${claimed.length > 0 ? ` (${claimed.join(', ')})` : ''}`,
      };
    });
  if (flags.requirements)
    return plan.requirements.map(({ id, effective, text }) => {
      const citing = plan.cases.filter((one) => one.requirements.some((cited) => cited.id === id)).map((one) => one.id);
      return { id, level: effective, cases: citing, about: `${effective.padEnd(9)} ${citing.length} cases  ${text}` };
    });
  return plan.cases.map(({ id, title, severity, withheld, requirements }) => ({
    ...{ id, title, severity, withheld },
    requirements: requirements.map((one) => one.id),
    about: `${severity.padEnd(8)}  ${title}${withheld ? `  [${withheld.verdict}: ${withheld.reason}]` : ''}`,
  }));
}

function table(rows: Row[]): string {
  const width = Math.max(0, ...rows.map((row) => row.id.length));
  return rows.map((row) => `${row.id.padEnd(width)}  ${row.about}\n`).join('');
}
