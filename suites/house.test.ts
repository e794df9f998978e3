import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { scanBytes } from './evidence/secret-scan.ts';
import { createTaint } from './evidence/taint.ts';
import { isTest } from './import-rules.ts';
import { loadLibrary } from './load/index.ts';
import { ROOT, sources, written } from './testing-project.ts';

const TOP = ['suites', 'mock-tpp', 'mock-bank', 'reports', 'bench', 'scenarios', 'targets'].filter((folder) =>
  existsSync(join(ROOT, folder)),
);
/** What may lie in the root; a file that a tool leaves there is found by its absence from this list. */
const ROOM = new Set([
  ...['.assay', '.git', 'dist', 'node_modules'],
  ...['.ci', '.vscode', 'bench', 'docs', 'mock-bank', 'mock-tpp', 'reports', 'scenarios', 'suites', 'targets'],
  ...['.gitignore', 'README.md', 'biome.json', 'package-lock.json', 'package.json', 'tsconfig.json'],
]);
const programs = written.filter(({ path }) => /\.(ts|mjs|cjs)$/.test(path));
const documents = written.filter(({ path }) => path.endsWith('.md'));

/** Text that stands nowhere in the project; `bad` shows that the pattern bites. */
const UNSPEAKABLE: { what: string; shape: RegExp; bad: string }[] = [
  {
    what: 'a path of one machine',
    shape: /(?<![\w.:})-])(?:\/(?:work|root|home|Users|tmp)\/[\w.-]|[A-Z]:\\+Users\b)/,
    bad: ` ${['', 'home', 'ada', 'assay'].join('/')}`,
  },
  {
    what: 'a registry host',
    shape: /registry[.](?:npmjs|yarnpkg)|npmmirror[.]/,
    bad: `https://${['registry', 'npmjs', 'org'].join('.')}/`,
  },
  { what: 'work left undone', shape: /\b(?:TO[D]O|FIX[M]E|XX[X])\b/, bad: `// ${['TO', 'DO'].join('')}: later` },
  {
    what: 'a check switched off',
    shape: /@ts-(?:ignore|expect-error|nocheck)|\b(?:describe|it)\.(?:skip|only)\(/,
    bad: `${['describe', 'only'].join('.')}('x')`,
  },
];

const CLOCK = /\bDate\.now|new Date\(\)/;
const CHANCE = /\bMath\.random|\brandom(?:Bytes|UUID|Int)\b/;
const WAITING = /\bset(?:Timeout|Interval|Immediate)\b/;
const NETWORK = /\bfetch\(|\bWebSocket\b/;

/** Time, chance and the network come in as arguments where results have to be the same again. */
const STILL: { folder: string; without: RegExp[] }[] = [
  { folder: 'suites/load', without: [CLOCK, CHANCE, WAITING, NETWORK] },
  { folder: 'suites/plan', without: [CLOCK, CHANCE, WAITING, NETWORK] },
  { folder: 'suites/judge', without: [CLOCK, CHANCE, WAITING, NETWORK] },
  { folder: 'reports', without: [CLOCK, CHANCE, NETWORK] },
  { folder: 'mock-tpp', without: [CLOCK, CHANCE] },
];

describe('the house', () => {
  it('is looked at as a whole', () => {
    expect(sources.length).to.be.above(300);
    expect(written.map(({ path }) => path)).to.include.members(['README.md', 'scenarios/README.md', '.ci/test.mjs']);
  });

  it('has in its root only what belongs there', () => {
    expect(readdirSync(ROOT).filter((name) => !ROOM.has(name))).to.deep.equal([]);
  });

  it('has no file of code above 300 lines', () => {
    const long = programs.filter(({ text }) => text.split('\n').length - 1 > 300);
    expect(long.map(({ path }) => path)).to.deep.equal([]);
  });

  it('has the words of a dialect of the API in that dialect alone', () => {
    const code = programs.filter(({ path }) => path.startsWith('mock-tpp/') && !isTest(path));
    const words = /openbanking_intent_id|domestic-payment|account_information|x-idempotency-key|x-fapi-interaction-id/;
    const speaking = code.filter(({ text }) => words.test(text)).map(({ path }) => path);
    expect(speaking.length).to.be.above(1);
    expect(speaking.filter((path) => !path.startsWith('mock-tpp/api/dialect/'))).to.deep.equal([]);
  });

  it('opens every file of code with a sentence on what it owns; a test says it in its outermost title', () => {
    const sentence = /^(?:#!.*\n)?(?:\/\*\*\s(?:(?!\*\/)[\s\S])*[.:]\s*\*\/|\/\/ .*[.:])/;
    const title = /^describe\w*\(\s*['`]\w/m;
    const silent = programs.filter(({ path, text }) => !(path.endsWith('.test.ts') ? title : sentence).test(text));
    expect(silent.map(({ path }) => path)).to.deep.equal([]);
  });

  it('has no file or folder named for what it is not', () => {
    const banned = /(^|\/)(utils?|common|helpers?|misc|manager)(\.|\/|$)/;
    expect(written.map(({ path }) => path).filter((path) => banned.test(path))).to.deep.equal([]);
  });

  it('keeps scenarios free of code', () => {
    const scenarios = written.filter(({ path }) => path.startsWith('scenarios/'));
    const code = scenarios.filter(
      ({ path }) => !/\.(ya?ml|md)$|\/schema\.json$/.test(path) || statSync(join(ROOT, path)).mode & 0o111,
    );
    expect(code.map(({ path }) => path)).to.deep.equal([]);
  });

  for (const { what, shape, bad } of UNSPEAKABLE)
    it(`holds nowhere ${what}`, () => {
      expect(bad).to.match(shape);
      expect(written.filter(({ text }) => shape.test(text)).map(({ path }) => path)).to.deep.equal([]);
    });

  it('locks packages without saying where they came from', () => {
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).to.not.match(/"resolved"/);
  });

  it('holds no secret but the made-up ones with which the secret scan is tried', () => {
    const nothing = createTaint();
    const found = written.filter(({ text }) => scanBytes(Buffer.from(text), '.json', nothing).length > 0);
    expect(found.map(({ path }) => path)).to.have.members([
      'suites/evidence/redact.test.ts',
      'suites/evidence/secret-scan.test.ts',
    ]);
  });

  for (const { folder, without } of STILL)
    it(`lets ${folder} name no clock, chance or network of its own`, () => {
      const code = sources.filter(({ path }) => path.startsWith(`${folder}/`) && !isTest(path));
      expect(code).to.not.have.length(0);
      const restless = code.filter(({ text }) => without.some((pattern) => pattern.test(text)));
      expect(restless.map(({ path }) => path)).to.deep.equal([]);
    });

  it('reads no TLS state in a close handler, which would crash Node', () => {
    const risky = /'close'\s*,[\s\S]{0,400}?\.(getProtocol|getCipher|getSession|isSessionReused)\(/;
    const found = sources.filter(({ path, text }) => path !== 'suites/house.test.ts' && risky.test(text));
    expect(found.map(({ path }) => path)).to.deep.equal([]);
  });

  it('asks no address of URL.canParse, which on Node 20 refuses good ones', () => {
    const found = sources.filter(({ text }) => /URL\.canParse[(]/.test(text));
    expect(found.map(({ path }) => path)).to.deep.equal([]);
  });

  it('leaves what is made to the machine that makes it', () => {
    if (!existsSync(join(ROOT, '.git'))) return;
    const made = ['reports/out', 'dist', 'node_modules', '.assay'];
    expect(execFileSync('git', ['ls-files', ...made], { cwd: ROOT, encoding: 'utf8' })).to.equal('');
  });
});

describe('the register', () => {
  const { library } = loadLibrary(join(ROOT, 'scenarios'));
  const register = library.requirements;
  const unknown = (ids: string[]): string[] => ids.filter((id) => !register.has(id));

  it('says of every requirement where it can be read', () => {
    const nowhere = [...register.values()].filter(({ url }) => url === null);
    expect([register.size > 800, nowhere.map(({ id }) => id)]).to.deep.equal([true, []]);
  });

  it('has every requirement that a scenario or a profile cites', () => {
    const { scenarios, profiles } = library;
    const cited = scenarios.flatMap(({ requirement, rows }) => [
      ...requirement,
      ...rows.flatMap((row) => row.requirement ?? []),
    ]);
    const scoped = [...profiles.values()].flatMap(({ levels, without }) => [...Object.keys(levels), ...without]);
    expect([register.size > 800, cited.length > 40, scoped.length > 5]).to.deep.equal([true, true, true]);
    expect(unknown([...cited, ...scoped])).to.deep.equal([]);
  });

  it('has every requirement that code names, in its docs and in its tables', () => {
    const specs = new Set([...register.keys()].map((id) => id.split('-')[0]));
    const named = sources
      .filter(({ path }) => !isTest(path))
      .flatMap(({ path, text }) => {
        const documented = [...text.matchAll(/@requirement ([A-Za-z0-9., -]+)/g)]
          .flatMap(([, ids = '']) => ids.split(/[, ]+/))
          .map((id) => id.replace(/[.-]+$/, ''));
        const quoted = [...text.matchAll(/'([A-Z][A-Z0-9]+-[A-Za-z0-9.-]+)'/g)].map(([, id = '']) => id);
        return [...documented, ...quoted]
          .filter((id) => specs.has(id.split('-')[0]) && id.includes('-'))
          .map((id) => ({ path, id }));
      });
    expect(named.length).to.be.above(100);
    expect(named.filter(({ id }) => !register.has(id))).to.deep.equal([]);
  });
});

describe('the documents', () => {
  const guide = (folder: string): string => documents.find(({ path }) => path === `${folder}/README.md`)?.text ?? '';

  for (const folder of TOP) {
    it(`have a page of one screen for ${folder}/, linked from the first page`, () => {
      expect(guide(folder).split('\n').length).to.be.within(10, 90);
      expect(documents.find(({ path }) => path === 'README.md')?.text).to.include(`(${folder}/README.md)`);
    });

    it(`name the folders that are in ${folder}/, and no other`, () => {
      const cells = [...guide(folder).matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) => [
        ...cell.matchAll(/`([\w-]+)\/[\w/]*`/g),
      ]);
      const told = new Set(cells.map(([, name]) => name));
      const there = new Set(
        written.flatMap(({ path }) => (path.startsWith(`${folder}/`) ? path.split('/').slice(1, -1).slice(0, 1) : [])),
      );
      if (folder === 'scenarios') for (const name of there) if (!name.startsWith('_')) there.delete(name);
      expect([...told].sort()).to.deep.equal([...there].sort());
    });
  }

  it('lead somewhere with every link', () => {
    const broken = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
        .map(([, link = '']) => link)
        .filter((link) => !/^[a-z]+:/.test(link) && !existsSync(normalize(join(ROOT, dirname(path), link))))
        .map((link) => `${path} ${link}`),
    );
    expect(broken).to.deep.equal([]);
  });
});
