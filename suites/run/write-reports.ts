/** All documents of a run from its evidence: Allure through the Mocha tree, and what the report writers make besides. */
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AllureProcess, Wishes } from '../../reports/index.ts';
import type { JudgedCase, Leak, RunRecord, Taint, Traces } from '../evidence/index.ts';
import { scanBytes } from '../evidence/secret-scan.ts';
import { Rejected } from './exit.ts';
import { changesSince } from './history.ts';
import { keepHeapSmall } from './small-heap.ts';

export interface ReportInput {
  folder: string;
  run: RunRecord;
  /** Of a case whose trace is lost no exchange is shown. */
  traces: Traces;
  /** The secrets that are known, to look for in what is packed. */
  taint: Taint;
  /** False: all documents but the Allure report. */
  allureReport?: boolean;
  /** The process that makes it, where it was started already. */
  allure?: AllureProcess | null;
  /** Writes what Allure's report is made of as files, too, for servers that take them. */
  allureResults?: boolean;
  /** Documents beside those that are always written; `checkFormats` has seen their names. */
  formats?: readonly string[];
  /** Folder with the lines of earlier runs, to show what changed since the last. */
  history?: string | null;
}

export interface Reports {
  /** To be opened first. */
  page: string;
  /** Secrets in what was packed, where a search of the files does not find them. */
  packed: Leak[];
}

/** Cases that are replayed as one tree. */
const PORTION = 100;

/** What the report writers own in the folder of a run, by name. */
export async function documentNames(): Promise<readonly string[]> {
  return (await import('../../reports/index.ts')).OWN;
}

/** Starts what the Allure report is made in; whoever does closes it. */
export async function startAllure(): Promise<AllureProcess> {
  return (await import('../../reports/index.ts')).startAllure();
}

/** Throws Rejected for a name that is none. */
export async function checkFormats(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { FORMATS } = await import('../../reports/index.ts');
  const [unknown] = names.filter((name) => !FORMATS.includes(name));
  if (unknown !== undefined) throw new Rejected(`--format ${unknown}: there are ${FORMATS.join(', ')}`);
}

/** On GitHub Actions the annotations of a job, to be printed on its output; its summary is written where the runner reads it. */
export async function tellGithub(run: RunRecord, env: NodeJS.ProcessEnv): Promise<string> {
  if (env.GITHUB_ACTIONS !== 'true') return '';
  const reports = await import('../../reports/index.ts');
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, reports.githubSummary(run));
  return reports.githubAnnotations(run);
}

/** Writes them all. What an earlier writing has left is replaced. */
export async function writeReports({ folder, run, traces, taint, ...wanted }: ReportInput): Promise<Reports> {
  keepHeapSmall();
  const changes = wanted.history ? changesSince(wanted.history, run) : null;
  const formats = wanted.formats ?? [];
  if (wanted.allureReport === false)
    return { page: await writePages({ folder, run, traces, formats, changes }), packed: [] };
  const worker = wanted.allure ?? (await startAllure());
  try {
    return await withAllure(worker, {
      folder,
      run,
      traces,
      taint,
      formats,
      changes,
      raw: wanted.allureResults === true,
    });
  } finally {
    worker.close();
  }
}

async function withAllure(
  worker: AllureProcess,
  { folder, run, traces, taint, raw, ...wishes }: Omit<ReportInput, 'formats'> & Wishes & { raw: boolean },
): Promise<Reports> {
  // Loaded late: commands that write no report start faster without them.
  const reports = await import('../../reports/index.ts');
  const { conformanceTree } = await import('../mocha/conformance-tree.ts');
  const { replay } = await import('../mocha/replay.ts');

  for (const name of reports.OWN) rmSync(join(folder, name), { recursive: true, force: true });
  const byId = new Map(run.cases.map((one) => [one.id, one]));
  const facts = reports.runFacts(run);
  const documents = reports.openDocuments(folder, run);
  const packed = new Map<string, Leak>();
  const allure = await reports.openAllure(folder, run, {
    worker,
    raw,
    look(bytes, file) {
      for (const kind of scanBytes(bytes, '.json', taint)) packed.set(`${file} ${kind}`, { file, kind });
    },
  });
  const reporterOptions = reports.allureReporterOptions(allure.results, run, byId, allure.hasRoom);
  // Mocha and the reporter keep every test and step of a tree that they were given.
  for (const cases of portions(run.cases))
    await replay({
      reporter: 'allure-mocha',
      reporterOptions,
      grow: (root) =>
        conformanceTree(root, {
          profile: run.target.profile,
          cases,
          verdictOf: async (id) => known(byId, id),
          beforeVerdict: async (judged) => {
            await allure.settle();
            const trace = traces.of(judged.id);
            documents.ofCase(judged, trace);
            if (trace) await reports.replayCase(judged, trace, facts);
          },
        }),
    });
  await documents.finish(allure, wishes);
  return { page: join(folder, 'index.html'), packed: [...packed.values()] };
}

/**
 * Writes all but the Allure report, which is what takes long: where it is not wanted, and for a run that was broken off, when
 * whoever did so waits for its end. Gives the page to open first.
 */
export async function writePages({
  folder,
  run,
  traces,
  formats,
  changes,
}: Pick<ReportInput, 'folder' | 'run' | 'traces'> & Wishes): Promise<string> {
  const reports = await import('../../reports/index.ts');
  for (const name of reports.OWN) rmSync(join(folder, name), { recursive: true, force: true });
  const documents = reports.openDocuments(folder, run);
  for (const judged of run.cases) documents.ofCase(judged, traces.of(judged.id));
  await documents.finish({ finish: async () => false }, { formats, changes });
  return join(folder, 'index.html');
}

function* portions(cases: readonly JudgedCase[]): Generator<JudgedCase[]> {
  for (let from = 0; from < cases.length; from += PORTION) yield cases.slice(from, from + PORTION);
}

function known(cases: Map<string, JudgedCase>, id: string): JudgedCase {
  const judged = cases.get(id);
  if (!judged) throw new Error(`no verdict for ${id}`);
  return judged;
}
