/** Secrets that were found in what was written, once for each kind. */
import type { Leak } from '../evidence/index.ts';

const MOST_FILES = 5;

/** A line for each kind, with the first files; empty when there are none. */
export function leakLines(leaks: readonly Leak[]): string {
  const kinds = [...new Set(leaks.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const files = leaks.filter((leak) => leak.kind === kind).map(({ file }) => file);
      const more = files.length > MOST_FILES ? ` and ${files.length - MOST_FILES} more files` : '';
      return `Secret (${kind}) in ${files.slice(0, MOST_FILES).join(', ')}${more}\n`;
    })
    .join('');
}
