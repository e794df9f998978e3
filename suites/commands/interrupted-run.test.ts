/** A run that is broken off: Ctrl-C ends it in order, kill -9 at once; what was finished can be read, and no bank stays behind. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { readRunFolder } from '../evidence/index.ts';
import { type Command, STACK_TRACE, start } from './testing-command.ts';

const BANK = /at https:\/\/localhost:(\d+), profile/;
const A_CASE = /\n\S+ (?:pass|observed) +\S+/;

describe('a run that is broken off', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'assay-broken-off-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function expectGone(port: number): Promise<void> {
    const [error] = (await once(connect(port, 'localhost'), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).to.equal('ECONNREFUSED');
  }

  /** Waits until nobody listens there: a connection that is taken breaks when whoever took it is gone, or tired of its silence. */
  async function untilGone(port: number): Promise<void> {
    for (;;) {
      const socket = connect(port, 'localhost');
      let refused = false;
      socket.on('error', ({ code }: NodeJS.ErrnoException) => {
        refused ||= code === 'ECONNREFUSED';
      });
      await new Promise((resolve) => socket.on('close', resolve));
      if (refused) return;
    }
  }

  /** Starts a run and waits for its first finished case. */
  async function underWay(output: string): Promise<{ command: Command; port: number }> {
    const command = start(['run', '--output', output, '--concurrency', '2', '--verbose']);
    const [, port = ''] = await command.says(BANK);
    await command.says(A_CASE);
    return { command, port: Number(port) };
  }

  it('by Ctrl-C ends with 130, says so in run.json and its pages, says how to go on, and stops the bank', async () => {
    const output = join(folder, 'interrupted');
    const { command, port } = await underWay(output);
    command.child.kill('SIGINT');
    const { code, out, err } = await command.ended;
    expect(code, `${out}\n${err}`).to.equal(130);
    expect(out).to.contain('Interrupted').and.contain('Exit    130').and.not.match(STACK_TRACE);
    expect(err).to.not.match(STACK_TRACE);
    await expectGone(port);
    const { run, traces } = readRunFolder(output);
    expect(run.run).to.include({ finished: false, interrupted: true });
    expect(run.cases.length).to.be.above(0);
    expect(run.cases.filter(({ verdict }) => verdict === 'fail' || verdict === 'error')).to.deep.equal([]);
    expect([...traces].map(({ id }) => id)).to.have.members(run.cases.map(({ id }) => id));
    expect(out).to.contain(`run --concurrency 2 --verbose --no-allure-report --resume ${output}`);
    const written = (name: string): string => readFileSync(join(output, name), 'utf8');
    expect(written('junit.xml').match(/<testcase /g)).to.have.length(run.cases.length);
    expect(written('index.html')).to.contain('it was interrupted').and.contain('--resume');
  });

  it('by a fault that nobody caught ends with 70, says so in run.json, accuses nobody, and stops the bank', async () => {
    const output = join(folder, 'escaped');
    const args = ['run', '--output', output, '--concurrency', '2'];
    const preloaded = pathToFileURL(join(import.meta.dirname, 'testing-escape.js')).href;
    const command = start(args, { NODE_OPTIONS: `--import=${preloaded}` });
    const [, port = ''] = await command.says(BANK);
    const { code, out, err } = await command.ended;
    expect(code, `${out}\n${err}`).to.equal(70);
    expect(out)
      .to.contain('The harness itself failed: nobody caught this')
      .and.contain('Exit    70')
      .and.not.match(STACK_TRACE);
    expect(err).to.not.match(STACK_TRACE);
    await expectGone(Number(port));
    const { run, traces } = readRunFolder(output);
    expect(run.run).to.include({ finished: false, interrupted: true, fault: 'nobody caught this' });
    expect(run.cases.length).to.be.above(0);
    expect(run.cases.filter(({ verdict }) => verdict === 'fail' || verdict === 'error')).to.deep.equal([]);
    expect([...traces].map(({ id }) => id)).to.have.members(run.cases.map(({ id }) => id));
  });

  it('by the loss of its folder ends with 70, says so, and sends no more', async () => {
    const output = join(folder, 'lost');
    const { command, port } = await underWay(output);
    renameSync(output, join(folder, 'moved-away'));
    const { code, out, err } = await command.ended;
    expect(code, `${out}\n${err}`).to.equal(70);
    expect(err).to.match(/^nothing more can be written to .*lost, so nothing more was sent: ENOENT/m);
    expect(`${out}\n${err}`).to.not.match(STACK_TRACE);
    // What was told was kept before: nothing is told, and so nothing counts, that no folder holds.
    const told = out.split('\n').flatMap((line) => /^\S (?:pass|fail|observed) +(\S+)/.exec(line)?.[1] ?? []);
    const { run, traces } = readRunFolder(join(folder, 'moved-away'));
    // The last traces may be newer than run.json, which is written for several cases at once; `rejudge` judges them.
    const kept = new Set([...traces].map(({ id }) => id));
    expect(told.length).to.be.above(0);
    expect(told.filter((id) => !kept.has(id))).to.deep.equal([]);
    // The rest of the plan was never begun; how much that is depends on when the folder was moved.
    expect(told.length).to.be.below(run.run.plan.count);
    await expectGone(port);
  });

  it('by kill -9 leaves a run.json that says it is unfinished, and the bank ends by itself', async () => {
    const output = join(folder, 'killed');
    const { command, port } = await underWay(output);
    command.child.kill('SIGKILL');
    expect((await command.ended).signal).to.equal('SIGKILL');
    const { run } = readRunFolder(output);
    expect(run.run).to.include({ finished: false, interrupted: false, finishedAt: null });
    await untilGone(port);
  });
});
