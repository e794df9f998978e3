/** Finds an installed Chromium: the one named by ASSAY_BROWSER, Playwright's own, then the system's. Never downloads one. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
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

/** Where playwright keeps browsers it has installed. */
function playwrightFolders(env: { readonly [name: string]: string | undefined }): string[] {
  const { PLAYWRIGHT_BROWSERS_PATH: chosen, XDG_CACHE_HOME: cache, LOCALAPPDATA: local } = env;
  // `0` has it keep them beside its own files.
  if (chosen !== undefined && chosen !== '') return [chosen === '0' ? '.' : chosen];
  const home = homedir();
  const caches = [
    cache ?? join(home, '.cache'),
    join(home, 'Library', 'Caches'),
    local ?? join(home, 'AppData', 'Local'),
  ];
  return caches.map((folder) => join(folder, 'ms-playwright'));
}

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
    // To load playwright takes a third of a second, which only pays where it has a browser of its own.
    if (!playwrightFolders(process.env).some((folder) => existsSync(folder))) return null;
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
