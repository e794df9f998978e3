/** What the ratios of a benchmark may be at most: a guard against growing slower, in no unit that depends on the machine. */
import { readFileSync } from 'node:fs';

/** Ratios of the harness over the bare loop, and of commands that only read over bare parsing. */
export interface Ratios {
  /** Wall time to the last verdict on disk. */
  overhead: number;
  /** The same, with all reports. */
  overheadWithReports: number;
  /** Processor time of the TPP's process. */
  processor: number;
  /** Processor time of `assay lint`; null where it cannot be measured. */
  lint: number | null;
  /** The same for `assay list`. */
  list: number | null;
  /** Wall time of many lanes at a distant bank, over the ideal. */
  concurrency: number;
  /** Processor time of the kill matrix for a defect, over that of running all cases for each group of variations, each between its own controls. */
  selfTest: number;
}

/** One line for each ratio beyond its bound in the file, a JSON object by name. Throws when the file has no bound for one. */
export function beyond(ratios: { [name: string]: number | null }, file: string): string[] {
  const bounds = JSON.parse(readFileSync(file, 'utf8')) as { [name: string]: unknown };
  return Object.entries(ratios).flatMap(([name, ratio]) => {
    const bound = bounds[name];
    if (typeof bound !== 'number') throw new Error(`${file} has no bound for ${name}`);
    return ratio === null || ratio <= bound ? [] : [`${name} is ${ratio.toFixed(2)}, and ${file} allows ${bound}`];
  });
}
