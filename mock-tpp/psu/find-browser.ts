/** Finds an installed Chromium: the one named by ASSAY_BROWSER, Playwright's own, then the system's. Never downloads one. */
import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

export interface BrowserSearch {
  isProgram(path: string): boolean;
  /** Path of the Chromium that playwright would start by itself, or null. */
  playwrightPath(): string | null;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

const FIXED = [
  '/usr/bin/chromium',
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const onDisk: BrowserSearch = {
  isProgram: (path) => {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  },
  playwrightPath: () => {
    try {
      const playwright: typeof import('playwright') = createRequire(import.meta.url)('playwright');
      return playwright.chromium.executablePath() || null;
    } catch {
      return null;
    }
  },
};

/**
 * Path of a Chromium that can be started, or null.
 * A path in ASSAY_BROWSER is final: when it is wrong nothing else is tried, so that the choice never changes silently.
 */
export const findBrowser = (
  env: { readonly [name: string]: string | undefined },
  search: BrowserSearch = onDisk,
): string | null => {
  const chosen = env.ASSAY_BROWSER;
  if (chosen !== undefined && chosen !== '') return search.isProgram(chosen) ? chosen : null;
  const own = search.playwrightPath();
  if (own !== null && search.isProgram(own)) return own;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...FIXED].find((path) => search.isProgram(path)) ?? null;
};
