import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readRunFolder } from './run-folder.ts';

const program = join(dirname(fileURLToPath(import.meta.url)), 'testing-endless-run.js');

describe('a run that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-killed-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('leaves a run.json that can be read and says that it is unfinished', async () => {
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(child, 'exit');
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await gone;
    const { run, traces } = readRunFolder(folder);
    expect(run.run.finished).to.equal(false);
    expect(run.run.finishedAt).to.equal(null);
    expect(traces.length, 'what was finished is kept').to.be.above(0);
  });
});
