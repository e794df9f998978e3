/** Allure's results on their way into its report, case by case, and into a folder as well when someone wants them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Parameter, StepResult, TestResult } from 'allure-js-commons';
import type { PageFile } from './packed-files.ts';

/** What the reporter has told of cases since it was last asked. */
export interface ToldCases {
  /** Results of cases and their attachments, as Allure reads them. */
  files: PageFile[];
  /** The results alone, without what only the page of a case shows. */
  heads: PageFile[];
  /** Of all these files. */
  bytes: number;
}

export interface AllureResults {
  /** A case that has ended, with its attachments. `left` is where they lie when the page has no room for them, else null. */
  add(result: TestResult, attachments: readonly PageFile[], left: string | null): void;
  /** What has come so far; it is forgotten here. */
  take(): ToldCases;
  readonly told: Pick<ToldCases, 'bytes'> & { cases: number };
}

/** @param folder where the results go as files, for a server that takes them; null for nowhere */
export function openAllureResults(folder: string | null): AllureResults {
  if (folder !== null) mkdirSync(folder, { recursive: true });
  let files: PageFile[] = [];
  let heads: PageFile[] = [];
  let bytes = 0;

  const keep = (file: PageFile): void => {
    files.push(file);
    bytes += file.content.length;
  };
  const raw = (file: PageFile): void => {
    if (folder !== null) writeFileSync(join(folder, basename(file.name)), file.content);
  };
  const fileOf = (result: TestResult): PageFile => {
    return { name: `${result.uuid}-result.json`, content: Buffer.from(JSON.stringify(result)) };
  };

  return {
    add(result, attachments, left) {
      const told = fileOf(result);
      for (const file of [told, ...attachments]) raw(file);
      if (left === null) for (const file of [told, ...attachments]) keep(file);
      else keep(fileOf(withoutAttachments(result, left)));
      heads.push(fileOf(headOf(result)));
    },
    take() {
      const taken = { files, heads, bytes };
      [files, heads, bytes] = [[], [], 0];
      return taken;
    },
    get told() {
      return { bytes, cases: heads.length };
    },
  };
}

/** Values that all cases share or few differ in help nobody who searches, and are more text than the rest of what is searched. */
const UNSEARCHED: { readonly [parameter: string]: NonNullable<Parameter['mode']> } = {
  bank: 'hidden',
  profile: 'hidden',
  lane: 'hidden',
  variant: 'masked',
};

/** What counts and orders a case among all others: its page is made from the whole. */
function headOf({ description: _, ...result }: TestResult): TestResult {
  const parameters = result.parameters.map((one) => {
    const mode = UNSEARCHED[one.name];
    return mode === undefined ? one : { ...one, mode };
  });
  return { ...result, parameters, links: [], steps: [], attachments: [] };
}

/** The steps stay, and say where the rest lies. */
function withoutAttachments(result: TestResult, left: string): TestResult {
  const bare = (step: StepResult): StepResult => ({ ...step, attachments: [], steps: step.steps.map(bare) });
  const place: Parameter = { name: 'exchanges', value: `in ${left}`, excluded: true };
  const steps = result.steps.map(bare).map((step) => {
    const others = step.parameters.filter(({ name }) => name !== place.name);
    return { ...step, parameters: [place, ...others] };
  });
  return { ...result, attachments: [], steps };
}
