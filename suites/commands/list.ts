/** `assay list`: the cases of a target's plan, what they are about, or the words a scenario may use. */
import type { Command } from 'commander';
import type { NamedThing } from '../load/index.ts';
import { gapOf } from '../plan/index.ts';
import { listDeviations } from '../run/bank-catalogue.ts';
import { planOnly, readScenarios } from '../run/prepare.ts';
import { counted } from './counted.ts';
import { coverageRows, moduleRows } from './list-coverage.ts';
import { type SelectionFlags, withSelection } from './options.ts';
import {
  actionNames,
  factNames,
  mutationNames,
  stepNames,
  variantNames,
  verifierCheckNames,
} from './vocabulary-names.ts';

interface ListFlags extends SelectionFlags {
  defects?: boolean;
  variations?: boolean;
  requirements?: boolean;
  coverage?: boolean;
  oidf?: boolean;
  steps?: boolean;
  mutations?: boolean;
  actions?: boolean;
  verifierChecks?: boolean;
  facts?: boolean;
  variants?: boolean;
  json?: boolean;
}

interface Row {
  id: string;
  about: string;
}

export function addList(command: Command): void {
  withSelection(command)
    .option('--defects', 'the defects of the bundled bank, and the cases that claim them')
    .option('--variations', 'the variations of the bundled bank')
    .option(
      '--requirements',
      'the requirements of the profile, where each has to hold at this bank, and the cases that go there',
    )
    .option(
      '--coverage',
      'how much of FAPI 2 the cases of the bundled targets try, standard by standard, and what is left',
    )
    .option('--oidf', "the modules of the OpenID Foundation's suite, each with our cases that ask what it asks")
    .option('--steps', 'the step types: inputs, outputs, parts, outcome codes, facts')
    .option('--mutations', 'the mutations, where they fit, and their inputs')
    .option('--actions', 'the operator actions, their inputs and hooks')
    .option('--verifier-checks', 'the alterations that our own verifier must notice')
    .option('--facts', 'the facts that `holds` may name')
    .option('--variants', 'the axes of a variant and their values, the default first')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  assay list --area pkce\n  assay list --defects\n  assay list --steps --mutations',
    )
    .action((flags: ListFlags) => {
      const rows = rowsOf(flags);
      if (flags.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
      else process.stdout.write(table(rows));
    });
}

/** What an author may write, by the flag that asks for it. */
const WORDS: {
  [flag in 'steps' | 'mutations' | 'actions' | 'verifierChecks' | 'facts' | 'variants']: () => NamedThing[];
} = {
  steps: stepNames,
  mutations: mutationNames,
  actions: actionNames,
  verifierChecks: verifierCheckNames,
  facts: factNames,
  variants: variantNames,
};

const wordRow = ({ name, about, inputs = {} }: NamedThing): Row & Pick<NamedThing, 'inputs'> => ({
  id: name,
  inputs,
  about: [
    about,
    ...Object.entries(inputs).map(
      ([input, { type, required, summary, allowed }]) =>
        `    ${input}${required ? '' : '?'}: ${allowed ? allowed.join(' | ') : type}  ${summary}`,
    ),
  ].join('\n'),
});

function rowsOf(flags: ListFlags): Row[] {
  const asked = (Object.keys(WORDS) as (keyof typeof WORDS)[]).filter((flag) => flags[flag]);
  if (asked.length > 0) return asked.flatMap((flag) => WORDS[flag]().map(wordRow));
  if (flags.variations) return listDeviations('variations').map(({ id, title }) => ({ id, about: title }));
  if (flags.coverage) return coverageRows();
  if (flags.oidf) return moduleRows(readScenarios().library);
  const { plan, library } = planOnly(flags, { purpose: 'list' });
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
    return plan.requirements.map(({ id, effective, text, duty, due }) => {
      const citing = plan.cases.filter((one) => one.requirements.some((cited) => cited.id === id));
      const at = (place: string): string[] =>
        citing.filter(({ proves }) => Object.values(proves).flat().includes(place)).map((one) => one.id);
      const places = due.map(({ place }) => ({ place, cases: at(place) }));
      const where = places
        .map(
          ({ place, cases }) =>
            `${place} ${cases.length > 0 ? cases.length : (gapOf(library.gaps, id, place)?.why ?? 0)}`,
        )
        .join(', ');
      const about = `${effective.padEnd(9)} ${counted(citing.length, 'case')}  ${text}${where === '' ? '' : `  [${duty.join(', ')}: ${where}]`}`;
      return { id, level: effective, duty, places, cases: citing.map((one) => one.id), about };
    });
  return plan.cases.map(({ id, title, severity, tags = [], withheld, requirements }) => ({
    ...{ id, title, severity, tags, withheld },
    requirements: requirements.map((one) => one.id),
    about: `${severity.padEnd(8)}  ${title}${tags.map((tag) => `  #${tag}`).join('')}${withheld ? `  [${withheld.verdict}: ${withheld.reason}]` : ''}`,
  }));
}

function table(rows: Row[]): string {
  const width = Math.max(0, ...rows.map((row) => row.id.length));
  return rows.map((row) => `${row.id.padEnd(width)}  ${row.about}\n`).join('');
}
