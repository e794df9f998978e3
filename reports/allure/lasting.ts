/** Takes out of Allure's page when, where and by whom it was made, and the ids that were drawn: the same evidence gives the same bytes. */
import type { RunRecord } from '../../suites/evidence/record.ts';
import { resultUuid } from '../identity.ts';
import type { PageFile } from './packed-files.ts';

type Run = Pick<RunRecord, 'run'>;

const OPTIONS = /(window\.allureReportOptions = )(\{.*\})$/m;

/** The report is as old as its run, and names neither the machine nor the repository it was made in. Throws when it has no options. */
export function lastingOptions(html: string, { run }: Run): string {
  const found = OPTIONS.exec(html)?.[2];
  if (found === undefined) throw new Error('the Allure report has no options');
  const { ci: _, ...options } = JSON.parse(found) as { [name: string]: unknown };
  const createdAt = Date.parse(run.finishedAt ?? run.startedAt);
  const lasting = { ...options, createdAt, cacheKey: String(createdAt), reportUuid: resultUuid(run.id, 'report') };
  const told = JSON.stringify(lasting).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${hex(c)}`);
  return html.replace(OPTIONS, (_all, name: string) => `${name}${told}`);
}

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, '0');

/** The id of a chart, and the key of a group in a histogram, which stands after the bounds of a bar. */
const DRAWN = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?<="to":\d{1,15},")[\w-]{21}(?=":)/g;

/** Charts have ids that nobody refers to from elsewhere; the other files name cases by ids that last. */
export function lastingFile(file: PageFile, { run }: Run): PageFile {
  if (!file.name.endsWith('charts.json')) return file;
  let text = file.content.toString('utf8');
  const drawn = new Set([...text.matchAll(DRAWN)].map(([id]) => id));
  for (const [index, id] of [...drawn].entries()) text = text.replaceAll(id, resultUuid(run.id, `chart ${index}`));
  return { ...file, content: Buffer.from(text) };
}
