/** Has Allure make the files of its report from results, some cases at a time, for it holds all that it reads. */
import { AllureReport, resolveConfig } from '@allurereport/core';
import type { HeldFile } from './held-file.ts';
import type { PageFile } from './packed-files.ts';
import type { ReportHead } from './work.ts';

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

const PLUGIN = 'awesome';

/**
 * The files of a report on these results that are wanted by their names in its folder, and `index.html`. Throws when Allure
 * made none.
 */
export async function generated(
  results: readonly HeldFile[],
  run: ReportHead,
  { outDir, wanted }: { outDir: string; wanted: RegExp },
): Promise<PageFile[]> {
  const name = `Assay: ${run.target.name}`;
  const config = await resolveConfig({
    name,
    output: outDir,
    hideLabels: ['thread', /^_/],
    variables: variables(run),
    categories: { rules: CATEGORIES },
    plugins: {
      [PLUGIN]: {
        options: {
          reportName: name,
          groupBy: ['epic', 'feature', 'story'],
          reportLanguage: 'en',
          theme: 'light',
        },
      },
    },
  } as Parameters<typeof resolveConfig>[0]);
  const files: PageFile[] = [];
  const report = new AllureReport({
    ...config,
    plugins: (config.plugins ?? []).filter(({ id }) => id === PLUGIN),
    reportFiles: {
      async addFile(path, content) {
        const name = path.startsWith(`${PLUGIN}/`) ? path.slice(PLUGIN.length + 1) : '';
        if (name === 'index.html' || wanted.test(name)) files.push({ name, content });
        return path;
      },
    },
  });
  await report.start();
  for (const file of results) await report.readResult(file);
  await report.done();
  // Allure prints what goes wrong in a plugin, and goes on.
  if (!files.some(({ name }) => name === 'index.html')) throw new Error('Allure has not made its report');
  return files;
}

function variables(run: ReportHead): { [name: string]: string } {
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
