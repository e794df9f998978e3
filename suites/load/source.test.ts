/** How a file is read: its places, its bounds, and what is refused before any value is looked at. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { nodeAt, readSource, reasonOf } from './source.ts';
import { spots, testFolder } from './testing-files.ts';
import { isMap, plain } from './tree.ts';

describe('a YAML file', () => {
  const folder = testFolder();
  const told = (content: string | Uint8Array): string[] => spots(folder.read(content).problems);

  it('has a line and a column for every node, whatever ends its lines', () => {
    for (const end of ['\n', '\r\n']) {
      const source = folder.read(['# first', 'a: 1', 'list:', '  - x: "ä"', '    y: z', ''].join(end));
      const at = (...keys: (string | number)[]) => {
        const { line, column } = source.place(nodeAt(source, ...keys));
        return `${line}:${column}`;
      };
      expect(source.problems).to.deep.equal([]);
      expect(at('a')).to.equal('2:4');
      expect(at('list', 0, 'x')).to.equal('4:8');
      expect(at('list', 0, 'y')).to.equal('5:8');
    }
  });

  it('is pointed at by the key of a block, and by the nearest above what is missing', () => {
    const source = folder.read('a:\n  b: { c: 1 }\n');
    const at = (...keys: string[]) => source.place(nodeAt(source, ...keys)).column;
    expect(at('a')).to.equal(1);
    expect(at('a', 'b')).to.equal(6);
    expect(at('a', 'b', 'c')).to.equal(11);
    expect(at('a', 'none', 'c')).to.equal(1);
    expect(at('a', 'b', 'c', 'd')).to.equal(11);
  });

  it('may start with a byte order mark', () => {
    const source = folder.read('\ufeffa: 1\n');
    expect(source.problems).to.deep.equal([]);
    expect(plain(source.root)).to.deep.equal({ a: 1 });
  });

  it('keeps a member called __proto__ a member', () => {
    const { root, problems } = folder.read('__proto__: { polluted: yes }\n');
    expect(problems).to.deep.equal([]);
    expect(isMap(root) && root.has('__proto__')).to.equal(true);
    expect({}).to.not.have.property('polluted');
  });

  // biome-ignore format: one row, one line
  const REFUSED: [string, string | Uint8Array, string[]][] = [
    ['a tab that indents', 'a:\n\tb: 1\n', ['2:1 not-yaml']],
    ['a key that is there twice', 'a: 1\nb: { c: 1, c: 2 }\na: 2\n', ['3:1 duplicate-key', '2:12 duplicate-key']],
    ['a quoted key and the same without quotes', 'a: 1\n"a": 2\n', ['2:1 duplicate-key']],
    ['an anchor and its alias', 'a: &x 1\nb: *x\n', ['1:7 anchors-refused', '2:4 anchors-refused']],
    ['an anchor of a map', 'a: &x\n  b: 1\n', ['2:3 anchors-refused']],
    ['a merge key', 'a: { b: 1 }\nc: { <<: 1 }\n', ['2:6 anchors-refused']],
    ['a tag', 'a: !!binary aGk=\nb: !own x\n', ['1:13 tags-refused', '2:9 tags-refused']],
    ['two documents', 'a: 1\n---\nb: 1\n', ['2:1 not-yaml']],
    ['an open quote', 'a: "b\nc: d\n', ['3:1 not-yaml']],
    ['an open bracket', 'a: [b\nc: d\n', ['2:1 not-yaml']],
    ['two mistakes in two lines', 'a: @b\nc: `d`\n', ['1:4 not-yaml', '2:4 not-yaml']],
    ['nothing', '', ['1:1 empty-file']],
    ['nothing but a comment', '# x\n', ['1:1 empty-file']],
    ['nothing but null', '~\n', ['1:1 empty-file']],
    ['bytes that are no UTF-8', new Uint8Array([0x61, 0x3a, 0x20, 0xff]), ['1:1 not-utf8']],
    ['UTF-16', Buffer.from('\ufeffa: 1\n', 'utf16le'), ['1:1 not-utf8']],
    ['more than 500 kB', `# ${'x'.repeat(500_000)}\na: 1\n`, ['1:1 file-too-large']],
  ];
  for (const [name, content, wanted] of REFUSED)
    it(`is refused with ${name}`, () => {
      const source = folder.read(content);
      expect(spots(source.problems)).to.deep.equal(wanted);
      expect(source.root).to.equal(null);
    });

  it('is refused when it is nested without end, in whatever way', () => {
    const nested = [`a: ${'['.repeat(1500)}`, '{a: '.repeat(1500), '- '.repeat(1500), '? '.repeat(1500)];
    const steps = Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    for (const text of [...nested, steps, `a: ${'['.repeat(60)}${']'.repeat(60)}`]) {
      const { root, problems } = folder.read(text);
      expect(root).to.equal(null);
      expect(problems.map(({ code }) => code)).to.include('not-yaml');
      expect(problems.map(({ message }) => message).join()).to.not.contain('call stack');
    }
  });

  it('may hold brackets in its texts', () => {
    expect(told(`a: "${'['.repeat(1000)}" # ${'{'.repeat(1000)}\n`)).to.deep.equal([]);
  });

  it('is read in one go with very many keys, and tells a hundred problems at most', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`);
    expect(told(`${keys.join('\n')}\n`)).to.deep.equal([]);
    const twice = [...keys.slice(0, 2000), ...keys.slice(0, 2000)];
    const problems = folder.read(`${twice.join('\n')}\n`).problems;
    expect(problems).to.have.length(101);
    expect(problems.at(-1)).to.include({
      code: 'more-problems',
      message: 'more problems follow; these are the first 100',
    });
  });

  it('that is no file, or is not there, is told', () => {
    const link = join(folder.path, 'circle.yaml');
    symlinkSync(link, link);
    const rows: [string, RegExp][] = [
      [join(folder.path, 'none.yaml'), /there is no such file/],
      [folder.path, /it is a folder/],
      [link, /circle/],
      [join(folder.write('plain.yaml', 'a: 1'), 'x.yaml'), /not a folder/],
      ['/dev/null', /it is not a regular file/],
    ];
    for (const [file, says] of rows) {
      const { problems, root } = readSource(file, new Map());
      expect(root).to.equal(null);
      expect(problems.map(({ code }) => code)).to.deep.equal(['unreadable-file']);
      expect(problems[0]?.message).to.match(says);
      expect(problems[0]?.hint).to.not.equal(null);
    }
    expect(reasonOf(Object.assign(new Error('EACCES: x'), { code: 'EACCES' }))).to.equal('permission denied');
  });
});
