/** Writes every document of a run into its folder: a table of writers, each from run.json and traces alone. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../suites/evidence/record.ts';
import { junitXml } from './junit.ts';
import { requirementsCsv } from './matrix/csv.ts';
import { requirementsHtml } from './matrix/html.ts';
import { runPage } from './matrix/index-page.ts';

interface Writer {
  file: string;
  about: string;
  write(run: RunRecord): string;
}

const WRITERS: readonly Writer[] = [
  {
    file: 'requirements.html',
    about: 'every requirement of the profile: proven, violated, not tested',
    write: requirementsHtml,
  },
  { file: 'requirements.csv', about: 'the same, for spreadsheets', write: requirementsCsv },
  { file: 'junit.xml', about: 'for CI systems', write: junitXml },
];

const ALLURE = {
  file: 'allure-report/index.html',
  about: 'the Allure report: every step and exchange (serve the folder over HTTP to open it)',
};
const RUN = { file: 'run.json', about: 'the run as data; traces/ holds the evidence of each case' };

/** Allure is generated when `allure-results/` is there. Throws when a document cannot be written. */
export async function writeReports(folder: string, run: RunRecord): Promise<void> {
  const results = join(folder, 'allure-results');
  const withAllure = existsSync(results);
  if (withAllure) {
    const { generateAllureReport } = await import('./allure/generate.ts');
    await generateAllureReport(results, join(folder, 'allure-report'), run);
  }
  for (const { file, write } of WRITERS) writeFileSync(join(folder, file), write(run));
  writeFileSync(join(folder, 'index.html'), runPage(run, [...(withAllure ? [ALLURE] : []), ...WRITERS, RUN]));
}
