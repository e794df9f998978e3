/** What an import has made so far: the files beside the target, the remarks in it, and what did not carry over. */
import type { Source } from '../load/source.ts';
import { type Remarks, remark } from './commented-yaml.ts';
import { lineOf } from './configuration.ts';

export interface OutputFile {
  /** A name of ours, relative to the folder: nothing of it comes from the configuration. */
  name: string;
  text: string;
  /** Readable by its owner alone. */
  secret: boolean;
}

export interface LeftOut {
  /** Such as `client.client_secret`, or what the command line said. */
  part: string;
  /** Null for what stands in no file. */
  line: number | null;
  reason: string;
}

export class Collected {
  readonly files: OutputFile[] = [];
  readonly remarks: Remarks = new Map();
  readonly leftOut: LeftOut[] = [];
  private readonly source: Source;

  constructor(source: Source) {
    this.source = source;
  }

  /** Something of the configuration that has no place in a target file. */
  drop(keys: (string | number)[], reason: string): void {
    this.leftOut.push({ part: keys.join('.'), line: lineOf(this.source, ...keys), reason });
  }

  /** Gives the file as the target names it. */
  keep(name: string, text: string, secret = false): string {
    this.files.push({ name, text, secret });
    return `./${name}`;
  }

  check(path: string, text: string): void {
    remark(this.remarks, path, 'check', text);
  }

  /** Null for text with a `${`: the loader would take it for a reference, and read the environment of whoever runs it. */
  plain(keys: (string | number)[], text: string | null): string | null {
    if (text === null || !text.includes('${')) return text;
    this.drop(keys, 'it holds ${, which a target file reads as a reference');
    return null;
  }
}
