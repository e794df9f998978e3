/** Trees made beforehand are those that parsing would give, and are found for the very text and parser they were made by. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../testing-project.ts';
import { readKnownTrees, writeKnownTrees } from './known-trees.ts';
import { loadLibrary } from './library.ts';
import { yamlFilesIn } from './scenario-folder.ts';
import { readSource } from './source.ts';
import { testFolder } from './testing-files.ts';
import { Scalar, scalarsIn } from './tree.ts';

describe('trees made beforehand', () => {
  const folder = testFolder();
  const trees = join(folder.path, 'trees.json');
  const scenarios = join(ROOT, 'scenarios');

  it('give the same library as parsing, place by place', () => {
    writeKnownTrees(
      trees,
      '1.0',
      yamlFilesIn(scenarios).files.map((file) => readFileSync(file, 'utf8')),
    );
    const known = readKnownTrees(trees, '1.0');
    for (const file of yamlFilesIn(scenarios).files)
      expect(known.of(readFileSync(file, 'utf8')), file).to.not.equal(undefined);
    const parsed = loadLibrary(scenarios);
    const found = loadLibrary(scenarios, [], known);
    expect(found.library.digest).to.equal(parsed.library.digest);
    expect(found.library.scenarios).to.deep.equal(parsed.library.scenarios);
    expect(found.library.requirements).to.deep.equal(parsed.library.requirements);
    expect(found.problems).to.deep.equal(parsed.problems);
  });

  it('are not used for a text that differs by one character, nor by another parser, nor when the file is damaged', () => {
    const text = 'a: 1\nb: [x, "y"]\n';
    writeKnownTrees(trees, '1.0', [text]);
    expect(readKnownTrees(trees, '1.0').of(text)).to.not.equal(undefined);
    expect(readKnownTrees(trees, '1.0').of(text.replace('1', '2'))).to.equal(undefined);
    expect(readKnownTrees(trees, '1.1').of(text)).to.equal(undefined);
    writeFileSync(trees, readFileSync(trees, 'utf8').slice(0, -3));
    expect(readKnownTrees(trees, '1.0').of(text)).to.equal(undefined);
    expect(readKnownTrees(join(folder.path, 'none.json'), '1.0').of(text)).to.equal(undefined);
  });

  it('say which library was found to be sound, unless another parser reads them', () => {
    writeKnownTrees(trees, '1.0', []);
    expect(readKnownTrees(trees, '1.0').sound).to.equal(null);
    writeKnownTrees(trees, '1.0', [], 'the digest');
    expect(readKnownTrees(trees, '1.0').sound).to.equal('the digest');
    expect(readKnownTrees(trees, '1.1').sound).to.equal(null);
  });

  it('leave out what has a problem, so that it is told each time, and what JSON cannot carry', () => {
    const texts = ['a: 1\na: 2\n', 'a: [\n', 'a: .inf\n', 'a: -0\n', ''];
    writeKnownTrees(trees, '1.0', texts);
    const known = readKnownTrees(trees, '1.0');
    for (const text of texts) expect(known.of(text), text).to.equal(undefined);
    const { problems } = readSource(folder.write('twice.yaml', texts[0] ?? ''), new Map(), known);
    expect(problems.map(({ code }) => code)).to.deep.equal(['duplicate-key']);
  });

  it('keep places, numbers as they are written, and members called __proto__', () => {
    const text = '__proto__: { n: 1.0 }\nlist:\n  - {a: , b}\n  - 0x1F\n';
    writeKnownTrees(trees, '1.0', [text]);
    const file = folder.write('kept.yaml', text);
    const found = readSource(file, new Map(), readKnownTrees(trees, '1.0'));
    const parsed = readSource(file, new Map());
    expect(found.root).to.deep.equal(parsed.root);
    const places = (source: typeof found) => scalarsIn(source.root).map((node) => source.place(node));
    expect(places(found)).to.deep.equal(places(parsed));
    expect(scalarsIn(found.root).flatMap(({ source }) => (source === undefined ? [] : [source]))).to.deep.equal([
      '1.0',
      '0x1F',
    ]);
    expect(scalarsIn(found.root)[0]).to.deep.equal(new Scalar(0, '__proto__'));
  });
});
