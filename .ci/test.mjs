// `npm test`: every promise of the project, in the order in which a break is cheapest to find. `npm run test:all`, which CI has, goes on
// with the lawful variations of the bank, what only its other targets have, and a server of others.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browser } from './browser.mjs';
import { LEFT_TO_ALL, LONG } from './long-tests.mjs';
import { build, install, root, run, step } from './steps.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'assay-test-'));
const ALL = process.argv.includes('--all');
const counts = { passed: 0, failed: 0, skipped: 0 };
/** What did not hold, told again at the end: whoever sees the last lines only sees what to look at. */
const broken = [];
/** Whether there is one for the consent page; only its tests may be left out, and only for want of it. */
let chromium = false;
const node = (...args) => run(process.execPath, args);

function promise(name, work) {
  const kept = step(name, work);
  counts[kept ? 'passed' : 'failed'] += 1;
  if (!kept) broken.push(name);
  return kept;
}

/** Programs that tests use where they are there; the title of such a test names its program. */
const PROGRAMS = ['tinyproxy', 'openssl', 'nginx', 'haproxy', 'softhsm2-util'];
const absent = (program) => spawnSync(program, ['-h'], { stdio: 'ignore' }).error !== undefined;

/** Why a test was left out, or null when it should have run. */
function excuse(title) {
  const missing = PROGRAMS.find((program) => title.includes(program) && absent(program));
  if (missing) return missing;
  return chromium ? null : 'a Chromium';
}

function unitTests() {
  const report = join(scratch, 'unit.json');
  const code = node(
    'node_modules/mocha/bin/mocha.js',
    '--config',
    '.ci/mocharc.json',
    '--reporter-option',
    `output=${report}`,
    ...[...LONG, ...(ALL ? [] : LEFT_TO_ALL)].flatMap((file) => ['--ignore', file]),
  );
  const { stats, pending, failed } = JSON.parse(readFileSync(report, 'utf8'));
  process.stdout.write(`${stats.passes} unit tests passed, ${stats.failures} failed, ${stats.pending} pending\n`);
  for (const title of pending)
    process.stdout.write(`  skipped for want of ${excuse(title) ?? 'a good reason'}: ${title}\n`);
  counts.passed += stats.passes;
  counts.failed += stats.failures;
  counts.skipped += stats.pending;
  broken.push(...failed);
  if (pending.some((title) => excuse(title) === null) || stats.passes === 0) return 1;
  return code;
}

/** Targets of the bundled bank that show each defect; the first has the whole kill matrix, the others what it cannot. The nightly run has all. */
const [FIRST, ...OTHERS] = [
  '',
  '-dpop',
  '-rar',
  '-berlin-group',
  '-fapi1',
  '-fapi1-pushed',
  '-jarm-only',
  '-openid',
  '-plain',
  '-aliases',
  '-both',
  '-uae',
  '-http-signatures',
  '-message-signatures',
  '-seals',
  '-funds',
  '-uk-4',
  '-registration',
  '-registration-signed',
].map((variant) => `targets/mock-bank${variant}.yaml`);
/** Defects that no target has shown yet. */
let unseen = [];

/** Cases that the bundled bank has passed as one of the targets describes it. */
const tried = new Set();

/** The cases of a target that would run. */
function casesOf(target) {
  const args = ['dist/suites/cli.js', 'plan', '--json', '--target', target, '--aggressive'];
  const done = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  });
  const { lanes, waiting, exclusive } = JSON.parse(String(done.stdout));
  return [...lanes.flat(), ...waiting.flat(), ...exclusive];
}

/** Runs the self-test of a target, all of it or with some defects and cases, and says what it found. Gives its exit code. */
function selfTest(target, defects = [], cases = []) {
  const words = [
    ...(ALL ? [] : ['--no-variations']),
    ...defects.flatMap((id) => ['--defect', id]),
    ...cases.flatMap((id) => ['--only', id]),
  ];
  // A second bank costs a start; with a few defects the run of the compliant one takes longest, and has one bank only.
  const jobs = defects.length > 0 && defects.length < 10 ? '1' : '2';
  const done = spawnSync(
    process.execPath,
    ['dist/suites/cli.js', 'selftest', '--json', '--jobs', jobs, '--target', target, ...words],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1 << 28,
    },
  );
  if (String(done.stdout) === '') return done.status ?? 70;
  const told = JSON.parse(String(done.stdout));
  const wrong = told.defects.filter((defect) => !defect.ok);
  const accused = told.variations.filter((variation) => variation.fail.length > 0);
  const seen = told.defects.filter((defect) => defect.ok && defect.failed.length > 0);
  process.stdout.write(
    `compliant bank: ${told.compliant.fail.length} accused; ${told.variations.length} variations: ${accused.length} accused; ` +
      `${seen.length} defects caught, ${wrong.length} not caught exactly\n`,
  );
  counts.passed += seen.length + told.variations.length - accused.length;
  counts.failed += wrong.length + accused.length;
  for (const row of [...wrong, ...accused]) process.stdout.write(`  ${JSON.stringify(row)}\n`);
  broken.push(...[...wrong, ...accused].map((row) => `${target}: ${JSON.stringify(row)}`));
  unseen = (defects.length > 0 ? unseen : told.defects.map(({ id }) => id)).filter(
    (id) => !seen.some((row) => row.id === id),
  );
  return done.status ?? 70;
}

/**
 * Here run the cases that no earlier target has, and those that catch a defect which none has shown; a defect that no target
 * shows at all would be one that nobody can catch. That every case passes with every target is for the nightly run.
 */
function otherTarget(target) {
  const cases = casesOf(target);
  const fresh = cases.filter(({ id, detects }) => !tried.has(id) || detects.some((defect) => unseen.includes(defect)));
  for (const { id } of cases) tried.add(id);
  const ids = fresh.map(({ id }) => id);
  const shown = unseen.filter((defect) => fresh.some(({ detects }) => detects.includes(defect)));
  process.stdout.write(`${ids.length} cases and ${shown.length} defects that no target before it has\n`);
  if (ids.length === 0) return 0;
  if (shown.length > 0) return selfTest(target, shown, ids);
  const only = ids.flatMap((id) => ['--only', id]);
  return node('dist/suites/cli.js', 'run', '--target', target, '--output', join(scratch, 'other'), ...only);
}

function everyDefectSeen() {
  for (const id of unseen) process.stdout.write(`no target shows the defect ${id}\n`);
  return unseen.length === 0 ? 0 : 1;
}

const ready =
  promise('Packages are installed as pinned', install) && promise('Types hold, and everything builds', build);
if (ready) {
  process.stdout.write('\n▸ A browser for the consent page\n');
  chromium = await browser();
  promise('Lint and format hold', () => node('node_modules/@biomejs/biome/bin/biome', 'ci', '.'));
  promise('Unit tests, import rules and file ceilings hold', unitTests);
  promise('The editor schema matches the loader', () => node('dist/suites/cli.js', 'schema', '--check'));
  promise('Every scenario loads', () => node('dist/suites/cli.js', 'lint'));
  promise('The bundled bank conforms, and its report is written', () =>
    node('dist/suites/cli.js', 'run', '--output', join(scratch, 'run')),
  );
  promise('Nobody good is accused, every defect is caught, every check is alive', () => selfTest(FIRST));
  if (ALL) {
    for (const { id } of casesOf(FIRST)) tried.add(id);
    for (const target of OTHERS) promise(`What only ${target} has holds as well`, () => otherTarget(target));
    promise('Every defect is caught with some target', everyDefectSeen);
  }
}
rmSync(scratch, { recursive: true, force: true });
for (const what of broken) process.stdout.write(`\n✖ ${what}\n`);
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
process.exitCode = counts.failed === 0 && ready ? 0 : 1;
