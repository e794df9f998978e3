/** What the ratios of a benchmark may be at most: a guard against growing slower, in no unit that depends on the machine. */
import { readFileSync } from 'node:fs';

/** Ratios of the harness, over the bare loop where nothing else is said. */
export interface Ratios {
  /** Wall time to the last verdict on disk. */
  overhead: number;
  /** The same, with all reports. */
  overheadWithReports: number;
  /** Processor time of the TPP's process. */
  processor: number;
  /** Wall time of many lanes at a distant bank, over the ideal. */
  concurrency: number;
}

/** One line for each ratio beyond its bound in the file, a JSON object by name. Throws when the file has no bound for one. */
export function beyond(ratios: Partial<Ratios>, file: string): string[] {
  const bounds = JSON.parse(readFileSync(file, 'utf8')) as Partial<Ratios>;
  return Object.entries(ratios).flatMap(([name, ratio]: [string, number]) => {
    const bound = bounds[name as keyof Ratios];
    if (typeof bound !== 'number') throw new Error(`${file} has no bound for ${name}`);
    return ratio <= bound ? [] : [`${name} is ${ratio.toFixed(2)}, and ${file} allows ${bound}`];
  });
}
