/** `assay lint`: every mistake in scenarios and targets at once, with file, line and what to do. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { vocabulary } from '../../mock-tpp/index.ts';
import { type Files, type Library, loadTarget, type Problem, renderProblems, targetWarnings } from '../load/index.ts';
import { assumedFromMetadata, plan } from '../plan/index.ts';
import { listDeviations } from '../run/bank-catalogue.ts';
import { rejectIf } from '../run/exit.ts';
import { readScenarios } from '../run/prepare.ts';
import { shown } from '../run/project.ts';
import { listOption, withScenarios } from './options.ts';

interface Checked {
  problems: Problem[];
  files: Files;
  /** No mistakes, and worth a word. */
  warnings: Problem[];
  /** What is left to the metadata. */
  assumed: string | null;
}

/** All that can be said about a target file without asking its bank. */
function checkTargetFile(file: string, library: Library): Checked {
  const { target, problems, files } = loadTarget(file, { env: process.env, launch: null, axes: vocabulary.axes });
  const assumed = target && assumedFromMetadata(target.without);
  const warnings = target ? targetWarnings(target) : [];
  return { problems: target ? plan(library, target, vocabulary).problems : problems, warnings, files, assumed };
}

export function addLint(command: Command): void {
  withScenarios(command)
    .option('--target <file>', 'check this target file as well (repeatable)', listOption, [])
    .addHelpText('after', '\nExample:\n  assay lint --target targets/mock-bank.yaml')
    .action(({ target, scenarios }: { target: string[]; scenarios: string[] }) => {
      const defectIds = listDeviations('defects').map((one) => one.id);
      const { library } = readScenarios({ defectIds, own: scenarios });
      const checked = target.map((file) => checkTargetFile(shown(resolve(file)), library));
      rejectIf(
        checked.flatMap(({ problems }) => problems),
        new Map(checked.flatMap(({ files }) => [...files])),
      );
      const cases = library.scenarios.reduce((sum, one) => sum + Math.max(1, one.rows.length), 0);
      const counts = `${library.scenarios.length} scenarios with ${cases} cases, ${library.flows.size} flows`;
      process.stdout.write(`${counts}, ${library.requirements.size} requirements: no problem\n`);
      for (const { warnings, files } of checked)
        if (warnings.length > 0) process.stdout.write(`\nWarnings:\n${renderProblems(warnings, files)}\n`);
      for (const text of new Set(checked.map(({ assumed }) => assumed))) if (text) process.stdout.write(`${text}\n`);
    });
}
