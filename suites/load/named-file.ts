/** Reads a file that a target file names, and reports what is wrong with it at the place that names it. */
import { readRegular, UnusableFile } from '../files/regular-file.ts';
import { reasonOf, type Source } from './source.ts';

/** Keys and certificates are small; what is larger is another file. */
const LARGEST = 1_000_000;

/** Null when it cannot be read, which is reported. */
export function textOfFile(file: string, node: unknown, source: Source): string | null {
  return bytesOfFile(file, node, source)?.toString('utf8') ?? null;
}

/** Null when it cannot be read, which is reported. */
export function bytesOfFile(file: string, node: unknown, source: Source): Buffer | null {
  try {
    return readRegular(file, { most: LARGEST, links: true });
  } catch (error) {
    if (error instanceof UnusableFile) {
      if (error.why === 'too-large')
        source.tell('file-too-large', node, `${file} is larger than 1 MB`, {
          hint: 'name the file of keys or certificates',
        });
      else
        source.tell('unreadable-file', node, `cannot read ${file}: ${error.message}`, { hint: 'name the file itself' });
      return null;
    }
    source.tell('unreadable-file', node, `cannot read ${file}: ${reasonOf(error)}`, {
      hint: 'check the path; it is relative to the target file',
    });
    return null;
  }
}

/** The JSON value in a file, or undefined, which is reported. */
export function parsedFile(file: string, node: unknown, source: Source) {
  const text = textOfFile(file, node, source);
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    source.tell('wrong-type', node, `${file} is not JSON`);
    return undefined;
  }
}
