/** Writes every document of a run into its folder: a table of writers, each from run.json and traces alone. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgedCase, RunChanges, RunRecord, Traces } from '../suites/evidence/record.ts';
import type { AllureResults } from './allure/results.ts';
import { needsAttention } from './attention.ts';
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

export interface Document {
  file: string;
  about: string;
}

interface Writer extends Document {
  write(run: RunRecord): string;
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

/** What the reports own in the folder of a run, files and folders: what an earlier run left there may be replaced. */
export const OWN: readonly string[] = [...WRITERS.map(({ file }) => file), PAGE, ...Object.values(ALLURE)];

export interface Evidence {
  traces: Pick<Traces, 'of'>;
  results: AllureResults;
  formats: readonly string[];
  changes: RunChanges | null;
}

/** The folder that Allure's results belong in, for servers that take them. */
export const allureResults = (folder: string): string => join(folder, ALLURE.results);

/**
 * Throws when a document cannot be written.
 * @param results what Allure's report is made of; without any there is none
 * @param traces of the run's cases; of one whose trace is lost no exchange is shown
 * @param formats names out of FORMATS
 * @param changes since the last run of the same target; null when none is known
 */
export async function writeReports(
  folder: string,
  run: RunRecord,
  { traces, results, formats, changes }: Evidence,
): Promise<void> {
  const allure = await allureReport(folder, run, results);
  const shown = new Map(run.cases.filter(needsAttention).map((judged) => [judged.id, shownOf(judged, traces)]));
  const wanted = WRITERS.filter(({ format }) => format === undefined || formats.includes(format));
  for (const { file, write } of wanted) writeFileSync(join(folder, file), write(run));
  writeFileSync(join(folder, PAGE), runPage(run, [...allure, ...wanted, RUN], shown, changes));
}

function shownOf(judged: JudgedCase, traces: Pick<Traces, 'of'>): Exhibit[] {
  const trace = traces.of(judged.id);
  return trace ? exhibits(judged, trace) : [];
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
