/** The folder of a run is had by one command, before anything is sent; and what it says later is what the run ended with. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRunFolder } from '../evidence/index.ts';
import { assay, STACK_TRACE, start } from './testing-command.ts';

describe('the folder of a run, from outside', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'assay-run-folders-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [what, output] of [
    ['is none of the system', '/proc/assay-run'],
    ['is below a device', '/dev/null/run'],
  ] as const)
    it(`is tried before a bank is started: one that ${what} ends with 2`, async () => {
      const { code, out, err } = await assay('run', '--output', output, '--only', 'discovery.*');
      expect(code, `${out}\n${err}`).to.equal(2);
      expect(err).to.contain(`--output ${output}: `);
      expect(out).to.not.contain('profile');
      expect(`${out}\n${err}`).to.not.match(STACK_TRACE);
    });

  it('is not shared: the second run into it ends with 2, and the first goes on', async () => {
    const output = join(folder, 'shared');
    const first = start(['run', '--output', output, '--only', 'discovery.*']);
    await first.says(/profile/);
    for (const args of [
      ['run', '--output', output, '--only', 'discovery.*'],
      ['report', output],
    ]) {
      const second = await assay(...args);
      // The first may have been done by then, and the report of a finished run is nobody's but ours.
      if (first.child.exitCode !== null) break;
      expect(second.code, `${second.out}\n${second.err}`).to.equal(2);
      expect(second.err).to.match(/another run writes there \(process \d+ on |run\.json cannot be read/);
    }
    const { code, out, err } = await first.ended;
    expect(code, `${out}\n${err}`).to.equal(0);
    expect(readRunFolder(output).run.run.finished).to.equal(true);
  });

  it('is not taken from one who holds it, and said who that is', async () => {
    const output = join(folder, 'held');
    mkdirSync(output);
    writeFileSync(join(output, 'run.lock'), JSON.stringify({ pid: process.pid, host: hostname() }));
    const { code, out, err } = await assay('run', '--output', output, '--only', 'discovery.*');
    expect(code, `${out}\n${err}`).to.equal(2);
    expect(err).to.contain(`another run writes there (process ${process.pid} on`);
    expect(out).to.not.contain('profile');
  });

  it('tells the shell later what the run told it: a violation, and a run that was broken off', async () => {
    const output = join(folder, 'violated');
    const args = ['--only', 'pkce.downgrade*', '--defect', 'pkce-plain-accepted', '--output', output];
    expect((await assay('run', ...args)).code).to.equal(1);
    expect((await assay('rejudge', output)).code).to.equal(1);
    expect((await assay('report', output)).code).to.equal(1);
    const open = readdirSync(output, { recursive: true })
      .map((name) => join(output, String(name)))
      .filter((path) => (statSync(path).mode & 0o077) !== 0);
    expect(open, 'what others may read').to.deep.equal([]);
    expect(statSync(output).mode & 0o777).to.equal(0o700);
    const { run } = readRunFolder(output);
    const broken = { ...run, run: { ...run.run, finished: false, interrupted: true } };
    writeFileSync(join(output, 'run.json'), JSON.stringify(broken));
    for (const command of ['rejudge', 'report']) expect((await assay(command, output)).code, command).to.equal(130);
  });
});
