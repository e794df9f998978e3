/** `assay schema`: the editor schemas of scenario and target files, made from the loader and the vocabulary. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { vocabulary } from '../../mock-tpp/index.ts';
import { type Schema, scenarioSchema, targetSchema } from '../load/index.ts';
import { EXIT } from '../run/exit.ts';
import { readScenarios } from '../run/prepare.ts';
import { COMMAND, SCHEMA_FILES, shown, TARGET_KEYS } from '../run/project.ts';
import { targetKeysPage } from './target-keys.ts';
import { scenarioNames, targetNames } from './vocabulary-names.ts';

export function addSchema(command: Command): void {
  command
    .option('--check', 'write nothing; end with 1 when a file is out of date')
    .addHelpText('after', '\nExample:\n  assay schema --check')
    .action(({ check }: { check?: boolean }) => {
      const { library } = readScenarios();
      const written = [
        { file: SCHEMA_FILES.scenarios, text: json(scenarioSchema(scenarioNames(library))) },
        { file: SCHEMA_FILES.targets, text: json(targetSchema(targetNames(library), vocabulary.axes)) },
        { file: TARGET_KEYS, text: targetKeysPage() },
      ].map(({ file, text }) => keep(file, text, check === true));
      process.exitCode = written.every(Boolean) ? EXIT.clean : EXIT.violation;
    });
}

const json = (schema: Schema): string => `${JSON.stringify(schema, null, 1)}\n`;

/** Writes a file that is not what it has to be; with `check` only says so, and gives false. */
function keep(file: string, text: string, check: boolean): boolean {
  const written = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (written === text) {
    process.stdout.write(`${shown(file)} is up to date\n`);
    return true;
  }
  if (check) {
    process.stderr.write(`${shown(file)} is out of date: run ${COMMAND} schema\n`);
    return false;
  }
  writeFileSync(file, text);
  process.stdout.write(`${shown(file)} written\n`);
  return true;
}
