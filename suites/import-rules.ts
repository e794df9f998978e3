/** Who may import whom: one row a folder, and the check that finds what breaks a row and what has gone stale in it. */
import { type ImportUse, targetsOf } from './import-circles.ts';

/** A row covers its folder and all below that has no row of its own. Inside a row every import is free. */
export interface ImportRule {
  from: string;
  /** Packages, Node modules (`node:` for all of them), project folders or files. */
  may: string[];
  /** The same, for `import type` alone. */
  types?: string[];
  /** What the folder's tests need beside all of these, chai, mocha and Node. */
  tests?: string[];
  /** Out of reach of the folder's code, also by way of other files; a more specific `from` or `may` wins over it. */
  never: string[];
}

const NETWORK = ['undici', 'node:http', 'node:https', 'node:http2', 'node:net', 'node:tls', 'node:dns', 'node:dgram'];
const ofNode = (...names: string[]): string[] => names.map((name) => `node:${name}`);
/** What thinks, and what lets it. */
const ENGINE = ['suites/plan', 'suites/execute', 'suites/run', 'suites/commands', 'suites/mocha'];
/** What time stamps are made of. */
const CMS = ['cms', 'schema', 'tsp', 'x509'].map((name) => `@peculiar/asn1-${name}`);
/** The parts that must not know each other. */
const PARTIES = ['mock-tpp', 'mock-bank', 'reports'];

/** What the top of the engine and the commands both need. */
const TOP = ['files', 'load', 'plan', 'judge', 'evidence', 'mocha'].map((folder) => `suites/${folder}`);

export const IMPORT_RULES: readonly ImportRule[] = [
  {
    from: 'suites/load',
    may: ['suites/files', 'yaml', 'node-forge', ...ofNode('crypto', 'fs', 'module', 'path', 'url', 'util')],
    types: ['suites/evidence/record.ts'],
    // The axes arrive as an argument; the tests use the TPP's own.
    tests: ['suites/testing-authority.ts', 'suites/testing-project.ts', 'mock-tpp/variant.ts', 'node:child_process'],
    never: ['suites', ...PARTIES, ...NETWORK],
  },
  {
    // The TPP's vocabulary arrives as an argument. The record's words (level, severity, expectation) are what is planned.
    from: 'suites/plan',
    may: ['suites/load', 'suites/evidence/outcome-code.ts', 'node:crypto'],
    types: ['suites/evidence/record.ts'],
    tests: ['mock-tpp/variant.ts'],
    never: ['suites/execute', 'suites/judge', 'suites/run', 'suites/commands', 'suites/mocha', ...PARTIES, ...NETWORK],
  },
  {
    // The TPP is handed in, opened: of its door only the types are needed.
    from: 'suites/execute',
    may: ['suites/evidence', 'suites/load/reference.ts', 'node:crypto', 'node:perf_hooks', 'node:timers'],
    types: ['suites/plan', 'mock-tpp/index.ts'],
    never: ['suites/judge', 'suites/run', 'suites/commands', 'suites/mocha', ...PARTIES],
  },
  {
    // Pure: no Node module at all, so neither files nor network; house.test.ts looks for clocks.
    from: 'suites/judge',
    may: ['suites/evidence/hygiene.ts', 'suites/evidence/outcome-code.ts', 'suites/evidence/record.ts'],
    types: ['suites/load', 'suites/plan'],
    never: ['suites/execute', 'suites/run', 'suites/commands', 'suites/mocha', ...PARTIES, 'undici', 'node:'],
  },
  {
    // Reading what somebody else wrote.
    from: 'suites/files',
    may: ['node:fs'],
    never: ['suites', ...PARTIES, ...NETWORK],
  },
  {
    from: 'suites/evidence',
    may: ['suites/files', 'node:os', 'node:crypto', 'node:fs', 'node:path', 'node:perf_hooks'],
    never: ['suites', ...PARTIES, ...NETWORK],
  },
  {
    // What a bundle holds and how it is checked: files and keys come in, and nothing is fetched.
    from: 'suites/bundle',
    may: [...CMS, 'suites/evidence', 'jose', 'yauzl', 'yazl', ...ofNode('crypto', 'fs', 'path', 'stream', 'util')],
    never: [...ENGINE, ...PARTIES, ...NETWORK],
  },
  {
    // What a certificate says and what is wrong with it: bytes come in, nothing is fetched, and no library repairs what it reads.
    from: 'suites/certificate',
    may: ['node:crypto', 'node:net'],
    // Certificates are made by the libraries, and OpenSSL is asked for its opinion.
    tests: ['@peculiar/x509', 'reflect-metadata', 'node:child_process'],
    never: ['suites', ...PARTIES, 'undici', 'node:http', 'node:https', 'node:tls', 'node:dns', 'node:fs'],
  },
  {
    from: 'suites/mocha',
    may: ['chai', 'mocha'],
    types: ['suites/evidence'],
    never: ['suites/execute', 'suites/run', 'mock-bank', ...NETWORK],
  },
  {
    // The engine's top. The bank runs as a process of its own, which launch-bank.ts starts.
    from: 'suites/run',
    may: [...TOP, 'suites/execute', 'mock-tpp/index.ts', 'reports/index.ts', 'playwright', 'node:'],
    never: ['suites/commands', 'suites/selftest', 'mock-bank'],
  },
  {
    // It is handed a bank and a way to run cases against it.
    from: 'suites/selftest',
    may: ['suites/judge'],
    types: ['suites/plan', 'suites/evidence', 'suites/run/bank-catalogue.ts', 'picocolors'],
    tests: ['suites/execute'],
    never: ['suites/commands', 'suites/run', ...PARTIES, ...NETWORK],
  },
  {
    // What another suite's configuration holds is data: read, bounded, and never fetched.
    from: 'suites/import-oidf',
    may: ['suites/load', 'yaml', 'node:crypto'],
    tests: ['suites/testing-project.ts'],
    never: ['suites/execute', 'suites/run', 'suites/commands', 'suites/mocha', ...PARTIES, ...NETWORK],
  },
  {
    from: 'suites/commands',
    may: [
      ...TOP,
      'suites/bundle',
      'suites/certificate',
      'suites/import-oidf',
      'suites/run',
      'suites/selftest',
      'mock-tpp/index.ts',
      'commander',
      'picocolors',
      'node:',
    ],
    // ajv reads the editor schemas as an editor does.
    tests: ['suites/testing-authority.ts', 'suites/testing-project.ts', 'reports/index.ts', 'ajv', 'yaml'],
    never: ['mock-bank'],
  },
  {
    from: 'suites',
    may: [
      ...['suites/commands', 'suites/load', 'commander', 'node:fs'],
      ...['bank-catalogue', 'late-compiler', 'prepare', 'project'].map((name) => `suites/run/${name}.ts`),
    ],
    // A hostile bank needs a certificate of its own, which testing-authority.ts makes; extending.test.ts compares both parties.
    tests: [
      ...['suites/judge', 'suites/evidence', 'reports', 'mock-tpp', 'mock-bank'],
      ...['@peculiar/x509', 'reflect-metadata'],
    ],
    never: ['mock-bank'],
  },
  {
    // A certified server of others as a second bank: it stands in tests alone.
    from: 'suites/second-bank',
    may: [],
    tests: ['suites/commands', 'suites/evidence', 'suites/run', 'suites/testing-authority.ts', 'oidc-provider'],
    never: ['mock-tpp', 'mock-bank', 'reports'],
  },
  {
    from: 'mock-tpp',
    may: ['mock-tpp/browser', 'mock-tpp/psu', 'jose', 'structured-headers', 'undici', 'node:'],
    never: ['suites', 'mock-bank', 'reports', 'yaml'],
  },
  {
    from: 'mock-tpp/psu',
    may: ['mock-tpp', 'parse5', 'node:'],
    never: ['suites', 'mock-bank', 'reports', 'yaml'],
  },
  {
    // It knows no bank: pages and what is done to them come in.
    from: 'mock-tpp/browser',
    may: ['playwright', 'node:'],
    never: ['suites', 'mock-tpp', 'mock-bank', 'reports', 'yaml', ...NETWORK],
  },
  {
    // jose and openid-client only judge the bank, in tests.
    from: 'mock-bank',
    may: [
      '@peculiar/x509',
      '@peculiar/asn1-ocsp',
      '@peculiar/asn1-schema',
      '@peculiar/asn1-x509',
      'reflect-metadata',
      'node:',
    ],
    tests: ['fast-check', 'jose', 'openid-client'],
    never: ['suites', 'mock-tpp', 'reports', 'undici', 'yaml'],
  },
  // Connections as the TPP makes them; no figure of it is compared.
  { from: 'bench/handshakes.ts', may: ['mock-bank/directory', 'mock-tpp', 'node:'], never: ['suites'] },
  {
    // The bare loop speaks to the bank by itself: a measure must not be made of what it measures.
    from: 'bench',
    may: ['suites/run', 'suites/evidence', 'suites/plan', 'suites/selftest', 'jose', 'undici', 'yaml', 'node:'],
    never: ['mock-bank'],
  },
  {
    from: 'reports',
    may: ['reports/allure', 'node:crypto', 'node:fs', 'node:path'],
    types: ['suites/evidence/record.ts'],
    // Schemas that documents are checked against.
    tests: ['ajv', 'ajv-formats', 'xmllint-wasm'],
    never: ['suites', 'mock-tpp', 'mock-bank', 'yaml', ...NETWORK],
  },
  {
    from: 'reports/allure',
    may: [
      'reports',
      '@allurereport/core',
      '@allurereport/reader-api',
      'allure-js-commons',
      ...ofNode('child_process', 'crypto', 'fs', 'path', 'stream', 'url', 'util', 'v8', 'zlib'),
    ],
    types: ['suites/evidence/record.ts'],
    never: ['suites', 'mock-tpp', 'mock-bank', 'yaml', ...NETWORK],
  },
];

const FOR_EVERY_TEST = ['chai', 'mocha', 'node:'];

/** Tests, and what only tests use: told by the name. */
export function isTest(file: string): boolean {
  return /\.test\.ts$|(^|\/)testing-[^/]*\.ts$|(^|\/)testkit\//.test(file);
}

/** The most specific row that covers a file. */
export function ruleFor(file: string, rules: readonly ImportRule[]): ImportRule | undefined {
  return rules.filter(({ from }) => covers(from, file)).sort((a, b) => b.from.length - a.from.length)[0];
}

function covers(entry: string, target: string): boolean {
  return target === entry || target.startsWith(entry === 'node:' ? entry : `${entry}/`);
}

/** Gives a line for each import no row allows, for each `never` that can be reached, and for each entry nothing uses. */
export function judgeImports(uses: readonly ImportUse[], rules: readonly ImportRule[]): string[] {
  const { broken, used } = direct(uses, rules);
  const reached = rules.flatMap((rule) => forbiddenReach(rule, uses, rules));
  return [...broken, ...reached, ...stale(uses, rules, used)];
}

function direct(uses: readonly ImportUse[], rules: readonly ImportRule[]): { broken: string[]; used: Set<string> } {
  const used = new Set<string>();
  const broken = uses.flatMap((use) => {
    const at = `${use.file}:${use.line}`;
    const rule = ruleFor(use.file, rules);
    if (!rule) return [`${at} no row covers this file`];
    const test = isTest(use.file);
    if (!test && isTest(use.target)) return [`${at} is not a test, and ${use.target} is for tests`];
    if (ruleFor(use.target, rules) === rule) return [];
    const { may, types = [], tests = [] } = rule;
    const allowed = test ? [...may, ...types, ...tests, ...FOR_EVERY_TEST] : use.typeOnly ? [...types, ...may] : may;
    const hit = allowed.find((entry) => covers(entry, use.target));
    if (!hit) return [`${at} ${rule.from} may not import ${use.target}${use.typeOnly ? ' (type)' : ''}`];
    // An entry lives by what it alone allows: `may` by a value, `tests` by a test.
    const needed = test ? tests.includes(hit) : !use.typeOnly || types.includes(hit);
    if (needed) used.add(`${rule.from} > ${hit}`);
    return [];
  });
  return { broken, used };
}

/** What the code of a row loads, directly or by way of other files, and must not. Types load nothing. */
function forbiddenReach(rule: ImportRule, uses: readonly ImportUse[], rules: readonly ImportRule[]): string[] {
  const loads = targetsOf(uses.filter(({ file, typeOnly }) => !typeOnly && !isTest(file)));
  const paths = [...loads.keys()].filter((file) => ruleFor(file, rules) === rule).map((file) => [file]);
  const seen = new Set<string>();
  const found: string[] = [];
  for (const path of paths) {
    const here = path.at(-1) ?? '';
    if (seen.has(here)) continue;
    seen.add(here);
    const own = Math.max(
      0,
      ...[rule.from, ...rule.may].filter((entry) => covers(entry, here)).map(({ length }) => length),
    );
    if (rule.never.some((entry) => covers(entry, here) && entry.length > own))
      found.push(`${rule.from} must never reach ${here}: ${path.join(' > ')}`);
    else for (const target of loads.get(here) ?? []) paths.push([...path, target]);
  }
  return found;
}

function stale(uses: readonly ImportUse[], rules: readonly ImportRule[], used: Set<string>): string[] {
  return rules.flatMap((rule) => {
    if (!uses.some(({ file }) => ruleFor(file, rules) === rule)) return [`stale row: there is no code in ${rule.from}`];
    return [...rule.may, ...(rule.types ?? []), ...(rule.tests ?? [])]
      .filter((entry) => !used.has(`${rule.from} > ${entry}`))
      .map((entry) => `stale entry: nothing needs ${rule.from} > ${entry}`);
  });
}
