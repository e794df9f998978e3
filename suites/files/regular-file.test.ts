import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRegular, UnusableFile } from './regular-file.ts';

describe('a file that somebody else named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-files-'));
  const at = (name: string): string => join(folder, name);
  const server = createServer();
  before((done) => {
    writeFileSync(at('good'), 'words');
    writeFileSync(at('large'), 'x'.repeat(1001));
    writeFileSync(at('empty'), '');
    mkdirSync(at('folder'));
    symlinkSync(at('good'), at('link'));
    execFileSync('mkfifo', [at('pipe')]);
    server.listen(at('socket'), done);
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const read = (path: string, links = true): Buffer => readRegular(path, { most: 1000, links });

  it('is read when it is a regular one that is not too large', () => {
    expect(read(at('good')).toString()).to.equal('words');
    expect(read(at('empty')).toString()).to.equal('');
    expect(read(at('link')).toString()).to.equal('words');
  });

  // biome-ignore format: a table, one row a line
  const REFUSED: [string, () => Buffer, UnusableFile['why']][] = [
    ['a device without an end', () => read('/dev/zero'), 'not-regular'],
    ['a pipe without a writer', () => read(at('pipe')), 'not-regular'],
    ['a socket', () => read(at('socket')), 'not-regular'],
    ['a folder', () => read(at('folder')), 'folder'],
    ['a link where none is followed', () => read(at('link'), false), 'link'],
    ['what is too large', () => read(at('large')), 'too-large'],
    ['a file of the system that says it is empty, and is not', () => read('/proc/self/smaps'), 'too-large'],
  ];
  for (const [what, act, why] of REFUSED)
    it(`is refused, and not waited for, when it is ${what}`, function () {
      if (process.platform !== 'linux') this.skip();
      expect(act).to.throw(UnusableFile).with.property('why', why);
    });

  it('is told by the system when it is not there', () => {
    expect(() => read(at('none'))).to.throw(/ENOENT/);
  });
});
