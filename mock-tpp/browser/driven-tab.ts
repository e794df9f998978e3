/** A tab as its process drives it: no request of its leaves the browser, each is told and waits for an answer. */
import type { BrowserContext, Dialog, Locator, Request, Route, Page as Window } from 'playwright';
import { guarded } from './launched.ts';
import type { Happening, RemoteCalls } from './messages.ts';
import type { Deed, PictureWishes, TabAnswer, TabContent, TabCookie, TabWishes } from './tab.ts';

const WIDTH = 1000;
const MAX_HEIGHT = 3000;

interface Shown {
  checkVisibility(options: { visibilityProperty: boolean }): boolean;
  getClientRects(): { length: number };
}

/** Whether each is to be seen: runs in the page, which may answer what it likes, so that the answer is checked. */
const seenIn = (all: unknown): boolean[] =>
  (all as Shown[]).map((one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0);

export class DrivenTab implements Omit<RemoteCalls, 'open' | 'close'> {
  readonly context: BrowserContext;
  readonly #window: Window;
  readonly #controls: string;
  readonly #routes = new Map<number, Route>();
  #asked = 0;
  /** The last address that a document was asked for at, and its fragment. */
  #fragment: [string, string] = ['', ''];

  private constructor(context: BrowserContext, window: Window, { controls }: TabWishes) {
    [this.context, this.#window, this.#controls] = [context, window, controls];
  }

  /** @param context a fresh one, which is the tab's alone */
  static async open(context: BrowserContext, wishes: TabWishes, tell: (told: Happening) => void): Promise<DrivenTab> {
    const window = await context.newPage();
    const tab = new DrivenTab(context, window, wishes);
    const session = await context.newCDPSession(window);
    const sends = ({ request, type }: { type?: string; request: { url: string; urlFragment?: string } }): void => {
      if (type === 'Document') tab.#fragment = [request.url, request.urlFragment ?? ''];
    };
    session.on('Network.requestWillBeSent', guarded(sends));
    await session.send('Network.enable');
    const asks = (route: Route): void => tab.#asks(route, tell);
    const refuses = (route: Route): Promise<void> => route.abort('failed');
    await context.route('**/*', guarded(asks, refuses));
    const opens = (other: Window): unknown => {
      tell({ tells: 'popup' });
      return other.close();
    };
    context.on('page', guarded(opens));
    // Who presses a button means it; what else a page asks for is not given.
    const answers = (dialog: Dialog): Promise<void> =>
      wishes.dialogs === 'accept' && dialog.type() !== 'prompt' ? dialog.accept() : dialog.dismiss();
    window.on('dialog', guarded(answers));
    const crashes = (): void => tell({ tells: 'crashed' });
    window.on('crash', guarded(crashes));
    const closes = (): void => tell({ tells: 'closed' });
    window.on('close', guarded(closes));
    return tab;
  }

  #asks(route: Route, tell: (told: Happening) => void): void {
    const request = route.request();
    const [url, fragment] = this.#fragment;
    const told = {
      url: request.url(),
      fragment: request.url() === url ? fragment : '',
      method: request.method(),
      headers: request.headers(),
      body: request.postData(),
      navigates: request.isNavigationRequest(),
      leads: request.isNavigationRequest() && leads(request, this.#window),
    };
    this.#asked += 1;
    this.#routes.set(this.#asked, route);
    tell({ tells: 'request', route: this.#asked, request: told });
  }

  async fulfill(route: number, { body, ...answer }: TabAnswer): Promise<void> {
    const given = body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) };
    await this.#routes.get(route)?.fulfill({ ...answer, ...given });
    // One that the browser could not take stays, to be aborted.
    this.#routes.delete(route);
  }

  async abort(route: number, why: 'blockedbyclient' | 'failed'): Promise<void> {
    const aborted = this.#routes.get(route);
    this.#routes.delete(route);
    await aborted?.abort(why);
  }

  async goto(url: string): Promise<void> {
    await this.#window.goto(url, { waitUntil: 'commit' });
  }

  async loaded(timeoutMs: number): Promise<void> {
    await this.#window.waitForLoadState('load', { timeout: timeoutMs }).catch(() => undefined);
  }

  async content(maxElements: number): Promise<TabContent | null> {
    if ((await this.#window.locator('css:light=*').count()) > maxElements) return null;
    const told: unknown = await this.#all().evaluateAll(seenIn);
    const seen = Array.isArray(told) ? told.map((one) => one === true) : [];
    return { html: await this.#window.content(), seen };
  }

  shownText(): Promise<string> {
    // biome-ignore lint/performance/useDomNodeTextContent: what a person sees is wanted, not what the document holds.
    return this.#window.locator('body').innerText();
  }

  async wholeText(timeoutMs: number): Promise<string> {
    return (await this.#window.locator('body').textContent({ timeout: timeoutMs })) ?? '';
  }

  async act(deeds: readonly Deed[], timeout: number): Promise<void> {
    for (const deed of deeds) {
      const control = this.#all().nth(deed.at);
      if (deed.do === 'click') await control.click({ timeout, noWaitAfter: true });
      else if (deed.do === 'fill') await control.fill(deed.text, { timeout });
      else if (deed.do === 'select') await control.selectOption(deed.text, { timeout });
      else await setBox(control, deed.set, timeout);
    }
  }

  async screenshot({ whole, covered, timeoutMs }: PictureWishes): Promise<string> {
    if (whole) await this.#fitHeight();
    const mask = covered ? { mask: [this.#window.locator('input, textarea, select')] } : {};
    const picture = await this.#window.screenshot({
      type: 'png',
      animations: 'disabled',
      timeout: timeoutMs,
      ...mask,
    });
    return picture.toString('base64');
  }

  async cookies(): Promise<TabCookie[]> {
    const all = await this.context.cookies();
    return all.map(({ name, value, domain, path, secure }) => ({ name, value, domain, path, secure }));
  }

  addCookie(cookie: TabCookie): Promise<void> {
    return this.context.addCookies([cookie]);
  }

  #all(): Locator {
    return this.#window.locator(`css:light=${this.#controls}`);
  }

  /** Makes the window as high as the page, within reason, so that the screenshot holds all of it. */
  async #fitHeight(): Promise<void> {
    const box = await this.#window.locator('html').boundingBox();
    const height = Math.min(Math.max(Math.ceil(box?.height ?? 0), 400), MAX_HEIGHT);
    await this.#window.setViewportSize({ width: WIDTH, height });
  }
}

/** Whether a request takes the tab itself somewhere, and not a frame in it or a further window. */
const leads = (request: Request, window: Window): boolean => {
  try {
    const frame = request.frame();
    return frame.page() === window && frame.parentFrame() === null;
  } catch {
    // The window is so new that it has no frame yet, so it is another one.
    return false;
  }
};

/** A box that is hidden behind a picture of one is set by a click that the page sees all the same. */
const setBox = async (box: Locator, set: boolean, timeout: number): Promise<void> => {
  if ((await box.isChecked({ timeout })) === set) return;
  if (await box.isVisible()) await box.setChecked(set, { timeout });
  else await box.dispatchEvent('click', undefined, { timeout });
};
