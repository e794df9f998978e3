/** The Chromium that was launched: started with the first tab, and again when it is gone; each tab has a context of its own. */
import type { Browser, BrowserContext } from 'playwright';
import { firstLine } from './first-line.ts';
import { sandboxed } from './sandbox.ts';
import { NoBrowser } from './tab.ts';
import { within } from './within.ts';

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

const NO_SANDBOX =
  'if this machine allows no sandbox of Chromium, ASSAY_BROWSER_SANDBOX=off runs the pages of the bank without one';
const START_MS = 30_000;
const CLOSE_MS = 5_000;

export class Launched {
  readonly #executable: string;
  readonly #sandbox: boolean;
  /** The one that new tabs are opened in. */
  #starting: Promise<Browser> | null = null;

  constructor(executable: string, sandbox = sandboxed(process.env)) {
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
    // Those who come while it starts wait for the same one.
    this.#starting ??= this.#launch();
    const starting = this.#starting;
    try {
      const browser = await starting;
      return await browser.newContext(options);
    } catch (error) {
      this.#forget(starting);
      const told = error instanceof Error ? error.message : String(error);
      const mend = this.#sandbox && /sandbox/iu.test(told) ? `; ${NO_SANDBOX}` : '';
      throw new NoBrowser(`the browser did not start: ${firstLine(error)}${mend}`);
    }
  }

  /** Ends a context; one whose page does not let go takes the browser with it, and the next tab starts another. */
  async end(context: BrowserContext): Promise<void> {
    if (await within(CLOSE_MS, context.close())) return;
    const browser = context.browser();
    if ((await this.#starting?.catch(() => null)) === browser) this.#starting = null;
    await within(CLOSE_MS, browser?.close() ?? Promise.resolve());
  }

  async close(): Promise<void> {
    const starting = this.#starting;
    this.#starting = null;
    const browser = await starting?.catch(() => null);
    if (browser) await within(CLOSE_MS, browser.close());
  }

  #launch(): Promise<Browser> {
    const starting = this.#launched();
    const dies = (): void => this.#forget(starting);
    starting.then((browser) => browser.on('disconnected', guarded(dies)), dies);
    return starting;
  }

  #forget(starting: Promise<Browser>): void {
    if (this.#starting === starting) this.#starting = null;
  }

  async #launched(): Promise<Browser> {
    const { chromium } = await import('playwright');
    return chromium.launch({
      executablePath: this.#executable,
      ...{ args: ARGUMENTS, headless: true, timeout: START_MS, chromiumSandbox: this.#sandbox },
      // The process ends its own way on a signal, and closes what it has opened.
      ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    });
  }
}

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
