/** Every case of the reference profile as `explain` shows it, one file a scenario: a change of scenarios or planning is read as a diff. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vocabulary } from '../../mock-tpp/index.ts';
import { loadTarget } from '../load/index.ts';
import { explainLines, plan } from '../plan/index.ts';
import { rejectIf } from '../run/exit.ts';
import { readScenarios } from '../run/prepare.ts';
import { DEFAULT_TARGET, ROOT } from '../run/project.ts';

/** Below the root of the project. */
export const GOLDEN_FOLDER = 'suites/commands/golden/explain';

/** The texts as they have to be now, by file in the folder, such as `pkce/downgrade.txt`. */
export function goldenTexts(): Map<string, string> {
  const { library } = readScenarios();
  const { target, problems, files } = loadTarget(DEFAULT_TARGET, { env: {}, launch: null, axes: vocabulary.axes });
  rejectIf(problems, files);
  if (!target) throw new Error('the target file of the bundled bank cannot be used');
  const { cases } = plan(library, target, vocabulary, { browser: true });
  const texts = new Map<string, string>();
  for (const planned of cases) {
    const { scenario, area } = planned;
    // The place is left out, for a line more at the top of a scenario changes no case.
    const [name = '', _place, ...rest] = explainLines(planned, vocabulary);
    const file = `${area}/${scenario.slice(area.length + 1)}.txt`;
    const before = texts.get(file);
    texts.set(file, `${before === undefined ? '' : `${before}\n`}${[name, ...rest].join('\n')}\n`);
  }
  return texts;
}

/** The texts as they were when someone last looked at them. */
export function goldenOnDisk(): Map<string, string> {
  const folder = join(ROOT, GOLDEN_FOLDER);
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  const files = entries.filter((name) => name.endsWith('.txt'));
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** Writes all texts anew and removes those whose scenario is gone. Gives how many there are. */
export function writeGolden(): number {
  const folder = join(ROOT, GOLDEN_FOLDER);
  const texts = goldenTexts();
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of texts) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return texts.size;
}
