/** One run from its plan to its last file: cases as they come, verdicts, run.json, reports, and the last look for secrets. */
import { randomBytes } from 'node:crypto';
import type { AllureProcess } from '../../reports/index.ts';
import {
  createRedaction,
  createTaint,
  type JudgedCase,
  type Leak,
  openRunFolder,
  type RunRecord,
  scanFolder,
  type Taint,
  tracesIn,
} from '../evidence/index.ts';
import { type ExitRules, exitCode } from '../judge/index.ts';
import { type Engine, type EngineOptions, openEngine } from './engine.ts';
import { Escaped, EXIT } from './exit.ts';
import { addToHistory } from './history.ts';
import { openLedger } from './ledger.ts';
import type { Prepared } from './prepare.ts';
import { documentNames, startAllure, writePages, writeReports } from './write-reports.ts';

export interface ConductOptions {
  prepared: Prepared;
  folder: string;
  argv: string[];
  shard: string | null;
  concurrency: number;
  bail: boolean;
  strict: boolean;
  failOn?: ExitRules['failOn'];
  signal: AbortSignal;
  /** How a person runs one case alone. */
  reproduce(caseId: string): string;
  onCase(judged: JudgedCase): void;
  /** Where the secrets of the run are registered; one of its own when left out. */
  taint?: Taint;
  /** Ids of cases of the same plan whose traces lie in the folder already; they are not run again. */
  kept?: readonly string[];
  /** False: all documents but the Allure report. */
  allureReport?: boolean;
  /** Writes Allure's results as files, too. */
  allureResults?: boolean;
  /** Documents beside those that are always written. */
  formats?: readonly string[];
  /** Folder with the lines of earlier runs; the line of this one is added. */
  history?: string | null;
  /** What runs the cases; the benchmark has one that makes their traces itself. */
  engine?(options: EngineOptions): Promise<Engine>;
  /** Told what is going on after the last case. */
  onStage(text: string): void;
}

export interface Conducted {
  run: RunRecord;
  exit: number;
  /** What the verdicts say, also when a secret in the output tops it. */
  verdict: number;
  report: string | null;
  leaks: Leak[];
}

/** `20260131-154500-1f2e3d`: sorts by time, and no two runs meet. */
export function newRunId(now: Date): string {
  const digits = now.toISOString().replace(/[-:]/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(9, 15)}-${randomBytes(3).toString('hex')}`;
}

/** Cases that are read again for their reports in the time that Allure takes to start: of fewer, somebody would wait for it. */
const SOON_READ = 100;

export async function conduct(id: string, options: ConductOptions): Promise<Conducted> {
  const few = options.prepared.plan.cases.filter(({ withheld }) => withheld === null).length < SOON_READ;
  const allure = few && options.allureReport !== false ? await startAllure() : null;
  try {
    return await conducted(id, options, allure);
  } finally {
    allure?.close();
  }
}

async function conducted(id: string, options: ConductOptions, allure: AllureProcess | null): Promise<Conducted> {
  const { prepared, onStage } = options;
  const taint = options.taint ?? createTaint();
  const redaction = createRedaction(taint);
  const kept = options.kept ?? [];
  const lost = new AbortController();
  const signal = AbortSignal.any([options.signal, lost.signal]);
  const untold = new Map<string, JudgedCase>();
  const folder = openRunFolder(options.folder, {
    documents: await documentNames(),
    kept,
    // Nothing is shown as finished before run.json has it.
    saved(run) {
      for (const { id: caseId } of run.cases) {
        const judged = untold.get(caseId);
        if (judged && untold.delete(caseId)) options.onCase(judged);
      }
    },
    // What can no longer be written down is not to be sent any more.
    failed: (error) => lost.abort(error),
  });
  const ledger = openLedger(id, options);
  const earlier = tracesIn(options.folder, ledger.unfinished());
  const done = new Set<string>();
  for (const caseId of kept) {
    const trace = earlier.of(caseId);
    if (trace === null) continue;
    ledger.add(trace, earlier.sha256(caseId) ?? '');
    done.add(caseId);
  }
  folder.refresh(ledger.unfinished);
  const left = prepared.plan.cases.filter(({ id: caseId }) => !done.has(caseId));
  const engine = await (options.engine ?? openEngine)({
    bank: prepared.bank,
    concurrency: options.concurrency,
    browser: prepared.browser,
    taint,
    redaction,
    signal,
    onCertificate: (pem) => folder.certificate(pem),
    onLeftBehind: ledger.leftBehind,
  });
  let complete = false;
  try {
    complete = await engine.run(left, {
      onCase(trace) {
        untold.set(trace.id, ledger.add(trace, folder.trace(trace)));
        folder.refresh(ledger.unfinished);
      },
      stopAfter: (trace) => (options.bail ? ledger.bailReason(trace.id) : null),
    });
  } finally {
    await engine.close();
    folder.refresh(ledger.unfinished);
    await folder.flush();
  }
  if (!complete) {
    const { reason } = options.signal;
    const fault = reason instanceof Escaped ? redaction.text(reason.message) : null;
    const exit = fault === null ? EXIT.interrupted : EXIT.fault;
    const run = ledger.close({ interrupted: true, fault });
    folder.refresh(() => run);
    await folder.flush();
    if (options.history) addToHistory(options.history, run);
    return {
      run,
      exit,
      verdict: exit,
      report: await writePages({
        folder: options.folder,
        run,
        traces: tracesIn(options.folder, run),
        formats: options.formats ?? [],
        changes: null,
      }),
      leaks: scanFolder(options.folder, taint),
    };
  }
  const run = ledger.close({ interrupted: false });
  folder.refresh(() => run);
  await folder.flush();
  onStage('Writing the reports');
  const { page: report, packed } = await writeReports({
    folder: options.folder,
    taint,
    run,
    traces: tracesIn(options.folder, run),
    allureReport: options.allureReport !== false,
    allure,
    allureResults: options.allureResults === true,
    formats: options.formats ?? [],
    history: options.history ?? null,
  });
  if (options.history) addToHistory(options.history, run);
  onStage('Looking for secrets in what was written');
  const leaks = [...packed, ...scanFolder(options.folder, taint)];
  const verdict = exitCode(run, { strict: options.strict, failOn: options.failOn ?? null });
  return { run, report, leaks, verdict, exit: leaks.length > 0 ? EXIT.secret : verdict };
}
