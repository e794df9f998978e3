/** The zip file of a bundle: written so that the same content gives the same bytes, read with care, for anybody may have made it. */
import { createHash } from 'node:crypto';
import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import yazl from 'yazl';

/** What goes into a bundle: a file on disk, bytes made here, or what another bundle holds. */
export interface Held {
  /** Inside the bundle, with `/`. */
  path: string;
  from: string | Buffer | Archive;
}

/** The file is not a bundle, or not a whole one. */
export class UnreadableBundle extends Error {}

export interface Archive {
  /** Sizes in bytes, by path. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Throws UnreadableBundle when it is not there, larger than `most` bytes, or damaged. */
  read(path: string, most: number): Promise<Buffer>;
  /** SHA-256 (hex) of the content; throws UnreadableBundle when it is damaged. */
  sha256(path: string): Promise<string>;
  /** The content as it is unpacked; it fails as the file is damaged. */
  stream(path: string): Promise<Readable>;
  close(): void;
}

/** A real run has some thousand files and some hundred megabytes. Past these nothing is unpacked. */
export const MOST = { entries: 50_000, bytes: 2_000_000_000 };

/** The first moment a zip file can tell; in local time, which is what it holds. */
const MTIME = new Date(1980, 0, 1);
const FILE = { mtime: MTIME, mode: 0o100644, forceDosTimestamp: true };
const REGULAR = 0o100000;
const KIND = 0o170000;
const UNIX = 3;

/** Whether a path is one that unpacks below the folder it is unpacked in, on every system. */
export const isPlainPath = (path: string): boolean =>
  path.length <= 400 &&
  !/[\\:\p{Cc}]/u.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

/** Writes beside and renames, so that a half written bundle never has the name of a whole one. */
export async function writeArchive(file: string, held: readonly Held[]): Promise<void> {
  const zip = new yazl.ZipFile();
  const fresh = `${file}.new`;
  try {
    const failed = new Promise<never>((_, reject) => zip.once('error', reject));
    for (const { path, from } of held)
      if (typeof from === 'string') zip.addFile(from, path, FILE);
      else if (Buffer.isBuffer(from)) zip.addBuffer(from, path, FILE);
      else
        zip.addReadStreamLazy(
          path,
          FILE,
          (give) => void given(from, path).then(([error, stream]) => give(error, stream)),
        );
    zip.end();
    await Promise.race([failed, pipeline(Readable.from(zip.outputStream), createWriteStream(fresh, { mode: 0o600 }))]);
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** As the writer of zip files takes it: an error, or what to read. */
async function given(archive: Archive, path: string): Promise<[unknown, Readable]> {
  try {
    return [null, await archive.stream(path)];
  } catch (error) {
    return [error, Readable.from([])];
  }
}

/** Reads the list of files and nothing else. Throws UnreadableBundle for all that no bundle holds. */
export async function openArchive(file: string): Promise<Archive> {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!facts?.isFile()) throw new UnreadableBundle(`${file} is not a file`);
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true }).catch(unreadable);
  try {
    const entries = await listed(zip);
    return opened(zip, entries);
  } catch (error) {
    zip.close();
    return unreadable(error);
  }
}

async function listed(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST.entries) throw new UnreadableBundle(`it holds more than ${MOST.entries} files`);
  const entries = new Map<string, Entry>();
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    const { fileName, uncompressedSize, externalFileAttributes, versionMadeBy } = entry;
    const mode = versionMadeBy >>> 8 === UNIX ? (externalFileAttributes >>> 16) & KIND : 0;
    if (!isPlainPath(fileName)) throw new UnreadableBundle(`it holds ${JSON.stringify(fileName)}, which is no path`);
    if (mode !== 0 && mode !== REGULAR) throw new UnreadableBundle(`${fileName} in it is a link, or no regular file`);
    if (entry.isEncrypted()) throw new UnreadableBundle(`${fileName} in it is encrypted`);
    if (entries.has(fileName)) throw new UnreadableBundle(`it holds ${fileName} twice`);
    bytes += uncompressedSize;
    if (bytes > MOST.bytes) throw new UnreadableBundle(`it is larger than ${MOST.bytes / 1e9} GB when unpacked`);
    entries.set(fileName, entry);
  }
  return entries;
}

function opened(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Archive {
  async function stream(path: string): Promise<Readable> {
    const entry = entries.get(path);
    if (entry === undefined) throw new UnreadableBundle(`it does not hold ${path}`);
    return zip.openReadStreamPromise(entry);
  }
  return {
    stream,
    sizes: new Map([...entries].map(([path, { uncompressedSize }]) => [path, uncompressedSize])),
    async read(path, most) {
      const size = entries.get(path)?.uncompressedSize ?? 0;
      if (size > most) throw new UnreadableBundle(`${path} in it is larger than ${most} bytes`);
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of await stream(path)) chunks.push(chunk as Buffer);
        return Buffer.concat(chunks);
      } catch (error) {
        return unreadable(error);
      }
    },
    async sha256(path) {
      try {
        const hash = createHash('sha256');
        for await (const chunk of await stream(path)) hash.update(chunk as Buffer);
        return hash.digest('hex');
      } catch (error) {
        return unreadable(error);
      }
    },
    close: () => zip.close(),
  };
}

function unreadable(error: unknown): never {
  if (error instanceof UnreadableBundle) throw error;
  throw new UnreadableBundle(
    `it is no zip file, or damaged: ${error instanceof Error ? error.message : String(error)}`,
  );
}
