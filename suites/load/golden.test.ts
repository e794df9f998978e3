/** Every bad file beside the text it brings about; `golden/README.md` tells how to add one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { AXES } from '../../mock-tpp/variant.ts';
import { ROOT } from '../testing-project.ts';
import { loadLibrary } from './library.ts';
import { loadTarget } from './load-target.ts';
import { renderProblems } from './render.ts';
import type { Problem } from './scenario.ts';
import type { Files } from './source.ts';

const GOLDEN = join(ROOT, 'suites', 'load', 'golden');

/** As the command line shows it, with paths as seen from the folder of golden files. */
function told(problems: Problem[], files: Files): string {
  return renderProblems(problems, files).replaceAll(`${GOLDEN}/`, '');
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function expectGolden(file: string, text: string): void {
  const golden = file.replace(/\.yaml$/, '.txt');
  const wanted = existsSync(golden) ? readFileSync(golden, 'utf8') : `${golden} is missing\n`;
  expect(text).to.equal(wanted);
}

describe('a bad file is told with its line and what to do', () => {
  const targets = yamlFiles(join(GOLDEN, 'targets'));
  const scenarios = yamlFiles(join(GOLDEN, 'scenarios'));

  for (const file of targets)
    it(file.slice(GOLDEN.length + 1), () => {
      const { target, problems, files } = loadTarget(file, { env: {}, launch: null, axes: AXES });
      expect(target).to.equal(null);
      expectGolden(file, told(problems, files));
    });

  const { problems, files } = loadLibrary(join(GOLDEN, 'scenarios'));
  for (const file of scenarios)
    it(file.slice(GOLDEN.length + 1), () => {
      const own = problems.filter(({ place }) => place.file === file);
      expect(own, 'a golden file is a bad one').to.not.deep.equal([]);
      expectGolden(file, told(own, files));
    });

  it('and every text belongs to a file', () => {
    const texts = readdirSync(GOLDEN, { recursive: true }).filter((name) => String(name).endsWith('.txt'));
    expect(texts).to.have.length(targets.length + scenarios.length);
  });
});
