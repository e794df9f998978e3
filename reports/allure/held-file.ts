/** A file of Allure's results that is in memory: its kind costs no opening of files, of which a run has thousands. */
import type { ReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { BaseResultFile } from '@allurereport/reader-api';

export class HeldFile extends BaseResultFile {
  readonly content: Buffer;

  constructor(content: Buffer, name: string) {
    super(basename(name));
    this.content = content;
  }

  protected override getContent(): ReadStream {
    return Readable.from([this.content]) as ReadStream;
  }

  protected override readMagicHeader(): Uint8Array {
    return this.content.subarray(0, 1024);
  }

  override getContentLength(): number {
    return this.content.length;
  }

  override async asBuffer(): Promise<Buffer> {
    return this.content;
  }

  override async asUtf8String(): Promise<string> {
    return this.content.toString('utf8');
  }

  override async asJson<T>(): Promise<T> {
    return JSON.parse(this.content.toString('utf8')) as T;
  }

  override writeTo(path: string): Promise<void> {
    return writeFile(path, this.content);
  }
}
