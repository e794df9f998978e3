/** What is packed is all that the command needs, and nothing that is only for its makers. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../run/project.ts';

describe('the package', function () {
  this.timeout(120_000);
  let folder: string;
  let files: string[];
  const run = (cwd: string, command: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-package-'));
    const packed = run(ROOT, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
    expect(packed.status, packed.stderr).to.equal(0);
    const [told] = JSON.parse(packed.stdout) as { files: { path: string }[] }[];
    files = (told?.files ?? []).map(({ path }) => path);
    const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    expect(run(folder, 'tar', 'xzf', archive).status).to.equal(0);
    // What npm would install beside it is here already.
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'package', 'node_modules'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('holds compiled files, scenarios, targets and docs, and neither tests nor sources nor maps', () => {
    for (const wanted of [
      'dist/suites/cli.js',
      'dist/mock-bank/main.js',
      'suites/assay.mjs',
      'scenarios/schema.json',
      'targets/mock-bank.yaml',
      'README.md',
    ])
      expect(files).to.include(wanted);
    expect(
      files.filter((path) => /\.(?:ts|map|tsbuildinfo)$|\.test\.js$|\/testing-|^\.ci\/|^bench\//.test(path)),
    ).to.deep.equal([]);
  });

  it('runs where nothing else is, and leaves its evidence in the folder where it was called', () => {
    const program = join(folder, 'package', 'suites', 'assay.mjs');
    const ended = run(folder, process.execPath, program, 'run', '--only', 'pkce.verifier[wrong]');
    expect(ended.status, `${ended.stdout}\n${ended.stderr}`).to.equal(0);
    expect(ended.stdout).to.include('1 case in');
    expect(ended.stderr).to.not.include('Building');
    expect(readdirSync(join(folder, 'reports', 'out'))).to.include('latest');
  });
});
