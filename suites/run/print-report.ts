/** The report on paper: printed to PDF by an installed Chromium, which gets a page that loads nothing and runs nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser, sandboxed } from '../../mock-tpp/index.ts';
import type { RunRecord, Traces } from '../evidence/index.ts';
import { Rejected } from './exit.ts';

const PRINT_MS = 120_000;

/** Gives the path of the PDF. Throws Rejected where there is no Chromium that can print. */
export async function printReport(
  folder: string,
  run: RunRecord,
  traces: Pick<Traces, 'of'>,
  executablePath: string | null = findBrowser(process.env),
): Promise<string> {
  if (executablePath === null)
    throw new Rejected(
      'a PDF needs Chromium, and none was found: install one, or name it with ASSAY_BROWSER; or print index.html with any browser',
    );
  const { PAPER, paperDocument, paperFooter } = await import('../../reports/index.ts');
  const { chromium } = await import('playwright');
  // The page is ours and every text in it is escaped.
  const browser = await chromium.launch({ executablePath, chromiumSandbox: sandboxed(process.env) }).catch(() => {
    throw new Rejected(`Chromium did not start (${executablePath}); print index.html with any browser instead`);
  });
  try {
    const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
    const page = await context.newPage();
    await page.setContent(paperDocument(run, traces), { timeout: PRINT_MS });
    const pdf = await page.pdf({
      format: 'A4',
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: paperFooter(run),
      margin: { top: '18mm', bottom: '20mm', left: '16mm', right: '16mm' },
      outline: true,
      tagged: true,
    });
    const file = join(folder, PAPER);
    writeFileSync(file, pdf);
    return file;
  } finally {
    await browser.close();
  }
}
