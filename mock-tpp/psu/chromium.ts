/** One Chromium for all pages, started when the first is walked or shown; each walk and each shown page has a context of its own. */
import type { Browser, BrowserContext } from 'playwright';

/** The browser did not start. */
export class NoBrowser extends Error {}

const ARGUMENTS = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  // A page that fills the memory loses its process, not ours.
  '--js-flags=--max-old-space-size=512',
  // No name and no address resolves: what slips past the routing (web sockets, prefetches) finds no network.
  '--host-resolver-rules=MAP * ~NOTFOUND',
  // WebRTC opens sockets past all routing. Chromium has renamed the switch, and an older one knows the second only.
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
];

/** Chromium refuses its sandbox to root; everybody else has it, unless they say that the machine has none to give. */
export const sandboxed = (
  env: { readonly [name: string]: string | undefined },
  user: number | undefined = process.getuid?.(),
): boolean => user !== 0 && env.ASSAY_BROWSER_SANDBOX !== 'off';

const NO_SANDBOX =
  'if this machine allows no sandbox of Chromium, ASSAY_BROWSER_SANDBOX=off runs the pages of the bank without one';
const START_MS = 30_000;
const CLOSE_MS = 5_000;

export class Chromium {
  readonly #executable: string | null;
  readonly #sandbox: boolean;
  #starting: Promise<Browser> | null = null;

  constructor(executable: string | null, sandbox = sandboxed(process.env)) {
    this.#executable = executable;
    this.#sandbox = sandbox;
  }

  /** A fresh context, without cookies, downloads and service workers. Throws NoBrowser. Give it back with `end`. */
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
      const told = error instanceof Error ? error.message : String(error);
      const mend = this.#sandbox && /sandbox/iu.test(told) ? `; ${NO_SANDBOX}` : '';
      throw new NoBrowser(`the browser did not start: ${firstLine(error)}${mend}`);
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
      ...{ args: ARGUMENTS, headless: true, timeout: START_MS, chromiumSandbox: this.#sandbox },
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

/**
 * A callback for the browser. Its library calls us back with nobody to catch what is thrown, so it is caught here;
 * `failed` is then called with what the callback was given. Nothing leaves it.
 */
export const guarded =
  <A extends unknown[]>(callback: (...given: A) => unknown, failed?: (...given: A) => unknown) =>
  async (...given: A): Promise<void> => {
    try {
      await callback(...given);
    } catch {
      try {
        await failed?.(...given);
      } catch {
        // What cannot even be refused is of a page that is gone.
      }
    }
  };

/** The first line of what a browser complains of. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 300) ?? 'the browser failed';
