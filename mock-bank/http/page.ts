/** HTML of the bank's pages: one plain document, no script but the one that sends a response, strict headers. */
import { createHash } from 'node:crypto';
import { html, type Reply } from './reply.ts';
import { readUrl } from './url.ts';

/** Address of their style sheet. */
export const STYLE_PATH = '/page.css';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export interface Page {
  title: string;
  /** Escaped already. */
  body: string;
  status?: number;
  /** Origin the last form may redirect to, e.g. `https://tpp.example`; browsers apply form-action to redirects, too. */
  formTarget?: string | null;
  /** Runs when the page is there; no other script does. */
  script?: string | null;
}

export function page({ title, body, status = 200, formTarget = null, script = null }: Page): Reply {
  const document = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – Reference Bank</title>
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<header>Reference Bank <small>A bank for tests: no real money, no real accounts</small></header>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>${script === null ? '' : `\n<script>${script}</script>`}
</body>
</html>
`;
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    ...(script === null ? [] : [`script-src 'sha256-${sha256(script)}'`]),
    `form-action 'self'${formTarget === null ? '' : ` ${formTarget}`}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return html(status, document, [
    ['content-security-policy', policy.join('; ')],
    ['x-frame-options', 'DENY'],
  ]);
}

/** A host may hold signs that would end a directive of the policy. */
const PLAIN_ORIGIN = /^https?:\/\/[a-z0-9.:[\]-]+$/;

/** Origin of a redirect_uri, for `formTarget`; null when it has none that a policy can name. */
export function originOf(uri: string): string | null {
  const origin = readUrl(uri)?.origin ?? '';
  return PLAIN_ORIGIN.test(origin) ? origin : null;
}
