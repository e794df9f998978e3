import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CLAIM, claimFolder, Unclaimable } from './folder-claim.ts';

describe('the folder of a run', () => {
  const base = mkdtempSync(join(tmpdir(), 'assay-claim-'));
  let count = 0;
  const fresh = (): string => {
    count += 1;
    return join(base, `${count}`);
  };
  after(() => rmSync(base, { recursive: true, force: true }));
  const lockOf = (path: string, holder: object, quietMs = 0): void => {
    mkdirSync(path);
    writeFileSync(join(path, CLAIM), JSON.stringify(holder));
    const then = (Date.now() - quietMs) / 1000;
    utimesSync(join(path, CLAIM), then, then);
  };

  it('belongs to one, and to the next when it was given back', () => {
    const path = fresh();
    const claim = claimFolder(path);
    expect(() => claimFolder(path)).to.throw(Unclaimable, /another run writes there \(process \d+ on /);
    claim.release();
    claimFolder(path).release();
  });

  it('is made with all above it, and goes again where nothing was put into it', () => {
    const path = join(fresh(), 'deep', 'er');
    const claim = claimFolder(path);
    expect(existsSync(path)).to.equal(true);
    claim.release();
    expect(readdirSync(base)).to.not.include(`${count}`);
    const used = claimFolder(path);
    writeFileSync(join(path, 'run.json'), '{}');
    used.release();
    expect(readdirSync(path)).to.deep.equal(['run.json']);
  });

  it('is taken over from a process that was killed, and not from one that lives', async () => {
    const path = fresh();
    const child: ChildProcess = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    await once(child, 'spawn');
    lockOf(path, { pid: child.pid, host: hostname() });
    expect(() => claimFolder(path)).to.throw(Unclaimable);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    claimFolder(path).release();
  });

  // biome-ignore format: a table, one row a line
  const LOCKS: [string, object, number, boolean][] = [
    ['another machine that still says so', { pid: 1, host: 'other' }, 0, false],
    ['another machine that has said nothing for a minute', { pid: 1, host: 'other' }, 61_000, true],
    ['a process before us with our number', { pid: process.pid, host: hostname() }, 0, true],
    ['somebody who has just begun to write the lock', {}, 0, false],
    ['somebody who never wrote it', {}, 10_000, true],
  ];
  for (const [who, holder, quietMs, free] of LOCKS)
    it(`is ${free ? '' : 'not '}to be had from ${who}`, () => {
      const path = fresh();
      lockOf(path, holder, quietMs);
      if (free) claimFolder(path).release();
      else expect(() => claimFolder(path)).to.throw(Unclaimable, /another run writes there/);
    });

  it('is tried at once, also where the system makes no folders, or nothing can be written', () => {
    writeFileSync(join(base, 'file'), '');
    for (const path of ['/proc/assay', '/proc/a/b/c', '/dev/null/x', join(base, 'file'), join(base, 'file', 'x')])
      expect(() => claimFolder(path), path).to.throw(Unclaimable);
    const path = fresh();
    mkdirSync(path);
    chmodSync(path, 0o500);
    if (process.getuid?.() !== 0) expect(() => claimFolder(path)).to.throw(Unclaimable, /nothing can be written/);
    chmodSync(path, 0o700);
  });

  it('says who has it', () => {
    const path = fresh();
    const claim = claimFolder(path);
    expect(JSON.parse(readFileSync(join(path, CLAIM), 'utf8'))).to.deep.equal({ pid: process.pid, host: hostname() });
    claim.release();
  });
});
