/** One Chromium for all walks, started when the first of them needs it; each walk has a context of its own. */
import type { Browser, BrowserContext } from 'playwright';

/** The browser did not start. */
export class NoBrowser extends Error {}

export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  // A page that fills the memory loses its process, not ours.
  '--js-flags=--max-old-space-size=512',
  // No name and no address resolves: what slips past the routing (web sockets, prefetches) finds no network.
  '--host-resolver-rules=MAP * ~NOTFOUND',
];

const START_MS = 30_000;
const CLOSE_MS = 5_000;

export class Chromium {
  readonly #executable: string | null;
  #starting: Promise<Browser> | null = null;

  constructor(executable: string | null) {
    this.#executable = executable;
  }

  /** A fresh context, without cookies, downloads and service workers. Throws NoBrowser. */
  async context(): Promise<BrowserContext> {
    const options = {
      viewport: { width: 1000, height: 900 },
      serviceWorkers: 'block',
      acceptDownloads: false,
    } as const;
    try {
      const browser = await this.#browser();
      return await browser.newContext(options);
    } catch (error) {
      this.#starting = null;
      throw new NoBrowser(`the browser did not start: ${firstLine(error)}`);
    }
  }

  /** Ends a context; one whose page does not let go takes the browser with it, and the next walk starts another. */
  async end(context: BrowserContext): Promise<void> {
    const browser = context.browser();
    if (await within(CLOSE_MS, context.close())) return;
    this.#starting = null;
    await within(CLOSE_MS, browser?.close() ?? Promise.resolve());
  }

  async close(): Promise<void> {
    const starting = this.#starting;
    this.#starting = null;
    const browser = await starting?.catch(() => null);
    if (browser) await within(CLOSE_MS, browser.close());
  }

  async #browser(): Promise<Browser> {
    const running = await this.#starting?.catch(() => null);
    if (running?.isConnected()) return running;
    if (this.#executable === null) throw new Error('no Chromium was found');
    const { chromium } = await import('playwright');
    this.#starting = chromium.launch({
      executablePath: this.#executable,
      ...{ args: CHROMIUM_ARGUMENTS, headless: true, timeout: START_MS, chromiumSandbox: false },
      // The process ends its own way on a signal, and closes what it has opened.
      ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    });
    return this.#starting;
  }
}

/** Whether something was done in time; what goes wrong in it is done too. */
const within = (ms: number, work: Promise<unknown>): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    work
      .catch(() => undefined)
      .then(() => {
        clearTimeout(timer);
        resolve(true);
      });
  });

/** The first line of what a browser complains of. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 300) ?? 'the browser failed';
