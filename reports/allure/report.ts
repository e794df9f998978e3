/** The Allure report of a run: one page that opens from disk, made from a bounded number of cases at a time. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgedCase, RunRecord } from '../../suites/evidence/record.ts';
import { needsAttention } from '../attention.ts';
import { pageId } from '../identity.ts';
import { generated } from './generate.ts';
import type { HeldFile } from './held-file.ts';
import { lastingFile, lastingOptions } from './lasting.ts';
import { type PageFile, packFiles } from './packed-files.ts';
import { type Shell, writePage } from './page.ts';
import { type AllureResults, openAllureResults } from './results.ts';

export interface AllureOutput {
  results: AllureResults;
  /** False when the page has grown so large that it can only name the trace that holds the exchanges of this case. */
  hasRoom(judged: JudgedCase): boolean;
  /** To be awaited before each case: packs what earlier ones have left. */
  settle(): Promise<void>;
  /** Writes the page, when there was any case. */
  finish(): Promise<boolean>;
}

export interface AllureOptions {
  /** Where Allure's results go as files; null for nowhere. */
  results: string | null;
  /** Shown all that goes into the page before it is packed. */
  look(bytes: Buffer): void;
}

/** Cases that Allure is given at once, and bytes of results after which it is given fewer. */
const AT_ONCE = { cases: 100, bytes: 8 * 1024 * 1024 };
/** Bytes of the page after which exchanges are left out: those of cases that nobody has to look into, and all. */
const ROOM = { others: 16 * 1024 * 1024, attention: 64 * 1024 * 1024 };

const RESULT = /^data\/test-results\/(\w+)\.json$/;
/** What belongs to one case. */
const OF_CASES = /^data\/(?:test-results|attachments)\//;
/** What belongs to all of them, with the program. */
const OF_ALL = /^widgets\/|^data\/(?!test-results\/)|^[^/]+\.js$/;
const PROGRAM = /^[^/]+\.js$/;

export function openAllureReport(outDir: string, run: RunRecord, options: AllureOptions): AllureOutput {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const results = openAllureResults(options.results);
  const packed = packFiles(join(outDir, 'blocks'), options.look);
  const order = orderOf(run);
  const blocks: { [id: string]: number } = {};
  const heads: HeldFile[] = [];

  async function pack(): Promise<void> {
    const told = results.take();
    heads.push(...told.heads);
    const made = await generated(told.files, run, { outDir, wanted: OF_CASES });
    const files = made.flatMap(({ name, content }): PageFile[] => {
      const id = RESULT.exec(name)?.[1];
      if (id !== undefined) return [{ name, content: inOrder(content, order.get(id)) }];
      return OF_CASES.test(name) ? [{ name, content }] : [];
    });
    const block = packed.add(files);
    for (const { name } of files) {
      const id = RESULT.exec(name)?.[1];
      if (id !== undefined) blocks[id] = block;
    }
  }

  return {
    results,
    hasRoom: (judged) => packed.bytes < (needsAttention(judged) ? ROOM.attention : ROOM.others),
    async settle() {
      const { cases, bytes } = results.told;
      if (cases >= AT_ONCE.cases || bytes >= AT_ONCE.bytes) await pack();
    },
    async finish() {
      if (results.told.cases > 0) await pack();
      if (heads.length === 0) {
        packed.close();
        rmSync(outDir, { recursive: true, force: true });
        return false;
      }
      // All cases together, for what counts and orders them; their own pages are packed already.
      const files = await generated(heads, run, { outDir, wanted: OF_ALL });
      const rest = files.filter(({ name }) => name.includes('/'));
      const holdings = { results: blocks, rest: packed.add(rest.map((file) => lastingFile(file, run))) };
      writePage(join(outDir, 'index.html'), shellOf(files, run), packed.close(), holdings);
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

function inOrder(content: Buffer, order: number | undefined): Buffer {
  return Buffer.from(JSON.stringify({ ...(JSON.parse(content.toString('utf8')) as object), order }));
}

function shellOf(files: readonly PageFile[], run: RunRecord): Shell {
  const html = files.find(({ name }) => name === 'index.html')?.content.toString('utf8') ?? '';
  const programs = files.filter(({ name }) => PROGRAM.test(name)).map(({ name, content }) => [name, content] as const);
  return { html: lastingOptions(html, run), programs: new Map(programs) };
}
