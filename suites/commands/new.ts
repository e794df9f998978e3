/** `assay new`: writes a first scenario that loads and runs as it stands, with a word on each key. */
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { SCENARIO_ID } from '../load/index.ts';
import { Rejected } from '../run/exit.ts';
import { readScenarios } from '../run/prepare.ts';
import { COMMAND, SCENARIOS, SCHEMA_FILES, shown } from '../run/project.ts';

export function addNew(command: Command): void {
  command
    .argument('<id>', 'area and name of the scenario, such as acme.first')
    .option('--scenarios <dir>', 'folder for scenarios', 'scenarios')
    .addHelpText('after', '\nExample:\n  assay new acme.first --scenarios my-scenarios')
    .action((id: string, { scenarios }: { scenarios: string }) => {
      const file = write(id, resolve(scenarios));
      const own = isBuiltIn(resolve(scenarios)) ? '' : ` --scenarios ${shown(resolve(scenarios))}`;
      process.stdout.write(
        `${shown(file)} written. Next:\n` +
          `  ${COMMAND} lint${own}\n  ${COMMAND} explain ${id}${own}\n  ${COMMAND} run --only ${id}${own}\n`,
      );
    });
}

const isBuiltIn = (folder: string): boolean => existsSync(folder) && realpathSync(folder) === realpathSync(SCENARIOS);

function write(id: string, folder: string): string {
  if (!SCENARIO_ID.test(id))
    throw new Rejected(
      `${id} is no id: write an area and a name in small letters with a dot between, such as acme.first`,
    );
  const [area = '', ...name] = id.split('.');
  const file = join(folder, area, `${name.join('.')}.yaml`);
  const { library } = readScenarios({ own: existsSync(folder) ? [folder] : [] });
  const taken = library.scenarios.find((one) => one.id === id || one.was.includes(id));
  if (taken) throw new Rejected(`there is a scenario ${id} already: ${taken.place.file}:${taken.place.line}`);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, template(id, relative(dirname(file), SCHEMA_FILES.scenarios), isBuiltIn(folder)), {
      flag: 'wx',
    });
  } catch (error) {
    throw new Rejected(`${shown(file)} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  return file;
}

/** A wrong verifier is the smallest change that every sound bank refuses in one way. */
function template(id: string, schema: string, builtIn: boolean): string {
  return `# yaml-language-server: $schema=${schema.split(sep).join('/')}
id: ${id}
# The fact that holds at a sound bank, in the present tense.
title: A code is not redeemed with a wrong verifier
# What the case is about, by id: list --requirements shows all of them.
requirement: [RFC7636-4.6-2]
severity: high
# For choosing cases: --tag, --exclude-tag.
tags: [first]
# The steps that get through as they are: app_token, consent, request, authorization, grant, access.
flow: ais.code
# The one change: list --mutations shows what there is.
mutate:
  - { at: grant, do: pkce.verifier }
# Which refusals pass, and which only warn. An attack that gets through fails, whatever comes after it.
expect:
  outcome: { grant: [oauth.invalid_grant] }
  tolerates: { grant: [oauth.invalid_request] }
${builtIn ? '# The defects of the reference bank that turn it red: list --defects.\ndetects: [pkce-verifier-unchecked]\n' : ''}`;
}
