/** Takes Allure's results as the reporter makes them, where the packaged writer opens a file for each. */
import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import type { StepResult, TestResult } from 'allure-js-commons';
import type { PageFile } from './packed-files.ts';
import type { AllureResults } from './results.ts';

/**
 * The object that allure-mocha takes as `reporterOptions.writer`. Attachments get names that follow from the run and
 * their order, so that the same evidence gives the same files; each is linked once, for Allure shows a second link as missing.
 * @param left given the id of a case for whose attachments the page has no room, where they lie instead; else null
 */
export function resultsWriter(results: AllureResults, runId: string, left: (caseId: string) => string | null) {
  /** Attachments of the case that is being told, by the name that the reporter gave them. */
  const told = new Map<string, PageFile>();
  const ours = createHash('sha256').update(runId).digest('hex').slice(0, 24);
  let count = 0;

  return {
    writeResult(result: TestResult): void {
      named(result, told);
      result.uuid = basename(result.uuid);
      results.add(result, [...told.values()], left(result.testCaseId ?? ''));
      told.clear();
    },
    writeAttachment(name: string, content: Buffer): void {
      const number = count.toString(16).padStart(8, '0');
      count += 1;
      told.set(name, { name: `${ours}${number}-attachment${extname(name)}`, content });
    },
    writeAttachmentFromPath(name: string): void {
      throw new Error(`attachments come from memory only, not from the file of ${basename(name)}`);
    },
    /** Hooks, environments, categories and errors outside of tests: a replay has none of them. */
    writeGroup: (): void => undefined,
    writeEnvironmentInfo: (): void => undefined,
    writeCategoriesDefinitions: (): void => undefined,
    writeGlobals: (): void => undefined,
  };
}

/** Links the attachments by their lasting names. */
function named({ attachments, steps }: Pick<StepResult, 'attachments' | 'steps'>, told: Map<string, PageFile>): void {
  for (const one of attachments) one.source = told.get(one.source)?.name ?? one.source;
  for (const step of steps) named(step, told);
}
