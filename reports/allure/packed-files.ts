/** The files of a page, packed: alike ones side by side, equal ones once, in blocks that the page unpacks when it is asked for one. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';

const deflated = promisify(deflateRaw);

export interface PageFile {
  name: string;
  content: Buffer;
}

/** Where a file lies: number of the block, and offset and length in bytes after the directory of that block. */
export type Place = [block: number, from: number, length: number];

/**
 * A block, unpacked, is one line of JSON, the places of its files by name, and then what they hold. A file that an earlier
 * block holds already is only named.
 */
export interface PackedFiles {
  /** Packs files that will be asked for together into a block, and gives its number. One after the other: each is to be awaited. */
  add(files: readonly PageFile[]): Promise<number>;
  /** Bytes written so far, as they lie in the page. */
  readonly bytes: number;
  /** No more are added; the blocks are the elements of HTML in this file. */
  close(): string;
  /** Takes the file away. */
  remove(): void;
}

/** The element of the page that holds a block. */
export const blockId = (block: number): string => `block-${block}`;

/**
 * @param path the file that is written to while the page is not complete
 * @param look shown each block before it is packed, for afterwards nobody can search it
 */
export function packFiles(path: string, look: (bytes: Buffer) => void): PackedFiles {
  const out = openSync(path, 'w');
  const known = new Map<string, Place>();
  let blocks = 0;
  let bytes = 0;

  function lay(files: readonly PageFile[]): { places: { [name: string]: Place }; contents: Buffer[] } {
    const places: { [name: string]: Place } = {};
    const contents: Buffer[] = [];
    let from = 0;
    for (const { name, content } of files) {
      const digest = createHash('sha256').update(content).digest('base64');
      let place = known.get(digest);
      if (place === undefined) {
        place = [blocks, from, content.length];
        known.set(digest, place);
        contents.push(content);
        from += content.length;
      }
      places[name] = place;
    }
    return { places, contents };
  }

  return {
    async add(files) {
      const { places, contents } = lay(files.toSorted(alike));
      const plain = Buffer.concat([Buffer.from(`${JSON.stringify(places)}\n`), ...contents]);
      look(plain);
      const text = (await deflated(plain)).toString('base64');
      const element = `<script type="application/octet-stream" id="${blockId(blocks)}">${text}</script>\n`;
      writeFileSync(out, element);
      bytes += element.length;
      blocks += 1;
      return blocks - 1;
    },
    get bytes() {
      return bytes;
    },
    close() {
      closeSync(out);
      return path;
    },
    remove: () => rmSync(path, { force: true }),
  };
}

/** By kind, then by size: what is beside its like packs to half. */
function alike(a: PageFile, b: PageFile): number {
  const [x, y] = [extname(a.name), extname(b.name)];
  if (x !== y) return x < y ? -1 : 1;
  return a.content.length - b.content.length || (a.name < b.name ? -1 : 1);
}
