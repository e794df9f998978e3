import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readRunFolder } from './read-run.ts';

const program = join(dirname(fileURLToPath(import.meta.url)), 'testing-endless-run.js');

describe('a run that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-killed-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Kills the run when it has said a word, and waits until it is gone. */
  async function killedAt(word: string, path: string, ...more: string[]): Promise<void> {
    const child: ChildProcess = spawn(process.execPath, [program, path, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(child, 'exit');
    if (child.stdout) for await (const line of createInterface(child.stdout)) if (line === word) break;
    child.kill('SIGKILL');
    await gone;
  }

  it('leaves a run.json that can be read and says that it is unfinished', async () => {
    const path = join(folder, 'middle');
    await killedAt('under way', path);
    const { run, traces } = readRunFolder(path);
    expect(run.run.finished).to.equal(false);
    expect(run.run.finishedAt).to.equal(null);
    expect(run.cases.length).to.be.at.least(20);
    expect([...traces].length, 'what was finished is kept').to.be.at.least(20);
  });

  it('leaves one also when nothing is finished yet', async () => {
    const path = join(folder, 'start');
    await killedAt('begun', path, 'at-once');
    expect(readRunFolder(path).run.run.finished).to.equal(false);
  });
});
