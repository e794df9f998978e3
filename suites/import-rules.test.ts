import { expect } from 'chai';
import { circles, type ImportUse, reachOf, targetsOf } from './import-circles.ts';
import { IMPORT_RULES, type ImportRule, isTest, judgeImports } from './import-rules.ts';
import { importsOf, sources } from './testing-project.ts';

const uses = sources.flatMap(importsOf);
const loads = targetsOf(uses.filter(({ file, typeOnly }) => !typeOnly && !isTest(file)));

describe('import rules', () => {
  it('hold for every file, tests included, and none has gone stale', () => {
    expect(uses.length).to.be.above(500);
    expect(judgeImports(uses, IMPORT_RULES)).to.deep.equal([]);
  });

  it('leave mock-bank and mock-tpp nothing to share, not even a package: each judges the other', () => {
    const party = (folder: string): Set<string> =>
      reachOf(
        [...loads.keys()].filter((file) => file.startsWith(folder)),
        loads,
      );
    const bank = party('mock-bank/');
    const tpp = party('mock-tpp/');
    expect([bank.has('mock-bank/open.ts'), tpp.has('mock-tpp/lane.ts')]).to.deep.equal([true, true]);
    expect([...bank].filter((target) => tpp.has(target) && !target.startsWith('node:'))).to.deep.equal([]);
  });

  it('leave no file that imports itself by way of others, types and tests included', () => {
    expect(circles(uses)).to.deep.equal([]);
  });

  it('leave no file behind that no program needs, and no piece of a test that no test needs', () => {
    const programs = [
      'suites/cli.ts',
      'suites/after-build.ts',
      'suites/commands/bank-in-thread.ts',
      'suites/import-rules.ts',
      'mock-bank/main.ts',
      'mock-bank/directory/main.ts',
      'mock-tpp/browser/program.ts',
      'reports/allure/work-process.ts',
      'bench/main.ts',
      'bench/concurrency.ts',
      'bench/self-test.ts',
      'bench/growth.ts',
      'bench/handshakes.ts',
      'bench/one-size.ts',
    ];
    const startedByTests = [
      'suites/commands/testing-escape.ts',
      'suites/evidence/testing-endless-run.ts',
      'suites/mocha/testing-silent-run.ts',
    ];
    // Declarations of a package that ships no types are read by the compiler alone.
    const loaded = sources.filter(({ path }) => !path.endsWith('.d.ts'));
    const [tests, code] = [loaded.filter(({ path }) => isTest(path)), loaded.filter(({ path }) => !isTest(path))];
    const byPrograms = reachOf(programs, targetsOf(code.flatMap(importsOf)));
    const suites = tests.map(({ path }) => path).filter((path) => path.endsWith('.test.ts'));
    const byTests = reachOf([...suites, ...startedByTests], targetsOf(tests.flatMap(importsOf)));
    const idle = [
      ...code.filter(({ path }) => !byPrograms.has(path)),
      ...tests.filter(({ path }) => !byTests.has(path)),
    ];
    expect(idle.map(({ path }) => path)).to.deep.equal([]);
  });

  it('read imports of every kind: static, re-exported, of types, over lines, and made while the code runs', () => {
    const text = [
      'import type { A } from "../b/a.ts";',
      'import {',
      '  one,',
      '} from "yaml";',
      'export * from "./c.ts";',
      'import "reflect-metadata";',
      'const late = await import("../d/e.ts");',
      'const old = createRequire(import.meta.url)("playwright");',
    ]
      .join('\n')
      .replaceAll('"', "'");
    const found = importsOf({ path: 'x/a/f.ts', text }).map(({ target, typeOnly, line }) => [target, typeOnly, line]);
    expect(found).to.deep.equal([
      ['x/b/a.ts', true, 1],
      ['yaml', false, 2],
      ['x/a/c.ts', false, 5],
      ['reflect-metadata', false, 6],
      ['x/d/e.ts', false, 7],
      ['playwright', false, 8],
    ]);
  });
});

describe('the check of import rules', () => {
  const rules: ImportRule[] = [
    { from: 'a', may: ['yaml', 'b/door.ts', 'a/inner'], types: ['c'], tests: ['jose'], never: ['undici'] },
    { from: 'a/inner', may: [], never: [] },
    { from: 'b', may: ['undici-less'], never: [] },
  ];
  const use = (file: string, target: string, typeOnly = false): ImportUse => ({ file, line: 7, target, typeOnly });
  const fine = [
    use('a/x.ts', 'yaml'),
    use('a/x.ts', 'b/door.ts'),
    use('a/x.ts', 'a/y.ts'),
    use('a/x.ts', 'a/inner/z.ts'),
    use('a/x.ts', 'c/types.ts', true),
    use('a/x.test.ts', 'jose'),
    use('a/x.test.ts', 'chai'),
    use('a/x.test.ts', 'c/types.ts'),
    use('a/inner/z.ts', 'a/inner/w.ts'),
    use('b/door.ts', 'undici-less/sub'),
  ];

  it('has nothing to say where all is well', () => {
    expect(judgeImports(fine, rules)).to.deep.equal([]);
  });

  const WRONG: [string, ImportUse, string][] = [
    ['a package of no row', use('a/x.ts', 'undici-less'), 'a/x.ts:7 a may not import undici-less'],
    ['a file that is not the door', use('a/x.ts', 'b/inside.ts'), 'a/x.ts:7 a may not import b/inside.ts'],
    ['a value where types are allowed', use('a/x.ts', 'c/types.ts'), 'a/x.ts:7 a may not import c/types.ts'],
    ['a package of the tests in code', use('a/x.ts', 'jose'), 'a/x.ts:7 a may not import jose'],
    ['test code in code', use('a/x.ts', 'a/testing-x.ts'), 'a/x.ts:7 is not a test, and a/testing-x.ts is for tests'],
    ['a row below that is not named', use('a/inner/z.ts', 'a/x.ts'), 'a/inner/z.ts:7 a/inner may not import a/x.ts'],
    ['a foreign package in a test', use('a/x.test.ts', 'undici'), 'a/x.test.ts:7 a may not import undici'],
    ['a folder without a row', use('d/x.ts', 'yaml'), 'd/x.ts:7 no row covers this file'],
    ['what is never to be reached', use('b/deep.ts', 'undici'), 'b/deep.ts:7 b may not import undici'],
  ];
  for (const [name, wrong, told] of WRONG)
    it(`notices ${name}`, () => expect(judgeImports([...fine, wrong], rules)).to.deep.equal([told]));

  it('notices what is reached by way of another folder that may', () => {
    const open = rules.map((rule) => (rule.from === 'b' ? { ...rule, may: ['undici', 'undici-less'] } : rule));
    expect(judgeImports([...fine, use('b/door.ts', 'undici')], open)).to.deep.equal([
      'a must never reach undici: a/x.ts > b/door.ts > undici',
    ]);
  });

  it('notices a circle, also one of types, and names all that stand in it', () => {
    const round = [
      use('a/x.ts', 'a/y.ts', true),
      use('a/y.ts', 'a/z.ts'),
      use('a/z.ts', 'a/x.ts'),
      use('a/w.ts', 'a/x.ts'),
    ];
    expect(circles(round)).to.deep.equal(['a/x.ts <> a/y.ts <> a/z.ts']);
    expect(circles(round.slice(1))).to.deep.equal([]);
  });

  it('notices entries and rows that nothing needs any more', () => {
    const without = (target: string): ImportUse[] => fine.filter((one) => one.target !== target);
    expect(judgeImports(without('yaml'), rules)).to.deep.equal(['stale entry: nothing needs a > yaml']);
    expect(judgeImports(without('jose'), rules)).to.deep.equal(['stale entry: nothing needs a > jose']);
    expect(judgeImports([...without('yaml'), use('a/x.ts', 'yaml', true)], rules)).to.deep.equal([
      'stale entry: nothing needs a > yaml',
    ]);
    expect(judgeImports(without('a/inner/w.ts'), rules)).to.deep.equal(['stale row: there is no code in a/inner']);
  });
});
