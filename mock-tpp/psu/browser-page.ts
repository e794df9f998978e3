/** A page in a tab: read as the agent reads pages, and acted on as a person would. */
import type { Deed, Tab } from '../browser/tab.ts';
import type { Acts } from './decide.ts';
import { UnreasonablePage } from './markup.ts';
import { type Page, readPage } from './page.ts';
import { isBox } from './page-names.ts';
import { typedInto } from './submission.ts';

/** More than a page that people use has. */
const MAX_ELEMENTS = 10_000;

export interface Reading {
  page: Page;
  /** Equal for a page that has not changed. */
  mark: string;
}

/** Null for a page that changes while it is read. Throws UnreasonablePage, and what the browser throws. */
export const readTab = async (tab: Tab): Promise<Reading | null> => {
  const content = await tab.content(MAX_ELEMENTS);
  if (content === null) throw new UnreasonablePage(`the page has more than ${MAX_ELEMENTS} elements`);
  return readPageOf(content.html, content.seen);
};

const readPageOf = (html: string, seen: boolean[]): Reading | null => {
  const page = readPage(html, { scripted: { seen } });
  if (page.controls !== seen.length) return null;
  return { page, mark: `${page.title}|${page.text}|${seen.map(Number).join('')}` };
};

/** Fills in, sets and presses: what is to be done to the controls of the tab, in this order. */
export const deedsOf = (acts: Acts): Deed[] => {
  if (acts.link !== null) return [{ do: 'click', at: acts.link.at }];
  const { form, filled, boxes, button } = acts;
  const deeds: Deed[] = [];
  for (const field of form.fields.filter((one) => !isBox(one) && one.type !== 'hidden')) {
    const text = typedInto(field, filled);
    if (text !== null) deeds.push({ do: field.type === 'select' ? 'select' : 'fill', at: field.at, text });
  }
  for (const [{ at, type }, set] of boxes) if (set || type === 'checkbox') deeds.push({ do: 'set', at, set });
  return [...deeds, { do: 'click', at: button.at }];
};
