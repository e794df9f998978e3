/** Writes Allure results without waiting for the disk at every file, which the packaged writer does. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Globals, TestResult, TestResultContainer } from 'allure-js-commons';
import type { Category, EnvironmentInfo } from 'allure-js-commons/sdk';

/** The object that allure-mocha takes as `reporterOptions.writer`. */
export function resultsWriter(folder: string) {
  mkdirSync(folder, { recursive: true });
  const json = (name: string, value: unknown): void =>
    writeFileSync(join(folder, basename(name)), JSON.stringify(value));
  return {
    writeResult: (result: TestResult): void => json(`${result.uuid}-result.json`, result),
    writeGroup: (_group: TestResultContainer): void => undefined,
    writeAttachment: (name: string, content: Buffer): void => writeFileSync(join(folder, basename(name)), content),
    writeAttachmentFromPath: (name: string, from: string): void => copyFileSync(from, join(folder, basename(name))),
    writeEnvironmentInfo: (_info: EnvironmentInfo): void => undefined,
    writeCategoriesDefinitions: (_categories: Category[]): void => undefined,
    writeGlobals: (name: string, info: Globals): void => json(name, info),
  };
}
