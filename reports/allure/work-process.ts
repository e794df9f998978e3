/** The process in which Allure works: its program and what it holds of all cases take as much memory as the whole rest of a run. */
import { setFlagsFromString } from 'node:v8';
import { generated } from './generate.ts';
import { HeldFile } from './held-file.ts';
import type { PageFile } from './packed-files.ts';
import type { Answer, Order, ReportHead } from './work.ts';

/** As in a run: of 100 bytes in use, how many more may come before what is not in use any more is looked for. */
setFlagsFromString('--heap-growing-percent=40');

/** What belongs to one case. */
const OF_CASES = /^data\/(?:test-results|attachments|test-env-groups)\//;
/** What belongs to all of them, with the program. */
const OF_ALL = /^widgets\/|^data\/(?!(?:test-results|test-env-groups)\/)|^[^/]+\.js$/;

const heads: HeldFile[] = [];
let report: { outDir: string; head: ReportHead } | null = null;

const held = ({ name, content }: PageFile): HeldFile => new HeldFile(content, name);
/** In memory of its own: what arrived together is kept together, as long as anything of it is. */
const lasting = ({ name, content }: PageFile): HeldFile =>
  held({ name, content: Buffer.from(Uint8Array.from(content).buffer) });

async function carriedOut(order: Exclude<Order, { do: 'begin' }>): Promise<PageFile[]> {
  if (report === null) throw new Error('there is no report to make files of');
  const { outDir, head } = report;
  if (order.do === 'all') return onceEach(await generated(heads, head, { outDir, wanted: OF_ALL }));
  heads.push(...order.heads.map(lasting));
  const made = await generated(order.files.map(held), head, { outDir, wanted: OF_CASES });
  return made.filter(({ name }) => OF_CASES.test(name));
}

/** Equal contents are one and the same, and are sent once: there is a tree of all cases, and an equal one of the only environment. */
function onceEach(files: readonly PageFile[]): PageFile[] {
  const known: Buffer[] = [];
  return files.map(({ name, content }) => {
    const same = known.find((one) => one.equals(content)) ?? content;
    if (same === content) known.push(content);
    return { name, content: same };
  });
}

let last: Promise<void> = Promise.resolve();

async function answer(order: Exclude<Order, { do: 'begin' }>): Promise<void> {
  const told = await carriedOut(order).then(
    (files): Answer => ({ files }),
    (error: unknown): Answer => ({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  process.send?.(told);
}

process.on('message', (order: Order) => {
  if (order.do === 'begin') report = order;
  else last = last.then(() => answer(order));
});
// Whoever wanted the report is gone.
process.on('disconnect', () => process.exit());
