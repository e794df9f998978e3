/** The process in which Allure works: its program and what it holds of all cases take as much memory as the whole rest of a run. */
import { setFlagsFromString } from 'node:v8';
import { generated } from './generate.ts';
import { HeldFile } from './held-file.ts';
import type { PageFile } from './packed-files.ts';
import { type Answer, type Order, resultIdOf } from './work.ts';

/** As in a run: of 100 bytes in use, how many more may come before what is not in use any more is looked for. */
setFlagsFromString('--heap-growing-percent=40');

/** What belongs to one case. */
const OF_CASES = /^data\/(?:test-results|attachments|test-env-groups)\//;
/** What belongs to all of them, with the program. */
const OF_ALL = /^widgets\/|^data\/(?!(?:test-results|test-env-groups)\/)|^[^/]+\.js$/;

const heads: HeldFile[] = [];
let ofAll: PageFile[] = [];
let report: Extract<Order, { do: 'begin' }> | null = null;

const held = ({ name, content }: PageFile): HeldFile => new HeldFile(content, name);
/** In memory of its own: what arrived together is kept together, as long as anything of it is. */
const lasting = ({ name, content }: PageFile): HeldFile =>
  held({ name, content: Buffer.from(Uint8Array.from(content).buffer) });

async function carriedOut(order: Exclude<Order, { do: 'begin' }>): Promise<Answer> {
  if (report === null) throw new Error('there is no report to make files of');
  const { outDir, head, order: numbers } = report;
  if (order.do === 'file') return { files: ofAll.filter(({ name }) => name === order.name) };
  if (order.do === 'all') {
    ofAll = await generated(heads, head, { outDir, wanted: OF_ALL });
    return { names: ofAll.map(({ name }) => name) };
  }
  heads.push(...order.heads.map(lasting));
  const made = await generated(order.files.map(held), head, { outDir, wanted: OF_CASES });
  return { files: made.filter(({ name }) => OF_CASES.test(name)).map((file) => numbered(file, numbers)) };
}

/** Allure numbers the cases that it was given at once, and the page shows them by their numbers in the whole run. */
function numbered({ name, content }: PageFile, numbers: ReadonlyMap<string, number>): PageFile {
  const id = resultIdOf(name);
  if (id === null) return { name, content };
  const result = { ...(JSON.parse(content.toString('utf8')) as object), order: numbers.get(id) };
  return { name, content: Buffer.from(JSON.stringify(result)) };
}

let last: Promise<void> = Promise.resolve();

async function answer(order: Exclude<Order, { do: 'begin' }>): Promise<void> {
  const failed = (error: unknown): Answer => ({
    failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  process.send?.(await carriedOut(order).catch(failed));
}

process.on('message', (order: Order) => {
  if (order.do === 'begin') report = order;
  else last = last.then(() => answer(order));
});
// Whoever wanted the report is gone.
process.on('disconnect', () => process.exit());
