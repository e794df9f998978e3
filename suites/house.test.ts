/** The house rules that a machine can keep: imports, file sizes, names, and what the text must not speak of. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { IMPORT_RULES, type ImportUse, judgeImports, ruleFor } from './import-rules.ts';

const root = normalize(join(dirname(fileURLToPath(import.meta.url)), '..', '..'));
const FOLDERS = ['suites', 'mock-tpp', 'mock-bank', 'reports', 'bench'];
const SKIPPED = new Set(['node_modules', 'dist', 'out', '.git', '.assay']);

function walk(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(path);
    return [path];
  });
}

const named = (path: string): string => relative(root, path).split(sep).join('/');
const sources = FOLDERS.flatMap((folder) => walk(join(root, folder))).filter((path) => path.endsWith('.ts'));
const texts = walk(root).filter(
  (path) => /\.(ts|mjs|cjs|md|ya?ml|json)$/.test(path) && !path.endsWith('package-lock.json'),
);

/** `import x from`, `export x from` and `import(...)` of one file, relative paths turned into project paths. */
function importsOf(path: string): ImportUse[] {
  const text = readFileSync(path, 'utf8');
  const found: ImportUse[] = [];
  const pattern = /^\s*(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;
  for (const hit of text.matchAll(pattern)) {
    const raw = hit[3] ?? hit[4] ?? '';
    const target = raw.startsWith('.') ? named(join(dirname(path), raw)) : raw;
    const line = text.slice(0, hit.index).split('\n').length;
    found.push({ file: named(path), line, target, typeOnly: hit[2] !== undefined });
  }
  return found;
}

describe('import rules', () => {
  it('hold for every source file, and none has gone stale', () => {
    const uses = sources
      .filter((path) => !path.endsWith('.test.ts') && !/testing[^/\\]*\.ts$/.test(path))
      .flatMap(importsOf);
    expect(uses.length).to.be.above(50);
    expect(judgeImports(uses, IMPORT_RULES)).to.deep.equal([]);
  });

  it('let tests see no other package than the code beside them, save for mocha and chai', () => {
    const free = ['chai', 'mocha', 'node:', 'suites/import-rules.ts', 'reflect-metadata'];
    const tests = sources
      .filter((path) => path.endsWith('.test.ts') || /testing[^/\\]*\.ts$/.test(path))
      .flatMap(importsOf);
    const broken = tests.filter((use) => {
      const rule = ruleFor(use.file, IMPORT_RULES);
      const top = use.file.split('/')[0] ?? '';
      const own = use.target.startsWith(`${top}/`);
      const allowed = [...(rule?.may ?? []), ...(rule?.types ?? []), ...free];
      return (
        !own &&
        !allowed.some(
          (entry) => use.target === entry || use.target.startsWith(entry.endsWith(':') ? entry : `${entry}/`),
        )
      );
    });
    expect(broken.map((use) => `${use.file}:${use.line} ${use.target}`)).to.deep.equal([]);
  });

  it('notice a forbidden import and a stale allowance', () => {
    const rules = [{ from: 'a', may: ['yaml', 'b'], types: ['c'] }];
    const use = (target: string, typeOnly = false): ImportUse => ({ file: 'a/x.ts', line: 1, target, typeOnly });
    expect(judgeImports([use('yaml'), use('b/y.ts'), use('c/z.ts', true)], rules)).to.deep.equal([]);
    expect(judgeImports([use('yaml'), use('b/y.ts'), use('c/z.ts', false)], rules)).to.have.length(2);
    expect(judgeImports([use('yaml'), use('b/y.ts'), use('c/z.ts', true), use('undici')], rules)).to.have.length(1);
  });
});

describe('the house', () => {
  it('has no code file above 300 lines', () => {
    const long = sources
      .map((path) => ({ path: named(path), lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).to.deep.equal([]);
  });

  it('opens every code file with a sentence on what it owns', () => {
    const silent = sources.filter((path) => !/^(#!.*\n)?\/\*\*/.test(readFileSync(path, 'utf8'))).map(named);
    expect(silent).to.deep.equal([]);
  });

  it('has no file or folder named for what it is not', () => {
    const banned = /(^|\/)(utils?|common|helpers?|misc|manager)(\.|\/|$)/;
    expect(texts.map(named).filter((path) => banned.test(path))).to.deep.equal([]);
  });

  it('keeps scenarios free of code', () => {
    const code = walk(join(root, 'scenarios')).filter(
      (path) => /\.(ts|js|mjs|cjs|sh)$/.test(path) || statSync(path).mode & 0o111,
    );
    expect(code.map(named)).to.deep.equal([]);
  });

  it('names no machine and no registry host', () => {
    const told = new RegExp(
      ['/wo' + 'rk/', '/ro' + 'ot/', 'registry\\.np' + 'mjs', 'npm' + 'mirror', '/tmp/' + 'bash'].join('|'),
    );
    const found = texts.filter((path) => told.test(readFileSync(path, 'utf8'))).map(named);
    expect(found).to.deep.equal([]);
    if (existsSync(join(root, 'package-lock.json')))
      expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).to.not.match(/"resolved"/);
  });

  it('reads no TLS state in a close handler, which would crash Node', () => {
    const risky = /'close'\s*,[\s\S]{0,400}?\.(getProtocol|getCipher|getSession|isSessionReused)\(/;
    const found = sources
      .filter((path) => !path.endsWith('house.test.ts') && risky.test(readFileSync(path, 'utf8')))
      .map(named);
    expect(found).to.deep.equal([]);
  });

  it('cites only requirements that are in the register', () => {
    const register = new Set(
      walk(join(root, 'scenarios', '_requirements')).flatMap((path) =>
        [...readFileSync(path, 'utf8').matchAll(/^- id: (\S+)$/gm)].map((hit) => hit[1] ?? ''),
      ),
    );
    expect(register.size).to.be.above(800);
    const unknown = sources.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/@requirement ([A-Za-z0-9.,\- ]+)/g)]
        .flatMap((hit) => (hit[1] ?? '').split(/[, ]+/))
        .map((id) => id.replace(/[.-]+$/, ''))
        .filter((id) => /^[A-Z][A-Z0-9]+-/.test(id) && !register.has(id))
        .map((id) => `${named(path)} ${id}`),
    );
    expect(unknown).to.deep.equal([]);
  });

  it('runs no command of its own in a test but git, when there is one', () => {
    if (!existsSync(join(root, '.git'))) return;
    const tracked = execFileSync('git', ['ls-files', 'reports/out', 'dist', 'node_modules'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(tracked).to.equal('');
  });
});
