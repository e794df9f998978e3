/** Turns Allure results into the HTML report, in this process: one page that opens from disk, or a folder when that gets too large. */
import { mkdirSync, rmSync } from 'node:fs';
import { AllureReport, resolveConfig } from '@allurereport/core';
import type { RunRecord } from '../../suites/evidence/record.ts';
import { hardenFolder } from './harden.ts';
import type { AllureResults } from './results.ts';

/** Larger results make a page that browsers are slow with, and that Allure in the end refuses to write. */
export const LARGEST_PAGE_BYTES = 64 * 1024 * 1024;

export interface AllureReportKind {
  /** The report is one page with everything in it, which needs no server. */
  singleFile: boolean;
}

const byVerdict = (id: string, name: string, verdict: string) => ({
  id,
  name,
  matchers: { labels: { verdict } },
  groupBy: [{ label: 'requirement' }],
});

const CATEGORIES = [
  byVerdict('violation', 'Violations', 'fail'),
  byVerdict('warning', 'Warnings: a recommendation is not followed', 'warn'),
  byVerdict('inconclusive', 'Inconclusive: proves nothing either way', 'inconclusive'),
  byVerdict('review', 'For a person to check', 'review'),
  byVerdict('fault', 'Faults of the harness', 'error'),
  byVerdict('observed', 'Observed: recorded, no verdict is due', 'observed'),
  byVerdict('skipped', 'Skipped: something was missing here', 'skipped'),
  byVerdict('not-applicable', 'Not applicable to this bank', 'not-applicable'),
];

/** Writes `outDir/index.html`. Throws when an analytics tag is left over. */
export async function generateAllureReport(
  { files }: AllureResults,
  outDir: string,
  run: RunRecord,
  { largestPage = LARGEST_PAGE_BYTES }: { largestPage?: number } = {},
): Promise<AllureReportKind> {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const singleFile = bytes <= largestPage;
  const name = `Assay: ${run.target.name}`;
  const config = await resolveConfig({
    name,
    output: outDir,
    hideLabels: ['thread', /^_/],
    variables: variables(run),
    categories: { rules: CATEGORIES },
    plugins: {
      awesome: {
        options: {
          reportName: name,
          singleFile,
          groupBy: ['epic', 'feature', 'story'],
          reportLanguage: 'en',
          theme: 'light',
        },
      },
    },
  } as Parameters<typeof resolveConfig>[0]);
  const report = new AllureReport(config);
  await report.start();
  for (const file of files) await report.readResult(file);
  await report.done();
  hardenFolder(outDir, { singleFile });
  return { singleFile };
}

function variables(run: RunRecord): { [name: string]: string } {
  return {
    Target: run.target.name,
    Issuer: run.target.issuer,
    Profile: run.target.profile,
    Run: run.run.id,
    Harness: `${run.harness.name} ${run.harness.version}`,
    'Scenario set': `sha256:${run.scenarios.digest.slice(0, 16)}`,
    ...(run.run.finished ? {} : { Unfinished: 'what is missing was not reached' }),
    ...(run.target.defects.length > 0 ? { 'Defects switched on': run.target.defects.join(', ') } : {}),
    ...(run.target.variations.length > 0 ? { 'Variations switched on': run.target.variations.join(', ') } : {}),
  };
}
