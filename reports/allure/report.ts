/** The Allure report of a run: one page that opens from disk, made from a bounded number of cases at a time. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgedCase, RunRecord } from '../../suites/evidence/record.ts';
import { needsAttention } from '../attention.ts';
import { pageId } from '../identity.ts';
import { lastingFile, lastingOptions } from './lasting.ts';
import { type PageFile, packFiles } from './packed-files.ts';
import { type Shell, writePage } from './page.ts';
import { type AllureResults, openAllureResults } from './results.ts';
import { resultIdOf } from './work.ts';
import type { Worker } from './worker.ts';

export interface AllureOutput {
  results: AllureResults;
  /** False when the page has grown so large that it can only name the trace that holds the exchanges of this case. */
  hasRoom(judged: JudgedCase): boolean;
  /** To be awaited before each case: hands on what earlier ones have left. */
  settle(): Promise<void>;
  /** Writes the page, when there was any case. */
  finish(): Promise<boolean>;
}

export interface AllureOptions {
  /** The process that makes it. */
  worker: Worker;
  /** Where Allure's results go as files; null for nowhere. */
  results: string | null;
  /** Shown all that goes into the page before it is packed. */
  look(bytes: Buffer): void;
}

/** Cases that Allure is given at once, and bytes of results after which it is given fewer. */
const AT_ONCE = { cases: 100, bytes: 8 * 1024 * 1024 };
/** Bytes of the page after which exchanges are left out: those of cases that nobody has to look into, and all. */
const ROOM = { others: 16 * 1024 * 1024, attention: 64 * 1024 * 1024 };

const PROGRAM = /^[^/]+\.js$/;

export function openAllureReport(outDir: string, run: RunRecord, options: AllureOptions): AllureOutput {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const results = openAllureResults(options.results);
  const packed = packFiles(join(outDir, 'blocks'), options.look);
  const blocks: { [id: string]: number } = {};
  const { harness, target, scenarios } = run;
  const { worker } = options;
  worker.begin(outDir, { run: run.run, harness, target, scenarios }, orderOf(run));
  let handed = 0;
  let packing: Promise<void> = Promise.resolve();
  /** Bytes of the page as far as it was packed when cases were last handed on, which no haste of either process changes. */
  let settled = 0;

  async function pack(files: readonly PageFile[], heads: readonly PageFile[]): Promise<void> {
    const made = await worker.some(files, heads);
    const block = await packed.add(made);
    for (const { name } of made) {
      const id = resultIdOf(name);
      if (id !== null) blocks[id] = block;
    }
  }

  /** Allure works on these cases while the next ones are read, and on no more at once. */
  async function handOn(): Promise<void> {
    await packing;
    settled = packed.bytes;
    const { files, heads } = results.take();
    handed += heads.length;
    packing = pack(files, heads);
    packing.catch(() => undefined);
  }

  return {
    results,
    hasRoom: (judged) => settled < (needsAttention(judged) ? ROOM.attention : ROOM.others),
    async settle() {
      const { cases, bytes } = results.told;
      if (cases >= AT_ONCE.cases || bytes >= AT_ONCE.bytes) await handOn();
    },
    async finish() {
      if (results.told.cases > 0) await handOn();
      if (handed === 0) {
        packed.close();
        rmSync(outDir, { recursive: true, force: true });
        return false;
      }
      // All cases together, for what counts and orders them, while the last ones are packed.
      const all = worker.all();
      await packing;
      const own: PageFile[] = [];
      const others: { [name: string]: number } = {};
      for await (const file of all) {
        if (file.name.includes('/')) others[file.name] = await packed.add([lastingFile(file, run)]);
        else own.push(file);
      }
      writePage(join(outDir, 'index.html'), shellOf(own, run), packed.close(), { results: blocks, others });
      packed.remove();
      return true;
    },
  };
}

/** Numbers cases as Allure does when it has them all: by their start, and as they stand in the run. */
function orderOf({ run, cases }: RunRecord): Map<string, number> {
  const sorted = cases.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  return new Map(sorted.map(({ id }, index) => [pageId(run.id, id), index + 1]));
}

function shellOf(files: readonly PageFile[], run: RunRecord): Shell {
  const html = files.find(({ name }) => name === 'index.html')?.content.toString('utf8') ?? '';
  const programs = files.filter(({ name }) => PROGRAM.test(name)).map(({ name, content }) => [name, content] as const);
  return { html: lastingOptions(html, run), programs: new Map(programs) };
}
