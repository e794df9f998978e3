/** Takes Allure's results as the reporter makes them, where the packaged writer opens a file for each. */
import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import type { TestResult } from 'allure-js-commons';
import type { AllureResults } from './results.ts';

/**
 * The object that allure-mocha takes as `reporterOptions.writer`. Attachments get names that follow from the run and
 * their order, so that the same evidence gives the same files; each is linked once, for Allure shows a second link as missing.
 */
export function resultsWriter(results: AllureResults, runId: string) {
  const lasting = new Map<string, string>();
  const ours = createHash('sha256').update(runId).digest('hex').slice(0, 24);

  return {
    writeResult(result: TestResult): void {
      const told = JSON.stringify(result, (key, value: unknown) =>
        key === 'source' && typeof value === 'string' ? (lasting.get(value) ?? value) : value,
      );
      results.add(`${basename(result.uuid)}-result.json`, Buffer.from(told));
    },
    writeAttachment(name: string, content: Buffer): void {
      const number = lasting.size.toString(16).padStart(8, '0');
      const file = `${ours}${number}-attachment${extname(name)}`;
      lasting.set(name, file);
      results.add(file, content);
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
