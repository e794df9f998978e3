/** The results of a run on their way into Allure's report: held in memory, and written to a folder as well when someone wants them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeldFile } from './held-file.ts';

export interface AllureResults {
  readonly files: readonly HeldFile[];
  add(name: string, content: Buffer): void;
}

/** @param folder where the results go as files, for a server that takes them; null for nowhere */
export function openAllureResults(folder: string | null): AllureResults {
  if (folder !== null) mkdirSync(folder, { recursive: true });
  const files: HeldFile[] = [];
  return {
    files,
    add(name, content) {
      files.push(new HeldFile(content, name));
      if (folder !== null) writeFileSync(join(folder, name), content);
    },
  };
}
