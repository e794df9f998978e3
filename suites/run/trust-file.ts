/** Root certificates that a target names. */
import { readRegular } from '../files/regular-file.ts';

const LARGEST = 1_000_000;

/** The text of a file that was looked at when the target was loaded, read with the same care again. */
export const textOfTrust = (file: string): string => readRegular(file, { most: LARGEST, links: true }).toString('utf8');
