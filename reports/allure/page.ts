/** Puts Allure's page together: its program and all its files in one document that opens from disk. */
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { hardenPage } from './harden.ts';
import { type Holdings, loader } from './page-loader.ts';

export interface Shell {
  /** The page that Allure makes for a folder of files: it names its program and holds none. */
  html: string;
  /** Its program, by name. */
  programs: ReadonlyMap<string, Buffer>;
}

const PROGRAM = /<script[^>]*\bsrc="([^"]+)"[^>]*>\s*<\/script>/g;
/** Allure's own word that there is nothing to wait for, which comes too early here. */
const READY = /<script async>\s*window\.allureReportDataReady = true;\s*<\/script>/;
/**
 * Left out: Allure's success rate, which counts cases, where the one percentage that is published counts requirements at their
 * places; and tabs for what no run of ours has.
 */
const LEFT_OUT = ['nav-tab-qualityGate', 'nav-tab-globalAttachments', 'nav-tab-globalErrors']
  .map((name) => `[data-testid="${name}"]`)
  .concat('[data-testid="base-layout"] article:has(> svg[viewBox="0 0 100 100"])')
  .join(',');
const BUFFER_BYTES = 1024 * 1024;

/** Writes the page to `path`; `blocks` is the file with its packed files. Throws when Allure's page is not as it was. */
export function writePage(path: string, shell: Shell, blocks: string, holdings: Holdings): void {
  const safe = hardenPage(shell.html);
  if (!READY.test(safe)) throw new Error('the Allure report has no place for its data');
  const [before = '', after = ''] = safe.replace(PROGRAM, (_, name: string) => inPlace(name, shell)).split(READY);
  const out = openSync(path, 'w');
  try {
    const head = before.indexOf('>', before.search(/<body[^>]*>/i)) + 1;
    writeFileSync(
      out,
      `${before.slice(0, head)}\n<style>${LEFT_OUT}{display:none!important}</style><script>${loader(holdings)}</script>${before.slice(head)}`,
    );
    copyInto(out, blocks);
    writeFileSync(out, `<script>window.allureReportDataReady = true;</script>${after}`);
  } finally {
    closeSync(out);
  }
}

/** As Allure does it for a single page. */
function inPlace(name: string, { programs }: Shell): string {
  const program = programs.get(name);
  if (!program) throw new Error(`the Allure report names ${name}, which it does not have`);
  return `<script src="data:text/javascript;base64,${program.toString('base64')}"></script>`;
}

function copyInto(out: number, path: string): void {
  const from = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(BUFFER_BYTES);
    for (let size = readSync(from, buffer); size > 0; size = readSync(from, buffer))
      writeFileSync(out, buffer.subarray(0, size));
  } finally {
    closeSync(from);
  }
}
