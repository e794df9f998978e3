/** The program of the process that drives the browser. It ends when whoever started it is gone, and the browser with it. */
import { DrivenTab } from './driven-tab.ts';
import { firstLine } from './first-line.ts';
import { Launched } from './launched.ts';
import type { Answer, Order, Told } from './messages.ts';
import { NoBrowser, type TabWishes } from './tab.ts';

const launched = new Launched(process.argv[2] ?? '');
const tabs = new Map<number, DrivenTab>();

const tell = (message: Answer | Told): void => {
  // Whoever is not there any more hears nothing.
  if (process.connected) process.send?.(message, undefined, {}, () => undefined);
};

/** One that is not opened to the end leaves nothing behind. */
const opened = async (tab: number, wishes: TabWishes): Promise<DrivenTab> => {
  const context = await launched.context();
  try {
    return await DrivenTab.open(context, wishes, (told) => tell({ tab, ...told }));
  } catch (error) {
    await launched.end(context);
    throw new NoBrowser(`the browser opened no tab: ${firstLine(error)}`);
  }
};

const carriedOut = async ({ tab, call, given }: Order): Promise<unknown> => {
  if (call === 'open') {
    tabs.set(tab, await opened(tab, ...given));
    return undefined;
  }
  const driven = tabs.get(tab);
  if (driven === undefined) throw new Error('the tab is closed');
  if (call === 'close') {
    tabs.delete(tab);
    return launched.end(driven.context);
  }
  const does = driven[call] as (...all: unknown[]) => Promise<unknown>;
  return does.apply(driven, given);
};

process.on('message', (order: Order) => {
  carriedOut(order).then(
    (value) => tell({ id: order.id, value }),
    (error: unknown) => tell({ id: order.id, failed: firstLine(error), noBrowser: error instanceof NoBrowser }),
  );
});
process.on('disconnect', () => {
  launched.close().finally(() => process.exit());
});
