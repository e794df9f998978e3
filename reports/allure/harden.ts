/** Takes out of Allure's page what phones home, and says in it that nothing foreign may be loaded. */

/** Nothing from elsewhere is loaded, sent or framed. The page carries its own program as a `data:` address. */
export const REPORT_CSP = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline' data:",
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
export function hardenPage(html: string): string {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${REPORT_CSP}">`;
  const start = html.search(/<head[^>]*>/i);
  if (start < 0) throw new Error('the Allure report has a page without a head');
  const at = html.indexOf('>', start) + 1;
  const safe = `${html.slice(0, at)}\n${meta}${html.slice(at).replace(ANALYTICS, '')}`;
  if (/googletagmanager|\bgtag\(/i.test(safe)) throw new Error('the Allure report still holds an analytics tag');
  return safe;
}
