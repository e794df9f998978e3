/** The whole way from evidence to documents, offline: what every run and `assay report` do. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { findBrowser } from '../../mock-tpp/index.ts';
import { FORMATS, OWN } from '../../reports/index.ts';
import {
  type CaseTrace,
  createTaint,
  folderProblem,
  openRunFolder,
  type RunRecord,
  readRunFolder,
  tracePath,
  tracesIn,
} from '../evidence/index.ts';
import { judgeRun } from '../judge/index.ts';
import { controlled, OUTCOME } from '../judge/testing-trace.ts';
import { Rejected } from '../run/exit.ts';
import { printReport } from '../run/print-report.ts';
import { writeReports } from '../run/write-reports.ts';
import { judgedAgain, keptDeviations } from './rejudge.ts';
import { heldIn } from './testing-allure-page.ts';

const REQUIREMENTS = [
  {
    id: 'RFC9126-2.1-1',
    spec: 'RFC 9126 PAR',
    clause: '2.1',
    level: 'shall' as const,
    text: 'It is so.',
    source: 'verified' as const,
    testable: 'blackbox' as const,
    places: [],
    url: 'https://a.example/',
  },
];

/** One case for each way a result can look. */
const TRACES: CaseTrace[] = [
  controlled({ at: 'token', outcome: 'listed', more: { id: 'token.a[pass]', row: 'pass' } }),
  controlled({ more: { id: 'token.a[fail]', row: 'fail' } }),
  controlled({ before: 'crash', more: { id: 'token.a[doubt]', row: 'doubt' } }),
  controlled({ at: 'token', outcome: OUTCOME.other, more: { id: 'token.b', scenario: 'token.b', row: null } }),
  {
    ...controlled({ more: { id: 'token.c', scenario: 'token.c', row: null, attempts: [] } }),
    withheld: { verdict: 'skipped', reason: 'Needs a real browser.' },
  },
];

function runOf(traces: CaseTrace[]): RunRecord {
  const judged = judgeRun(traces, {
    requirements: REQUIREMENTS,
    deviations: [],
    today: '2026-01-31',
    tracePath: (trace) => tracePath(trace.id),
    reproduce: (trace) => `npx assay run --only '${trace.id}'`,
  });
  const sha256 = (id: string): string =>
    createHash('sha256')
      .update(JSON.stringify(traces.find((trace) => trace.id === id)))
      .digest('hex');
  return {
    schema: 'assay.run/4',
    run: {
      id: '20260131-120000-abcdef',
      startedAt: '2026-01-31T12:00:00.000Z',
      finishedAt: '2026-01-31T12:00:09.000Z',
      finished: true,
      interrupted: false,
      seed: 'none',
      argv: ['run'],
      shard: null,
      plan: { count: 3, digest: 'p' },
    },
    harness: { name: 'assay', version: '0.1.0', commit: 'c'.repeat(40), node: 'v20.20.2', system: 'Linux 6.1.0 x64' },
    target: {
      name: 'a-bank',
      issuer: 'https://bank.example',
      profile: 'base',
      digest: 'd',
      defects: [],
      variations: [],
      variants: {},
    },
    notices: [],
    scenarios: { digest: 'e', count: 3 },
    ...judged,
    cases: judged.cases.map((one) => ({ ...one, traceSha256: sha256(one.id) })),
  };
}

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

const digests = (folder: string): { [file: string]: string } =>
  Object.fromEntries(
    files(folder).map((path) => [
      relative(folder, path),
      createHash('sha256').update(readFileSync(path)).digest('hex'),
    ]),
  );

describe('the reports of a run', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'assay-reports-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(async () => {
    const opened = openRunFolder(folder);
    for (const trace of TRACES) opened.trace(trace);
    opened.refresh(() => runOf(TRACES));
    await opened.flush();
    const { run, traces } = readRunFolder(folder);
    await writeReports({ folder, run, traces, taint: createTaint(), allureResults: true, formats: FORMATS });
  });

  const results = (): { [key: string]: unknown }[] =>
    files(join(folder, 'allure-results'))
      .filter((path) => path.endsWith('-result.json'))
      .map((path) => JSON.parse(readFileSync(path, 'utf8')) as { [key: string]: unknown });

  it('are all there, with one Allure result for each case', () => {
    expect(readdirSync(folder).sort()).to.deep.equal([
      'allure-report',
      'allure-results',
      'cases',
      'cases.csv',
      'github-summary.md',
      'gl-code-quality.json',
      'index.html',
      'junit.xml',
      'oscal-results.json',
      'requirements.csv',
      'requirements.html',
      'results.sarif',
      'run.json',
      'traces',
    ]);
    // A document that its writer does not declare would bar the next run from this folder.
    expect(folderProblem(folder, OWN)).to.equal(null);
    const asked = ['report.pdf'];
    expect([...OWN, 'run.json', 'traces'].filter((name) => !asked.includes(name)).sort()).to.deep.equal(
      readdirSync(folder).sort(),
    );
    expect(
      results()
        .map(({ fullName, status }) => `${fullName} ${status}`)
        .sort(),
    ).to.deep.equal([
      'token.a[doubt] broken',
      'token.a[fail] failed',
      'token.a[pass] passed',
      'token.b broken',
      'token.c skipped',
    ]);
  });

  it('are the same without what only those want who feed another program with it', async () => {
    const plain = mkdtempSync(join(tmpdir(), 'assay-plain-'));
    const { run, traces } = readRunFolder(folder);
    await writeReports({ folder: plain, run, traces, taint: createTaint() });
    expect(readdirSync(plain).sort()).to.deep.equal([
      'allure-report',
      'cases',
      'index.html',
      'junit.xml',
      'requirements.csv',
      'requirements.html',
    ]);
    const page = (of: string): string => readFileSync(join(of, 'allure-report', 'index.html'), 'utf8');
    expect(page(plain) === page(folder)).to.equal(true);
    rmSync(plain, { recursive: true });
  });

  it('are the same without the Allure report, where that is not wanted', async () => {
    const plain = mkdtempSync(join(tmpdir(), 'assay-plain-'));
    const { run, traces } = readRunFolder(folder);
    await writeReports({ folder: plain, run, traces, taint: createTaint(), allureReport: false, formats: FORMATS });
    const { 'index.html': page, ...others } = digests(plain);
    const { 'index.html': _, ...all } = digests(folder);
    expect(all).to.include(others);
    const left = Object.keys(all).filter((name) => !(name in others));
    expect([...new Set(left.map((name) => name.split('/')[0]))].sort()).to.deep.equal([
      'allure-report',
      'allure-results',
      'run.json',
      'traces',
    ]);
    expect(page).to.not.equal(undefined);
    expect(readFileSync(join(plain, 'index.html'), 'utf8')).to.not.include('allure');
    rmSync(plain, { recursive: true });
  });

  it('keep the reason of a skip, and no stack or path of this machine', () => {
    const texts = results().map((result) => JSON.stringify(result));
    expect(texts.find((text) => text.includes('token.c'))).to.include('Needs a real browser.');
    for (const text of texts) expect(text).to.not.match(/"trace":|"host"|node_modules|file:\/\/|\.js:\d/);
  });

  it('can be written again from run.json and traces alone, byte for byte', async () => {
    const first = digests(folder);
    const { run, traces } = readRunFolder(folder);
    await writeReports({ folder, run, traces, taint: createTaint(), allureResults: true, formats: FORMATS });
    const second = digests(folder);
    const differing = Object.keys({ ...first, ...second }).filter((file) => first[file] !== second[file]);
    expect(differing).to.deep.equal([]);
  });

  it('follow from the traces: judged again, the run is the same', () => {
    const { run, traces } = readRunFolder(folder);
    expect(judgedAgain(run, traces, keptDeviations(run))).to.deep.equal(run);
  });

  it('can be printed, through Chromium', async function () {
    const browser = findBrowser(process.env);
    if (browser === null) return this.skip();
    const { run, traces } = readRunFolder(folder);
    const file = await printReport(folder, run, traces, browser);
    const pdf = readFileSync(file);
    rmSync(file);
    expect(pdf.subarray(0, 5).toString()).to.equal('%PDF-');
    // Cover, findings, matrix, evidence and appendix each begin a page.
    expect((pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length).to.be.greaterThan(4);
  });

  it('say what is missing where nothing can print', async () => {
    const { run, traces } = readRunFolder(folder);
    const failure = await printReport(folder, run, traces, null).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Rejected);
    expect((failure as Rejected).message).to.include('a PDF needs Chromium, and none was found');
  });

  it('phone nobody, and say so in every page', () => {
    const pages = files(folder).filter((path) => path.endsWith('.html'));
    expect(pages.map((path) => relative(folder, path)).sort()).to.deep.equal([
      join('allure-report', 'index.html'),
      ...TRACES.map(({ id }) => join('cases', `${id}.html`)).sort(),
      'index.html',
      'requirements.html',
    ]);
    for (const page of pages) {
      const html = readFileSync(page, 'utf8');
      expect(html).to.include(`http-equiv="Content-Security-Policy" content="default-src 'none'`);
      expect(html).to.not.match(/googletagmanager|gtag\(|<(?:script|link|img)[^>]+(?:src|href)="https?:/);
    }
  });

  it('make an Allure report of one page that holds every attachment and the page of each case', () => {
    const held = heldIn(readFileSync(join(folder, 'allure-report', 'index.html'), 'utf8'));
    const cases = [...held].filter(([name]) => name.startsWith('data/test-results/'));
    expect(cases).to.have.length(TRACES.length);
    const shown = cases.map(([, content]) => content.toString('utf8'));
    for (const text of shown) expect(text).to.not.include('"missed":true');
    const linked = files(join(folder, 'cases')).flatMap((path) => [
      ...readFileSync(path, 'utf8').matchAll(/allure-report\/index\.html#([0-9a-f]{32})/g),
    ]);
    expect(new Set(linked.map((hit) => hit[1]))).to.deep.equal(new Set(cases.map(([name]) => name.slice(18, -5))));
  });
});

describe('the documents of a run that has nothing to show', () => {
  it('are written all the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-empty-'));
    const { page } = await writeReports({
      folder,
      run: runOf([]),
      traces: tracesIn(folder, runOf([])),
      taint: createTaint(),
    });
    expect(readFileSync(page, 'utf8')).to.include('Nothing conclusive ran.');
    rmSync(folder, { recursive: true });
  });
});
