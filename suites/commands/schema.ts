/** `assay schema`: the editor schema of scenario files, made from the loader and the vocabulary. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { vocabulary } from '../../mock-tpp/index.ts';
import { type Names, scenarioSchema } from '../load/index.ts';
import { capabilities, SHOWN } from '../plan/index.ts';
import { EXIT } from '../run/exit.ts';
import { listDeviations } from '../run/launch-bank.ts';
import { readScenarios } from '../run/prepare.ts';
import { SCHEMA_FILE, shown } from '../run/project.ts';

export function addSchema(program: Command): void {
  program
    .command('schema')
    .description('write scenarios/schema.json, which editors complete and check scenario files with')
    .option('--check', 'write nothing; end with 1 when the file is not what it has to be')
    .addHelpText('after', '\nExample:\n  assay schema --check')
    .action(({ check }: { check?: boolean }) => {
      process.exitCode = run(check === true);
    });
}

function run(check: boolean): number {
  const text = `${JSON.stringify(scenarioSchema(names()), null, 1)}\n`;
  const written = existsSync(SCHEMA_FILE) ? readFileSync(SCHEMA_FILE, 'utf8') : '';
  if (written === text) {
    process.stdout.write(`${shown(SCHEMA_FILE)} is up to date\n`);
    return EXIT.clean;
  }
  if (check) {
    process.stderr.write(`${shown(SCHEMA_FILE)} is not what the loader says: run npx assay schema\n`);
    return EXIT.violation;
  }
  writeFileSync(SCHEMA_FILE, text);
  process.stdout.write(`${shown(SCHEMA_FILE)} written\n`);
  return EXIT.clean;
}

/** Every name an editor can complete, in a stable order. */
function names(): Names {
  const { library } = readScenarios();
  const summaries = (types: Map<string, { summary: string }>): Names[string] =>
    sorted([...types].map(([name, { summary }]) => ({ name, about: summary })));
  return {
    step: summaries(vocabulary.steps),
    mutation: summaries(vocabulary.mutations),
    action: summaries(vocabulary.actions),
    'verifier-check': summaries(vocabulary.verifierChecks),
    flow: sorted([...library.flows.values()].map(({ id, title }) => ({ name: id, about: title }))),
    requirement: sorted([...library.requirements.values()].map(({ id, text }) => ({ name: id, about: text }))),
    capability: [
      ...sorted(Object.entries(capabilities(vocabulary.axes)).map(([name, about]) => ({ name, about }))),
      { name: SHOWN.source, about: 'what the target file itself shows, and the browser at hand', many: true },
    ],
    defect: sorted(listDeviations('defects').map(({ id, title }) => ({ name: id, about: title }))),
  };
}

function sorted(entries: Names[string]): Names[string] {
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
