/** How the pages look: one sheet, which a browser fetches once. */
import type { Endpoint } from '../http/endpoint.ts';
import { STYLE_PATH } from '../http/page.ts';
import { styleSheet } from '../http/reply.ts';

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

export const pageStyle: Endpoint = {
  id: 'page-style',
  group: 'browser',
  methods: ['GET'],
  path: STYLE_PATH,
  surface: 'browser',
  checks: [],
  answer: () => styleSheet(STYLE, [['cache-control', 'public, max-age=86400']]),
};
