/** A page in a tab: read as the agent reads pages, and acted on as a person would. */
import type { Locator, Page as Tab } from 'playwright';
import type { Acts } from './decide.ts';
import { UnreasonablePage } from './markup.ts';
import { CONTROLS, type Page, readPage } from './page.ts';
import { isBox } from './page-names.ts';
import { typedInto } from './submission.ts';

/** More than a page that people use has. */
const MAX_ELEMENTS = 10_000;

export interface Reading {
  page: Page;
  /** Equal for a page that has not changed. */
  mark: string;
}

interface Shown {
  checkVisibility(options: { visibilityProperty: boolean }): boolean;
  getClientRects(): { length: number };
}

/** Whether each is to be seen: runs in the page, which may answer what it likes, so that the answer is checked. */
const seenIn = (all: unknown): boolean[] =>
  (all as Shown[]).map((one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0);

const controlsOf = (tab: Tab): Locator => tab.locator(`css:light=${CONTROLS}`);

/** Null for a page that changes while it is read. Throws UnreasonablePage, and what the browser throws. */
export const readTab = async (tab: Tab): Promise<Reading | null> => {
  if ((await tab.locator('css:light=*').count()) > MAX_ELEMENTS)
    throw new UnreasonablePage(`the page has more than ${MAX_ELEMENTS} elements`);
  const told: unknown = await controlsOf(tab).evaluateAll(seenIn);
  const seen = Array.isArray(told) ? told.map((one) => one === true) : [];
  return readPageOf(await tab.content(), seen);
};

const readPageOf = (html: string, seen: boolean[]): Reading | null => {
  const page = readPage(html, { scripted: { seen } });
  if (page.controls !== seen.length) return null;
  return { page, mark: `${page.title}|${page.text}|${seen.map(Number).join('')}` };
};

/** Fills in, sets and presses. Throws what the browser throws when something cannot be done within the time. */
export const act = async (tab: Tab, acts: Acts, timeoutMs: number): Promise<void> => {
  const timeout = timeoutMs;
  const control = (at: number): Locator => controlsOf(tab).nth(at);
  if (acts.link !== null) return control(acts.link.at).click({ timeout, noWaitAfter: true });
  for (const field of acts.form.fields.filter((one) => !isBox(one) && one.type !== 'hidden')) {
    const text = typedInto(field, acts.filled);
    if (text === null) continue;
    if (field.type === 'select') await control(field.at).selectOption(text, { timeout });
    else await control(field.at).fill(text, { timeout });
  }
  for (const [{ at, type }, set] of acts.boxes) if (set || type === 'checkbox') await setBox(control(at), set, timeout);
  await control(acts.button.at).click({ timeout, noWaitAfter: true });
};

/** A box that is hidden behind a picture of one is set by a click that the page sees all the same. */
const setBox = async (box: Locator, set: boolean, timeout: number): Promise<void> => {
  if ((await box.isChecked({ timeout })) === set) return;
  if (await box.isVisible()) await box.setChecked(set, { timeout });
  else await box.dispatchEvent('click', undefined, { timeout });
};
