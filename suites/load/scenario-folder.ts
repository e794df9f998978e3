/** The YAML files of a scenarios folder, found with care: what somebody else put there is bounded, and links do not lead out of it. */
import { opendirSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Problem } from './scenario.ts';
import { reasonOf } from './source.ts';

/** More than any library needs, and less than makes a machine wait. */
export const MOST = { entries: 20_000, files: 5_000, depth: 8 };

export interface FolderFiles {
  /** Paths below the folder as it was named, in the order of their names. */
  files: string[];
  problems: Problem[];
}

/**
 * Lists the YAML files below a folder. A link to a file is followed as long as that lies in the folder, too; links to folders are
 * not followed, and names that begin with a dot are left out, as editors and mounted volumes keep their own things there.
 */
export function yamlFilesIn(root: string): FolderFiles {
  const files: string[] = [];
  const problems: Problem[] = [];
  let entries = 0;
  let tooMany = false;

  function tell(code: string, file: string, message: string, hint: string): void {
    problems.push({ code, place: { file, line: 0, column: 0 }, message, hint, allowed: [] });
  }

  /** Names and kinds in one folder, sorted; reading stops where there are too many. */
  function namesIn(folder: string): { name: string; folder: boolean; link: boolean }[] {
    const found: { name: string; folder: boolean; link: boolean }[] = [];
    const handle = opendirSync(folder);
    try {
      for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) {
        entries += 1;
        if (entries > MOST.entries) {
          tooMany = true;
          break;
        }
        if (!entry.name.startsWith('.'))
          found.push({ name: entry.name, folder: entry.isDirectory(), link: entry.isSymbolicLink() });
      }
    } finally {
      handle.closeSync();
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  function walk(folder: string, depth: number): void {
    if (depth > MOST.depth) {
      tell('too-many-files', folder, `folders are nested more than ${MOST.depth} deep`, 'put the files higher up');
      return;
    }
    for (const { name, folder: below, link } of namesIn(folder)) {
      if (tooMany) return;
      const path = join(folder, name);
      if (below) walk(path, depth + 1);
      else if (/\.ya?ml$/.test(name) && (!link || staysInside(path))) files.push(path);
      if (files.length > MOST.files) tooMany = true;
    }
  }

  function staysInside(path: string): boolean {
    try {
      const leads = relative(realpathSync(root), realpathSync(path));
      if (leads !== '..' && !leads.startsWith(`..${sep}`)) return true;
      tell('link-out-of-folder', path, 'the link leads out of the folder of scenarios', 'copy the file itself');
    } catch (error) {
      tell('unreadable-file', path, `cannot follow the link ${path}: ${reasonOf(error)}`, 'copy the file itself');
    }
    return false;
  }

  try {
    walk(root, 0);
  } catch (error) {
    tell('unreadable-file', root, `cannot read the folder ${root}: ${reasonOf(error)}`, 'check the path');
  }
  if (tooMany)
    tell(
      'too-many-files',
      root,
      `the folder holds more than ${MOST.files} YAML files, or more than ${MOST.entries} files in all`,
      'name a folder that holds scenarios and nothing else',
    );
  return { files: tooMany ? [] : files, problems };
}
