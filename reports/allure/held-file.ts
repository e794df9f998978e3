/** A file of Allure's results that is in memory: read at once, where the packaged kind streams each through the disk again. */
import { BufferResultFile } from '@allurereport/reader-api';

export class HeldFile extends BufferResultFile {
  readonly content: Buffer;

  constructor(content: Buffer, name: string) {
    super(content, name);
    this.content = content;
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
}
