/** Allure's results on their way into its report, case by case, and into a folder as well when someone wants them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Parameter, StepResult, TestResult } from 'allure-js-commons';
import { HeldFile } from './held-file.ts';

/** What the reporter has told of cases since it was last asked. */
export interface ToldCases {
  /** Results of cases and their attachments, as Allure reads them. */
  files: HeldFile[];
  /** The results alone, without what only the page of a case shows. */
  heads: HeldFile[];
  /** Of all these files. */
  bytes: number;
}

export interface AllureResults {
  /** A case that has ended, with its attachments. `left` is where they lie when the page has no room for them, else null. */
  add(result: TestResult, attachments: readonly HeldFile[], left: string | null): void;
  /** What has come so far; it is forgotten here. */
  take(): ToldCases;
  readonly told: Pick<ToldCases, 'bytes'> & { cases: number };
}

/** @param folder where the results go as files, for a server that takes them; null for nowhere */
export function openAllureResults(folder: string | null): AllureResults {
  if (folder !== null) mkdirSync(folder, { recursive: true });
  let files: HeldFile[] = [];
  let heads: HeldFile[] = [];
  let bytes = 0;

  const keep = (file: HeldFile): void => {
    files.push(file);
    bytes += file.content.length;
  };
  const raw = (file: HeldFile): void => {
    if (folder !== null) writeFileSync(join(folder, file.getOriginalFileName()), file.content);
  };
  const fileOf = (result: TestResult): HeldFile =>
    new HeldFile(Buffer.from(JSON.stringify(result)), `${result.uuid}-result.json`);

  return {
    add(result, attachments, left) {
      const told = fileOf(result);
      for (const file of [told, ...attachments]) raw(file);
      if (left === null) for (const file of [told, ...attachments]) keep(file);
      else keep(fileOf(withoutAttachments(result, left)));
      const { description: _, ...head } = result;
      heads.push(lasting(fileOf({ ...head, links: [], steps: [], attachments: [] })));
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

/** In memory of its own: a small buffer of Node's shares eight kilobytes with others, and keeps them all as long as it is kept. */
function lasting(file: HeldFile): HeldFile {
  const content = Buffer.alloc(file.content.length);
  file.content.copy(content);
  return new HeldFile(content, file.getOriginalFileName());
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
