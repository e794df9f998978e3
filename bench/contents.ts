/** What a run has left on disk. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Contents {
  files: number;
  bytes: number;
  /** Bytes of the HTML among them. */
  pages: number;
}

/** Everything below a folder. */
export function contentsOf(folder: string): Contents {
  const total: Contents = { files: 0, bytes: 0, pages: 0 };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { size } = statSync(join(entry.parentPath, entry.name));
    total.files += 1;
    total.bytes += size;
    if (entry.name.endsWith('.html')) total.pages += size;
  }
  return total;
}
