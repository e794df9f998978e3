/** The name `latest` beside the folders of all runs, which leads to the newest. */
import { lstatSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Points `latest` at a run's folder: a link, or where links are not allowed a file that holds the folder's name. */
export function pointLatest(folder: string, link: (to: string, at: string) => void = symlinkSync): void {
  const at = join(dirname(folder), 'latest');
  const fresh = `${at}.new`;
  rmSync(fresh, { force: true });
  try {
    link(basename(folder), fresh);
  } catch {
    writeFileSync(fresh, `${basename(folder)}\n`);
  }
  renameSync(fresh, at);
}

/** Follows `latest` where it is a file; any other path is given back as it came. */
export function followLatest(path: string): string {
  const seen = lstatSync(path, { throwIfNoEntry: false });
  if (basename(path) !== 'latest' || !seen?.isFile()) return path;
  return join(dirname(path), basename(readFileSync(path, 'utf8').trim()));
}
