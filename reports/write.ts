/** Writes every document of a run into its folder: a table of writers, each from run.json and traces alone. */
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseTrace, JudgedCase, RunChanges, RunRecord } from '../suites/evidence/record.ts';
import type { AllureOutput } from './allure/report.ts';
import { startWorker, type Worker } from './allure/worker.ts';
import { CASE_FOLDER, caseFile } from './case/address.ts';
import { caseDocument } from './case/page.ts';
import { casesCsv } from './formats/cases-csv.ts';
import { githubSummary } from './formats/github.ts';
import { gitlabCodeQuality } from './formats/gitlab.ts';
import { oscalResults } from './formats/oscal.ts';
import { sarif } from './formats/sarif.ts';
import { junitXml } from './junit.ts';
import { requirementsCsv } from './matrix/csv.ts';
import { type Exhibit, exhibits } from './matrix/exhibit.ts';
import { requirementsHtml } from './matrix/html.ts';
import { runPage } from './matrix/index-page.ts';
import { notableCases } from './matrix/notable.ts';

export interface Document {
  file: string;
  about: string;
}

interface Writer extends Document {
  write(run: RunRecord): string | Generator<string>;
  /** Written only when it is asked for by this name. */
  format?: string;
}

const WRITERS: readonly Writer[] = [
  {
    file: 'requirements.html',
    about: 'every requirement of the profile: violated, proven, not tested',
    write: requirementsHtml,
  },
  { file: 'requirements.csv', about: 'the same, for spreadsheets', write: requirementsCsv },
  { file: 'junit.xml', about: 'for CI systems', write: junitXml },
  { file: 'cases.csv', about: 'every case, for spreadsheets', write: casesCsv, format: 'csv' },
  { file: 'results.sarif', about: 'findings in SARIF 2.1.0, for code scanning', write: sarif, format: 'sarif' },
  { file: 'oscal-results.json', about: 'OSCAL assessment results', write: oscalResults, format: 'oscal' },
  {
    file: 'gl-code-quality.json',
    about: 'for the code quality report of GitLab',
    write: gitlabCodeQuality,
    format: 'gitlab',
  },
  { file: 'github-summary.md', about: 'summary of a job, for GitHub Actions', write: githubSummary, format: 'github' },
];

/** Documents that are written only when they are asked for, by the name that asks for them. */
export const FORMATS: readonly string[] = WRITERS.flatMap(({ format }) => format ?? []);

const RUN: Document = {
  file: 'run.json',
  about: 'the run as data; traces/ holds all that was sent and received, case by case',
};

/** Where Allure's results go when they are wanted as files, and where its report is generated. */
const ALLURE = { results: 'allure-results', report: 'allure-report' } as const;
const PAGE = 'index.html';

/** The report on paper, where somebody asked for it. */
export const PAPER = 'report.pdf';

/** What the reports own in the folder of a run, files and folders: what an earlier run left there may be replaced. */
export const OWN: readonly string[] = [
  ...WRITERS.map(({ file }) => file),
  PAGE,
  PAPER,
  CASE_FOLDER,
  ...Object.values(ALLURE),
];

const ALLURE_REPORT: Document = {
  file: `${ALLURE.report}/index.html`,
  about:
    'the Allure report: profile, area, scenario; each case with its steps and exchanges, and those of its controls where somebody has to look',
};

export type AllureProcess = Worker;

/** Starts the process in which Allure works, to be closed by whoever started it. */
export const startAllure = (): AllureProcess => startWorker();

/**
 * Begins the Allure report of a run.
 * @param worker the process that makes it
 * @param raw whether its results are wanted as files, for servers that take them
 * @param look shown all that goes into the report before it is packed
 */
export async function openAllure(
  folder: string,
  run: RunRecord,
  { worker, raw, look }: { worker: AllureProcess; raw: boolean; look: (bytes: Buffer, file: string) => void },
): Promise<AllureOutput> {
  const { openAllureReport } = await import('./allure/report.ts');
  return openAllureReport(join(folder, ALLURE.report), run, {
    worker,
    results: raw ? join(folder, ALLURE.results) : null,
    look: (bytes) => look(bytes, ALLURE_REPORT.file),
  });
}

export interface Documents {
  /** Writes the page of a case, from its trace; null where that is lost. */
  ofCase(judged: JudgedCase, trace: CaseTrace | null): void;
  /** Writes the documents of the whole run, when each case has been handed over. */
  finish(allure: Pick<AllureOutput, 'finish'>, wishes: Wishes): Promise<void>;
}

export interface Wishes {
  /** Names out of FORMATS. */
  formats: readonly string[];
  /** Since the last run of the same target; null when none is known. */
  changes: RunChanges | null;
}

/** Begins the documents of a run; each trace is needed once. Throws when one cannot be written. */
export function openDocuments(folder: string, run: RunRecord): Documents {
  const shown = new Map<string, Exhibit[]>();
  const told = new Set(notableCases(run).told.map(({ judged }) => judged.id));
  const texts = new Map(run.requirements.map(({ id, text }) => [id, text]));
  mkdirSync(join(folder, CASE_FOLDER), { recursive: true });
  return {
    ofCase(judged, trace) {
      if (trace && told.has(judged.id)) shown.set(judged.id, exhibits(judged, trace));
      writeFileSync(join(folder, caseFile(judged)), caseDocument(judged, trace, run, texts));
    },
    async finish(allure, { formats, changes }) {
      const report = (await allure.finish()) ? [ALLURE_REPORT] : [];
      const wanted = WRITERS.filter(({ format }) => format === undefined || formats.includes(format));
      for (const { file, write } of wanted) writeDocument(join(folder, file), write(run));
      writeFileSync(join(folder, PAGE), runPage(run, [...report, ...wanted, RUN], shown, changes));
    },
  };
}

/** Characters that are written at once. */
const PIECE = 256 * 1024;

function writeDocument(path: string, content: string | Generator<string>): void {
  const file = openSync(path, 'w');
  try {
    let piece = '';
    for (const part of typeof content === 'string' ? [content] : content) {
      piece += part;
      if (piece.length < PIECE) continue;
      writeFileSync(file, piece);
      piece = '';
    }
    writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}
