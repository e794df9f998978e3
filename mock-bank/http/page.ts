/** HTML of the bank's pages: one plain document, no script but the one that sends a response, strict headers. */
import { createHash } from 'node:crypto';
import { html, type Reply } from './reply.ts';
import { readUrl } from './url.ts';

const STYLE = `
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; --edge: #8884; --accent: #1f5fbf; }
body { margin: 0 auto; padding: 3rem 1.25rem; max-width: 30rem; }
header { font-weight: 600; margin-bottom: 2rem; }
header small { display: block; font-weight: 400; opacity: .75; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
label { display: block; font-weight: 600; margin: 1rem 0 .25rem; }
input:not([type=hidden]) { box-sizing: border-box; width: 100%; font: inherit; padding: .6rem .7rem; border: 1px solid #8888; border-radius: .4rem; }
button { font: inherit; font-weight: 600; margin: 1.5rem .75rem 0 0; padding: .6rem 1.4rem; border-radius: .4rem; border: 1px solid var(--accent); background: var(--accent); color: #fff; cursor: pointer; }
button.second { background: transparent; color: inherit; border-color: #8888; }
:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
dl { border-top: 1px solid var(--edge); margin: 1.25rem 0; }
dt { font-weight: 600; padding-top: .75rem; }
dd { margin: 0; overflow-wrap: anywhere; padding-bottom: .75rem; border-bottom: 1px solid var(--edge); }
ul { margin: 0; padding-left: 1.1rem; }
.problem { border-left: .3rem solid #c33; padding: .5rem .75rem; background: #c331; }
`;

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

const STYLE_HASH = sha256(STYLE);

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
<style>${STYLE}</style>
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
    `style-src 'sha256-${STYLE_HASH}'`,
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
