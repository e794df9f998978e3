/** Every case of the reference profile as `explain` shows it: a change of scenarios or planning is read as a diff of this text. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vocabulary } from '../../mock-tpp/index.ts';
import { loadTarget } from '../load/index.ts';
import { plan } from '../plan/index.ts';
import { rejectIf } from './outcome.ts';
import { readScenarios } from './prepare.ts';
import { DEFAULT_TARGET, ROOT } from './project.ts';

export const GOLDEN_FILE = join(ROOT, 'suites', 'commands', 'golden', 'explain.txt');

/** The text as it has to be now. Places are left out, for a line more at the top of a file changes no case. */
export function goldenText(): string {
  const { library } = readScenarios();
  const { target, problems, files } = loadTarget(DEFAULT_TARGET, { env: {}, launch: null, axes: vocabulary.axes });
  rejectIf(problems, files);
  if (!target) throw new Error('the target file of the bundled bank cannot be used');
  const { cases } = plan(library, target, vocabulary, { browser: true });
  return cases.map(({ lines: [name = '', _place, ...rest] }) => `${[name, ...rest].join('\n')}\n`).join('\n');
}

/** The text as it was when somebody last looked at it. */
export function goldenOnDisk(): string {
  return readFileSync(GOLDEN_FILE, 'utf8');
}
