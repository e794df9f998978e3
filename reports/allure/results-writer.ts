/** Writes Allure results without waiting for the disk at every file, which the packaged writer does. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { TestResult } from 'allure-js-commons';

/**
 * The object that allure-mocha takes as `reporterOptions.writer`. Attachments get names that follow from the run and
 * their order, so that the same evidence gives the same files; each is linked once, for Allure shows a second link as missing.
 */
export function resultsWriter(folder: string, runId: string) {
  mkdirSync(folder, { recursive: true });
  const lasting = new Map<string, string>();
  const ours = createHash('sha256').update(runId).digest('hex').slice(0, 24);

  return {
    writeResult(result: TestResult): void {
      const told = JSON.stringify(result, (key, value: unknown) =>
        key === 'source' && typeof value === 'string' ? (lasting.get(value) ?? value) : value,
      );
      writeFileSync(join(folder, `${basename(result.uuid)}-result.json`), told);
    },
    writeAttachment(name: string, content: Buffer): void {
      const number = lasting.size.toString(16).padStart(8, '0');
      const file = `${ours}${number}-attachment${extname(name)}`;
      lasting.set(name, file);
      writeFileSync(join(folder, file), content);
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
