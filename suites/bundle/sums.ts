/** SHA256SUMS: the list that `sha256sum --check` reads. */

const LINE = /^([0-9a-f]{64}) [ *](.+)$/;

/** By path, hex. Sorted, so that the same files give the same list. */
export function sumsText(sums: ReadonlyMap<string, string>): string {
  const lines = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, digest]) => `${digest}  ${path}\n`);
  return lines.join('');
}

/** Null when a line is something else, or a path stands there twice. */
export function readSums(text: string): Map<string, string> | null {
  const sums = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, digest, path] = LINE.exec(line) ?? [];
    if (digest === undefined || path === undefined || sums.has(path)) return null;
    sums.set(path, digest);
  }
  return sums;
}
