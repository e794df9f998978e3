/** The command line as a person meets it: exit codes, help, and what it says of what it cannot do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { assay, start } from './commands/testing-command.ts';

describe('the command line', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'assay-cli-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('ends with 2 and a hint for what cannot be understood', async () => {
    const [option, command, shard] = await Promise.all([
      assay('run', '--profil', 'x'),
      assay('rnu'),
      assay('plan', '--shard', '5/4'),
    ]);
    for (const one of [option, command, shard]) expect(one.code).to.equal(2);
    expect(option.err).to.contain('--profile');
    expect(command.err).to.contain('run');
    expect(shard.err).to.contain('1/4');
  });

  it('ends with 2, and sends nothing, when the target cannot be used', async () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, 'name: x\nprofil: reference\n');
    const [missing, wrong] = await Promise.all([
      assay('run', '--target', join(folder, 'none.yaml')),
      assay('run', '--target', bad, '--defect', 'pkce-optional'),
    ]);
    expect(missing.code).to.equal(2);
    expect(missing.err).to.contain('none.yaml');
    expect(wrong.code).to.equal(2);
    expect(wrong.err).to.contain('bundled bank');
  });

  it('ends with 2 before a bank is started when no case is left to run', async () => {
    const { code, out, err } = await assay('run', '--only', 'pkce.*', '--area', 'sca');
    expect([code, out]).to.deep.equal([2, '']);
    expect(err).to.contain('no case fits --only pkce.* and --area sca together');
  });

  it('does not mind a reader that stops reading', async () => {
    const { child, ended } = start(['list', '--requirements']);
    child.stdout.destroy();
    expect(await ended).to.include({ code: 0, err: '' });
  });

  it('explains a case, lists them, and has help with an example for each command', async () => {
    const commands = ['run', 'bank', 'list', 'lint', 'explain', 'plan', 'selftest', 'rejudge', 'report', 'schema'];
    const [explained, ...helps] = await Promise.all([
      assay('explain', 'pkce.downgrade[method-plain]'),
      ...commands.map((name) => assay(name, '--help')),
    ]);
    expect(explained?.code).to.equal(0);
    expect(explained?.out).to.contain('pkce.method').and.contain('Controls');
    for (const help of helps) {
      expect(help.code).to.equal(0);
      expect(help.out).to.match(/Examples?:/);
    }
  });
});
