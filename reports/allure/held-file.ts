/** A file of Allure's results that is in memory, packed: its kind costs no opening of files, of which a run has thousands. */
import type { ReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { BaseResultFile } from '@allurereport/reader-api';

/** Exchanges of one run are much alike, so the quickest level already makes them a tenth. */
const LEVEL = 1;

export class HeldFile extends BaseResultFile {
  /** In bytes, unpacked. */
  readonly size: number;
  readonly #packed: Buffer;

  constructor(content: Buffer, name: string) {
    super(basename(name));
    this.size = content.length;
    this.#packed = deflateRawSync(content, { level: LEVEL });
  }

  get content(): Buffer {
    return inflateRawSync(this.#packed);
  }

  protected override getContent(): ReadStream {
    return Readable.from([this.content]) as ReadStream;
  }

  protected override readMagicHeader(): Uint8Array {
    return this.content.subarray(0, 1024);
  }

  override getContentLength(): number {
    return this.size;
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
