import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Program, programIsThere, runProgram } from './command.ts';
import { HookFailed } from './hook-failed.ts';

describe('a program of the operator', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-command-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const node = (script: string, ...args: string[]): Program => ({
    ...{ argv: [process.execPath, '-e', script, '--', ...args], folder, variables: { ASSAY_INPUT_SECONDS: '61' } },
  });
  const failing = (program: Program, timeoutMs = 30_000): Promise<string> =>
    runProgram(program, timeoutMs).then(
      (text) => `it gave ${text}`,
      (error: Error) => (error instanceof HookFailed ? error.message : `no failure of a hook: ${error}`),
    );

  it('is given its arguments as they are, variables beside ours, and the folder of the target', async () => {
    const script =
      'console.log(JSON.stringify([process.argv.slice(1), process.env.ASSAY_INPUT_SECONDS, !!process.env.PATH]))';
    const words = ['$(exit 3)', 'a b', '*', '"'];
    expect(JSON.parse(await runProgram(node(script, ...words), 30_000))).to.deep.equal([words, '61', true]);
    await runProgram(node("require('node:fs').writeFileSync('here', 'x')"), 30_000);
    expect(readFileSync(join(folder, 'here'), 'utf8')).to.equal('x');
  });

  // biome-ignore format: one row, one line
  const ROWS: [string, () => Program, RegExp][] = [
    ['ends badly', () => node('console.error("no\\u0007 such\\nuser " + "x".repeat(9999)); process.exit(3)'), /^the command node ended with 3: no such user x{150,200}$/],
    ['is killed', () => node('process.kill(process.pid, "SIGKILL")'), /ended with SIGKILL$/],
    ['is not there', () => ({ ...node(''), argv: ['assay-no-such-program'] }), /^the command assay-no-such-program cannot be started: there is no such program$/],
    ['may not be executed', () => {
      writeFileSync(join(folder, 'plain.txt'), 'text', { mode: 0o600 });
      return { ...node(''), argv: [join(folder, 'plain.txt')] };
    }, /^the command plain.txt cannot be started: the file may not be executed$/],
    ['writes without an end', () => node('const fill = () => process.stdout.write("x".repeat(65536), fill); fill()'), /wrote more than 1000000 bytes$/],
    ['cannot be given a null character', () => ({ ...node(''), variables: { A: 'a\0' } }), /cannot be started: /],
  ];
  for (const [what, program, message] of ROWS)
    it(`fails with words for an operator when it ${what}`, async () => {
      expect(await failing(program())).to.match(message);
    });

  it('is given up when its time is over, though what it has started holds its output open', async () => {
    // The child of the child keeps the output open: without the end of the whole group nobody would come back.
    const script =
      "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], { stdio: 'inherit' })";
    expect(await failing(node(script), 300)).to.equal('the command node took longer than 0.3 s');
  });

  it('is looked for by its path, or where programs are', () => {
    const [path, file] = [join(process.execPath, '..'), process.execPath.split('/').at(-1) ?? ''];
    expect([programIsThere([process.execPath], ''), programIsThere([file], `/nowhere:${path}`)]).to.deep.equal([
      true,
      true,
    ]);
    expect([programIsThere([join(folder, 'none')], path), programIsThere(['none'], path)]).to.deep.equal([
      false,
      false,
    ]);
  });
});
