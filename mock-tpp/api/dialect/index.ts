/** The dialects by the name a target file gives; a new one is a new row. */
import type { Dialect } from './dialect.ts';
import { plain } from './plain.ts';
import { uk31 } from './uk-3.1.ts';

export type * from './dialect.ts';

const rows: readonly Dialect[] = [uk31, plain];

export const dialects: ReadonlyMap<string, Dialect> = new Map(rows.map((row) => [row.name, row]));
