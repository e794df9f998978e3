/** Writes every document of a run into its folder: a table of writers, each from run.json and traces alone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord, Traces } from '../suites/evidence/record.ts';
import type { AllureResults } from './allure/results.ts';
import { needsAttention } from './attention.ts';
import { CASE_FOLDER, caseFile } from './case/address.ts';
import { caseDocument } from './case/page.ts';
import { junitXml } from './junit.ts';
import { requirementsCsv } from './matrix/csv.ts';
import { type Exhibit, exhibits } from './matrix/exhibit.ts';
import { requirementsHtml } from './matrix/html.ts';
import { runPage } from './matrix/index-page.ts';

export interface Document {
  file: string;
  about: string;
}

interface Writer extends Document {
  write(run: RunRecord): string;
}

const WRITERS: readonly Writer[] = [
  {
    file: 'requirements.html',
    about: 'every requirement of the profile: violated, proven, not tested',
    write: requirementsHtml,
  },
  { file: 'requirements.csv', about: 'the same, for spreadsheets', write: requirementsCsv },
  { file: 'junit.xml', about: 'for CI systems', write: junitXml },
];

const RUN: Document = {
  file: 'run.json',
  about: 'the run as data; traces/ holds all that was sent and received, case by case',
};

/** Where Allure's results go when they are wanted as files, and where its report is generated. */
const ALLURE = { results: 'allure-results', report: 'allure-report' } as const;
const PAGE = 'index.html';

/** What the reports own in the folder of a run, files and folders: what an earlier run left there may be replaced. */
export const OWN: readonly string[] = [...WRITERS.map(({ file }) => file), PAGE, CASE_FOLDER, ...Object.values(ALLURE)];

/** The folder that Allure's results belong in, for servers that take them. */
export const allureResults = (folder: string): string => join(folder, ALLURE.results);

/**
 * Throws when a document cannot be written.
 * @param results what Allure's report is made of; without any there is none
 * @param traces of the run's cases; of one whose trace is lost no exchange is shown
 */
export async function writeReports(
  folder: string,
  run: RunRecord,
  { traces, results }: { traces: Pick<Traces, 'of'>; results: AllureResults },
): Promise<void> {
  const allure = await allureReport(folder, run, results);
  const shown = new Map<string, Exhibit[]>();
  mkdirSync(join(folder, CASE_FOLDER), { recursive: true });
  for (const judged of run.cases) {
    const trace = traces.of(judged.id);
    if (trace && needsAttention(judged)) shown.set(judged.id, exhibits(judged, trace));
    writeFileSync(join(folder, caseFile(judged)), caseDocument(judged, trace, run));
  }
  for (const { file, write } of WRITERS) writeFileSync(join(folder, file), write(run));
  writeFileSync(join(folder, PAGE), runPage(run, [...allure, ...WRITERS, RUN], shown));
}

async function allureReport(folder: string, run: RunRecord, results: AllureResults): Promise<Document[]> {
  if (results.files.length === 0) return [];
  const { generateAllureReport } = await import('./allure/generate.ts');
  const { singleFile } = await generateAllureReport(results, join(folder, ALLURE.report), run);
  const about =
    'the Allure report: profile, area, scenario; each case with its steps and exchanges, and those of its controls where somebody has to look';
  const how = ' (too large for a single page: serve this folder over HTTP to open it)';
  return [{ file: `${ALLURE.report}/index.html`, about: singleFile ? about : `${about}${how}` }];
}
