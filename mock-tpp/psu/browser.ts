/** Shows one page in a real Chromium that has no network of its own: every request it makes goes through the agent or nowhere. */
import { pastLimit } from '../answer.ts';
import type { Chromium } from '../browser/chromium.ts';
import { firstLine } from '../browser/first-line.ts';
import type { Tab, TabRoute } from '../browser/tab.ts';
import type { TppExchange } from '../contract.ts';
import { Ended } from '../ended.ts';
import { CONTROLS } from './page.ts';

export interface ShownPage {
  url: string;
  contentType: string;
  /** Content-Security-Policy of the page, which is to hold in the browser too. */
  policy: string | null;
  body: string;
}

export interface ShowOptions {
  chromium: Chromium;
  /** Fetches a style sheet, picture or script of the page from an allowed host; null when it is not to be had. */
  fetch(url: string): Promise<TppExchange | null>;
  /** For the whole showing. */
  timeoutMs: number;
}

export interface Showing {
  /** All of it, and never more than MAX_TEXT. */
  text: string;
  /** PNG, base64. */
  screenshot: string;
}

/** The browser did not start, or did not get done. */
export class NotShown extends Error {}

/** Characters of a page that are read. */
const MAX_TEXT = 1_000_000;
/** For the pictures and style sheets of the page. */
const LOAD_MS = 5000;
const MAX_RESOURCES = 50;

/** Never presses anything. Throws NotShown, and Ended for a page past the limits. */
export const showPage = async (shown: ShownPage, options: ShowOptions): Promise<Showing> => {
  const { chromium, timeoutMs } = options;
  let overdue: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const late = new NotShown(`the browser did not finish within ${timeoutMs} ms`);
    overdue = setTimeout(() => reject(late), timeoutMs);
  });
  const opened = chromium.open({ controls: CONTROLS, dialogs: 'dismiss' }, { request: serve(shown, options) });
  try {
    return await Promise.race([opened.then((tab) => look(tab, shown, options)), deadline]);
  } catch (error) {
    throw error instanceof Ended ? error : new NotShown(firstLine(error));
  } finally {
    clearTimeout(overdue);
    // One that opens after the deadline is closed all the same.
    await Promise.race([opened.then((tab) => tab.close()).catch(() => undefined), deadline.catch(() => undefined)]);
  }
};

const look = async (tab: Tab, { url }: ShownPage, { timeoutMs }: ShowOptions): Promise<Showing> => {
  await tab.goto(url);
  // A page that tries to lead away may never finish loading; what it shows by then is shown.
  await tab.loaded(Math.min(LOAD_MS, timeoutMs / 2));
  const text = await tab.shownText();
  const screenshot = await tab.screenshot({ whole: true, covered: false, timeoutMs });
  return { text: textShown(text), screenshot };
};

const serve = (shown: ShownPage, options: ShowOptions): ((route: TabRoute) => Promise<void>) => {
  let delivered = false;
  let resources = 0;
  return async (route) => {
    const { request } = route;
    if (request.navigates) {
      if (!request.leads) return route.abort('blockedbyclient');
      // An answer without content leaves the page where it is; an error would put the browser's own page in its place.
      if (delivered) return route.fulfill({ status: 204 });
      delivered = true;
      const policy = shown.policy === null ? [] : [['content-security-policy', shown.policy]];
      return route.fulfill({
        status: 200,
        headers: Object.fromEntries([['content-type', `${shown.contentType.split(';')[0]}; charset=utf-8`], ...policy]),
        body: shown.body,
      });
    }
    resources += 1;
    if (request.method !== 'GET' || resources > MAX_RESOURCES) return route.abort('blockedbyclient');
    const exchange = await options.fetch(request.url);
    const answer = exchange?.response;
    if (answer?.status !== 200 || answer.truncated) return route.abort('failed');
    const kind = answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'text/plain';
    return route.fulfill({ status: 200, headers: { 'content-type': kind }, body: bytesOf(exchange) });
  };
};

/** Pictures are no UTF-8; their text is their bytes, one by one. */
export const bytesOf = (exchange: TppExchange | null): string | Buffer => {
  const body = exchange?.response?.body ?? '';
  return exchange?.failure === null ? body : Buffer.from(body, 'latin1');
};

/** Throws Ended for more text than is read. */
export const textShown = (text: string): string => {
  if (text.length > MAX_TEXT)
    throw new Ended(pastLimit(`the page shows ${text.length} characters, and no more than ${MAX_TEXT} are read`));
  return tidy(text);
};

const tidy = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/ +/gu, ' ')
    .trim();
