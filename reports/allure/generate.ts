/** Turns Allure results into the HTML report, in this process, and takes out what phones home. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AllureReport, resolveConfig } from '@allurereport/core';
import type { RunRecord } from '../../suites/evidence/record.ts';

/** Nothing from elsewhere is loaded, sent or framed. */
export const REPORT_CSP = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline' data:",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' data: blob:",
  "frame-src 'self' blob: data:",
  "form-action 'none'",
  "base-uri 'self'",
  "object-src 'none'",
].join('; ');

const byVerdict = (id: string, name: string, statuses: string[], labels?: { [name: string]: string }) => ({
  id,
  name,
  matchers: { statuses, ...(labels ? { labels } : {}) },
  groupBy: [{ label: 'requirement' }],
});

/** Writes `outDir/index.html`. Throws when an analytics tag is left over. */
export async function generateAllureReport(resultsDir: string, outDir: string, run: RunRecord): Promise<void> {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const config = await resolveConfig({
    name: `Assay: ${run.target.name}`,
    output: outDir,
    hideLabels: ['verdict', 'bank', /^_/],
    variables: variables(run),
    categories: {
      rules: [
        byVerdict('violation', 'Violations', ['failed']),
        byVerdict('warning', 'Warnings', ['passed'], { verdict: 'warn' }),
        byVerdict('inconclusive', 'Inconclusive', ['broken']),
        byVerdict('withheld', 'Not applicable or skipped', ['skipped']),
      ],
    },
    plugins: {
      awesome: {
        options: {
          reportName: `Assay: ${run.target.name}`,
          groupBy: ['epic', 'feature', 'story'],
          reportLanguage: 'en',
          theme: 'light',
        },
      },
    },
  } as Parameters<typeof resolveConfig>[0]);
  const report = new AllureReport(config);
  await report.start();
  await report.readDirectory(resultsDir);
  await report.done();
  harden(outDir);
}

function variables(run: RunRecord): { [name: string]: string } {
  return {
    Target: run.target.name,
    Issuer: run.target.issuer,
    Profile: run.target.profile,
    Run: run.run.id,
    Harness: `${run.harness.name} ${run.harness.version}`,
    'Scenario set': `sha256:${run.scenarios.digest.slice(0, 16)}`,
    ...(run.target.defects.length > 0 ? { 'Defects switched on': run.target.defects.join(', ') } : {}),
    ...(run.target.variations.length > 0 ? { 'Variations switched on': run.target.variations.join(', ') } : {}),
  };
}

const ANALYTICS =
  /<script\b[^>]*>(?:(?!<\/script>)[\s\S])*?(?:googletagmanager|gtag\()(?:(?!<\/script>)[\s\S])*?<\/script>|<script\b[^>]*googletagmanager[^>]*><\/script>/gi;

/** Takes the analytics tag out of every page and says in each that nothing foreign may be loaded. */
export function hardenPage(html: string): string {
  const quiet = html.replace(ANALYTICS, '');
  const meta = `<meta http-equiv="Content-Security-Policy" content="${REPORT_CSP}">`;
  const safe = /<head[^>]*>/i.test(quiet)
    ? quiet.replace(/<head[^>]*>/i, (head) => `${head}\n${meta}`)
    : `${meta}${quiet}`;
  if (/googletagmanager/i.test(safe)) throw new Error('the Allure report still holds an analytics tag');
  return safe;
}

function harden(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) harden(path);
    else if (entry.name.endsWith('.html') && !path.includes('attachments'))
      writeFileSync(path, hardenPage(readFileSync(path, 'utf8')));
  }
}
