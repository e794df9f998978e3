/** Takes out of Allure's pages what phones home, and says in each that nothing foreign may be loaded. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface PageKind {
  singleFile: boolean;
}

/** Nothing from elsewhere is loaded, sent or framed. A single page carries its own program as a `data:` address. */
export const reportCsp = ({ singleFile }: PageKind): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'unsafe-inline'${singleFile ? ' data:' : ''}`,
    "style-src 'self' 'unsafe-inline' data:",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' data: blob:",
    "frame-src 'self' blob: data:",
    "form-action 'none'",
    "base-uri 'self'",
    "object-src 'none'",
  ].join('; ');

/** A script that is loaded from a tag manager, or that calls one; never more than one script at a time. */
const ANALYTICS =
  /<script\b[^>]*googletagmanager[^>]*>\s*<\/script>|<script\b[^>]*>(?:(?!<\/?script\b)[\s\S]){0,2000}?\bgtag\((?:(?!<\/?script\b)[\s\S]){0,2000}?<\/script>/gi;

/** Throws when the page has no head to put the policy into, or an analytics tag is left over. */
export function hardenPage(html: string, kind: PageKind): string {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${reportCsp(kind)}">`;
  const start = html.search(/<head[^>]*>/i);
  if (start < 0) throw new Error('the Allure report has a page without a head');
  const at = html.indexOf('>', start) + 1;
  const safe = `${html.slice(0, at)}\n${meta}${html.slice(at).replace(ANALYTICS, '')}`;
  if (/googletagmanager|\bgtag\(/i.test(safe)) throw new Error('the Allure report still holds an analytics tag');
  return safe;
}

/** Every page below the folder; what a bank has sent lies there as text and is no page. */
export function hardenFolder(folder: string, kind: PageKind): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) hardenFolder(path, kind);
    else if (entry.name.endsWith('.html')) writeFileSync(path, hardenPage(readFileSync(path, 'utf8'), kind));
  }
}
