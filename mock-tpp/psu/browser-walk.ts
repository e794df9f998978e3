/** Walks the bank's pages in a real browser, by the same rules as without one: for pages that need script. */
import type { Chromium } from '../browser/chromium.ts';
import { firstLine } from '../browser/first-line.ts';
import { type Gone, NoBrowser, type Tab } from '../browser/tab.ts';
import { Ended } from '../ended.ts';
import { textShown } from './browser.ts';
import { BrowserNetwork } from './browser-network.ts';
import { deedsOf, type Reading, readTab } from './browser-page.ts';
import { decide, isHtml, notHtml, stoppedBy } from './decide.ts';
import { UnreasonablePage } from './markup.ts';
import { CONTROLS } from './page.ts';
import { isErrorPage, pressable, ruleFor } from './rules.ts';
import { type Stop, stop } from './stop.ts';
import type { WalkPages } from './walk.ts';
import { type End, endAt, glance, newWay, type PageArrival, taintCallback, type Walk, type Way } from './way.ts';

export interface BrowserSurroundings {
  chromium: Chromium;
  /** For the whole walk. */
  timeoutMs: number;
  sleep(milliseconds: number): Promise<void>;
}

/** How long between two looks at a page that scripts may change. */
const LOOK_MS = 50;
/** How long it takes at least to see that a page has come to rest: two looks and the wait for the next. */
const SETTLED_MS = 4 * LOOK_MS;
const SCREENSHOT_MS = 5000;

const GONE: { readonly [how in Gone]: Stop } = {
  closed: stop(['malformed'], 'the window of the browser was closed'),
  crashed: stop(['malformed'], 'the page made its browser crash'),
  lost: stop(['timeout'], 'the browser has ended, and its process with it'),
};

/** Never throws for what a page does. What stops the walk is shown in a picture without what was typed. */
export const inBrowser =
  (around: BrowserSurroundings): WalkPages =>
  async (request, own) => {
    const typed: string[] = [];
    const taint = (value: string, kind: string): void => {
      typed.push(value);
      own.taint(value, kind);
    };
    const way = newWay(request, { ...own, taint });
    const glanced = await glance(request, own);
    if (glanced !== null) return endAt(glanced, way);
    const network = new BrowserNetwork(way);
    let tab: Tab | null = null;
    try {
      tab = await around.chromium.open({ controls: CONTROLS, dialogs: 'accept' }, network.keeper);
      network.attach(tab);
      return await walkTab(tab, network, way, typed, around);
    } catch (error) {
      if (error instanceof NoBrowser) return endAt(stop(['timeout'], error.message), way);
      throw error;
    } finally {
      await tab?.close();
    }
  };

const walkTab = async (
  tab: Tab,
  network: BrowserNetwork,
  way: Way,
  typed: readonly string[],
  around: BrowserSurroundings,
): Promise<Walk<End>> => {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<Stop>((resolve) => {
    const detail = `the pages were not through within ${around.timeoutMs / 1000} s`;
    timer = setTimeout(() => resolve(stop(['timeout'], detail)), around.timeoutMs);
  });
  try {
    const walked = new Walker(tab, network, way, around).walk().catch(brokenDown);
    const end = await Promise.race([walked, overdue]);
    if (end.kind === 'callback') return endAt(taintCallback(end, way.around), way);
    const picture = end.kind === 'stopped' ? await pictureOf(tab, typed) : null;
    const screenshots = picture === null ? {} : { screenshots: [{ name: 'where the walk stopped', base64: picture }] };
    return { ...endAt(end, way), ...screenshots };
  } finally {
    clearTimeout(timer);
  }
};

const brokenDown = (error: unknown): Stop => {
  if (error instanceof Ended) return { kind: 'stopped', outcome: error.outcome };
  if (error instanceof NoBrowser) return GONE.lost;
  return stop(['malformed'], `the browser: ${firstLine(error)}`);
};

/** What a person sees, the fields covered; null when the page shows what was typed, or can be shown no more. */
const pictureOf = async (tab: Tab, typed: readonly string[]): Promise<string | null> => {
  try {
    const text = await tab.wholeText(SCREENSHOT_MS);
    if (typed.some((secret) => secret !== '' && text.includes(secret))) return null;
    return await tab.screenshot({ whole: false, covered: true, timeoutMs: SCREENSHOT_MS });
  } catch {
    return null;
  }
};

class Walker {
  readonly #tab: Tab;
  readonly #network: BrowserNetwork;
  readonly #way: Way;
  readonly #around: BrowserSurroundings;
  /** How many looks a page has to come to what a rule knows. */
  readonly #patience: number;

  constructor(tab: Tab, network: BrowserNetwork, way: Way, around: BrowserSurroundings) {
    [this.#tab, this.#network, this.#way, this.#around] = [tab, network, way, around];
    this.#patience = Math.ceil(way.around.bank.limits.requestMs / SETTLED_MS);
  }

  async walk(): Promise<End> {
    const network = this.#network;
    network.label = this.#way.request.opens ?? network.label;
    // A request that is posted holds nothing that the user typed.
    await network.open(this.#way.request.first, { ...this.#way.visit, formRedirects: new Set() });
    let acted: string | null = null;
    for (let look = 0; ; ) {
      const settled = await this.#settled();
      if ('end' in settled) return settled.end;
      const { mark, page, arrival } = settled;
      if (mark === acted || (!this.#known(page, arrival) && look < this.#patience)) {
        look += 1;
        if (mark === acted && look >= this.#patience) return this.#stuck(arrival);
        await this.#around.sleep(LOOK_MS);
        continue;
      }
      const decided = await decide(arrival, page, this.#way).catch((error: unknown) => stoppedBy(error, arrival));
      if (decided.kind === 'seen') return { ...decided, shown: await this.#shown() };
      if (decided.kind !== 'acts') return decided;
      network.label = decided.label;
      acted = mark;
      look = 0;
      const failed = await this.#tab
        .act(deedsOf(decided), this.#way.around.bank.limits.requestMs)
        .then(() => null, firstLine);
      // What a press leads to may take the page away while it is pressed.
      if (failed !== null && network.end === null && network.onward === null && network.current === arrival)
        return stop(
          ['malformed', `http.${arrival.status}`],
          `${decided.label}: the browser could not do it: ${failed}`,
        );
    }
  }

  /** The page when it has come to rest, or the end of the walk. */
  async #settled(): Promise<(Reading & { arrival: PageArrival }) | { end: End }> {
    const network = this.#network;
    let last: string | null = null;
    for (;;) {
      if (network.end !== null) return { end: network.end };
      if (network.gone !== null) return { end: GONE[network.gone] };
      const { onward } = network;
      if (onward !== null) {
        network.onward = null;
        if (!isHtml(onward)) return { end: notHtml(onward, this.#way.around) };
        await network.show(onward).catch(() => undefined);
        last = null;
      }
      const arrival = network.current;
      if (arrival !== null && network.pending === 0) {
        const read = await this.#read(arrival);
        if (read !== null && 'end' in read) return read;
        const mark = read === null ? null : `${network.documents}|${read.mark}`;
        if (read !== null && mark !== null && mark === last && network.end === null && network.onward === null)
          return { ...read, mark, arrival };
        last = mark;
      }
      await this.#around.sleep(LOOK_MS);
    }
  }

  /** A page cannot be read while it makes room for the next. */
  async #read(arrival: PageArrival): Promise<Reading | { end: End } | null> {
    if (!isHtml(arrival)) return { end: notHtml(arrival, this.#way.around) };
    try {
      return await readTab(this.#tab);
    } catch (error) {
      return error instanceof UnreasonablePage ? { end: stoppedBy(error, arrival) } : null;
    }
  }

  /** Whether there is anything to decide by now; if not, a script may still bring it. */
  #known(page: Reading['page'], arrival: PageArrival): boolean {
    const { pages, error } = this.#way.around.bank.psu;
    const rule = ruleFor(page, pages);
    if (rule !== null) return pressable(rule, page, this.#way.request.decision);
    return arrival.status >= 400 || isErrorPage(page, arrival.status, error);
  }

  #stuck({ status }: PageArrival): Stop {
    const { popups, label } = this.#network;
    const windows = popups > 0 ? `; ${popups} further windows that it opened were closed` : '';
    return stop(['timeout', `http.${status}`], `nothing came of ${label}: the page stayed as it was${windows}`);
  }

  async #shown(): Promise<{ text: string; screenshot: string } | null> {
    const text = await this.#tab.shownText();
    const screenshot = await this.#tab.screenshot({ whole: true, covered: false, timeoutMs: SCREENSHOT_MS });
    return { text: textShown(text), screenshot };
  }
}
