/** Zip files that no bundle is: refused before anything of them is unpacked. */
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect } from 'chai';
import yazl from 'yazl';
import { isPlainPath, openArchive, UnreadableBundle, writeArchive } from './archive.ts';

describe('the zip file of a bundle', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-archive-'));
    file = join(folder, 'a.zip');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function written(fill: (zip: yazl.ZipFile) => void): Promise<void> {
    const zip = new yazl.ZipFile();
    fill(zip);
    zip.end();
    await pipeline(Readable.from(zip.outputStream), createWriteStream(file));
  }
  /** Changes bytes where the writer would not let us: names and sizes, in both headers. */
  const patched = (from: Buffer, to: Buffer): void => {
    const bytes = readFileSync(file);
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) to.copy(bytes, at);
    writeFileSync(file, bytes);
  };
  const refused = async (): Promise<string> => {
    const told = await openArchive(file).then(
      () => 'it was opened',
      (error: unknown) => (error instanceof UnreadableBundle ? error.message : String(error)),
    );
    return told;
  };
  const one = (name: string) => (zip: yazl.ZipFile) => zip.addBuffer(Buffer.from('x'), name);

  it('gives back what was put in, and leaves nothing beside it', async () => {
    await writeArchive(file, [{ path: 'a/b.txt', from: Buffer.from('one') }]);
    const archive = await openArchive(file);
    expect([...archive.sizes]).to.deep.equal([['a/b.txt', 3]]);
    expect(String(await archive.read('a/b.txt', 3))).to.equal('one');
    archive.close();
    expect(readdirSync(folder)).to.deep.equal(['a.zip']);
  });

  // biome-ignore format: a table, one row a line
  const HOSTILE: [what: string, make: () => Promise<void>, told: RegExp][] = [
    ['leads out of its folder', async () => { await written(one('aa/x')); patched(Buffer.from('aa/x'), Buffer.from('../x')); }, /invalid relative path|is no path/],
    ['begins at the root', async () => { await written(one('aa/x')); patched(Buffer.from('aa/x'), Buffer.from('/a/x')); }, /absolute path|is no path/],
    ['has a backslash', async () => { await written(one('aa/x')); patched(Buffer.from('aa/x'), Buffer.from('aa\\x')); }, /invalid characters|is no path/],
    ['has a line end in its name', async () => { await written(one('aa/x')); patched(Buffer.from('aa/x'), Buffer.from('a\n/x')); }, /is no path/],
    ['is a link', () => written((zip) => zip.addBuffer(Buffer.from('/etc/passwd'), 'aa', { mode: 0o120777 })), /is a link/],
    ['is there twice', () => written((zip) => { one('aa')(zip); one('aa')(zip); }), /holds aa twice/],
    ['is a folder', () => written((zip) => zip.addEmptyDirectory('aa')), /is no path/],
  ];
  for (const [what, make, told] of HOSTILE)
    it(`is refused when a file in it ${what}`, async () => {
      await make();
      expect(await refused()).to.match(told);
    });

  it('is refused by the sizes it tells, before anything is unpacked', async () => {
    await written((zip) => zip.addBuffer(Buffer.alloc(0x1234567), 'aa'));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(0x1234567);
    patched(size, Buffer.from([0xfe, 0xff, 0xff, 0xfe]));
    expect(await refused()).to.match(/larger than 2 GB/);
  });

  it('is not read past the size that it tells', async () => {
    await written((zip) => zip.addBuffer(Buffer.alloc(100_000), 'aa'));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(100_000);
    patched(size, Buffer.from([1, 0, 0, 0]));
    const archive = await openArchive(file);
    const told = await archive.read('aa', 10).catch((error: unknown) => error);
    archive.close();
    expect(told).to.be.instanceOf(UnreadableBundle);
  });

  for (const [what, bytes] of [
    ['nothing', ''],
    ['text', 'not a zip file'],
    ['the end of a zip file', 'PK\u0005\u0006'.padEnd(22, '\u0000')],
  ] as const)
    it(`that holds ${what} is no bundle`, async () => {
      writeFileSync(file, bytes);
      const told = await openArchive(file)
        .then((archive) => archive.read('SHA256SUMS', 10))
        .catch((error: unknown) => error);
      expect(told).to.be.instanceOf(UnreadableBundle);
    });

  it('takes names that every system can unpack', () => {
    for (const good of ['a', 'a/b', 'traces/a.b[c].json', '.x']) expect(isPlainPath(good), good).to.equal(true);
    for (const bad of ['', '/a', 'a/', 'a//b', '..', 'a/../b', './a', 'a\\b', 'C:/a', 'a\u0000', 'a\u0007b'])
      expect(isPlainPath(bad), bad).to.equal(false);
  });
});
