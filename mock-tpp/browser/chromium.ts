/** One Chromium for all pages. What drives it takes 70 MB and may fail, so it works in a process of its own, which starts with the first tab. */
import { Driver } from './driver.ts';
import { NoBrowser, type Tab, type TabKeeper, type TabWishes } from './tab.ts';

export class Chromium {
  readonly #executable: string | null;
  #driver: Driver | null = null;

  /** @param executable path of the program; null where none was found */
  constructor(executable: string | null) {
    this.#executable = executable;
  }

  /** A tab of a fresh context, without cookies, downloads and service workers. Throws NoBrowser. */
  async open(wishes: TabWishes, keeper: TabKeeper): Promise<Tab> {
    if (this.#executable === null) throw new NoBrowser('the browser did not start: no Chromium was found');
    if (this.#driver === null || this.#driver.ended) this.#driver = new Driver(this.#executable);
    return this.#driver.open(wishes, keeper);
  }

  /** Ends the browser and its process. The next tab starts others. */
  async close(): Promise<void> {
    const driver = this.#driver;
    this.#driver = null;
    await driver?.close();
  }
}
