/** A bundle checked with openssl, sha256sum and a shell alone, in the words of its own README.txt, and what openssl makes checked by us. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { authority } from '../bundle/testing-authority.ts';
import { KEYS, rewritten } from '../bundle/testing-bundle.ts';
import { type BundledRun, bundledRun, TOOLS, tool, UNTRIED } from './testing-bundle-run.ts';
import { assay, type Ended } from './testing-command.ts';

describe('a bundle checked by hand', function () {
  this.timeout(120_000);
  let bundled: BundledRun;
  const at = (...names: string[]): string => bundled.at(...names);
  const verify = (...args: string[]): Promise<Ended> => assay('verify', ...args);
  before(async () => {
    bundled = await bundledRun();
  });
  after(() => bundled.remove());

  for (const [kind, make] of KEYS)
    it(`is checked with sha256sum and openssl alone when a key of the kind ${kind} signed it${UNTRIED}`, async function () {
      if (!TOOLS) this.skip();
      writeFileSync(at(`${kind}.key`), make().export({ format: 'pem', type: 'pkcs8' }));
      const { code, err, out } = await assay(
        'bundle',
        at('run'),
        '--output',
        at(`${kind}.zip`),
        '--sign',
        at(`${kind}.key`),
      );
      expect(code, err).to.equal(0);
      const here = await bundled.unpacked(at(`${kind}.zip`), kind);
      expect(tool('sha256sum', ['--check', '--quiet', '--strict', 'SHA256SUMS'], here)).to.deep.equal({
        status: 0,
        out: '',
      });
      // The very commands that the bundle tells its reader.
      const readme = readFileSync(join(here, 'README.txt'), 'utf8');
      const counts = [...readme.matchAll(/^ {2}(.*wc -l.*)$/gm)].map(([, line = '']) =>
        tool('sh', ['-c', line], here).out.trim(),
      );
      expect(counts).to.have.length(2);
      expect(counts[0]).to.match(/^\d+$/).and.to.equal(counts[1]);
      const [, command = ''] = /^ {2}(openssl .*SHA256SUMS.*)$/m.exec(readme) ?? [];
      const [program = '', ...args] = command.split(' ');
      expect(tool(program, args, here).status, command).to.equal(0);
      const der = spawnSync('openssl', ['pkey', '-pubin', '-in', 'signer.pem', '-outform', 'DER'], { cwd: here });
      const digest = spawnSync('sha256sum', { input: der.stdout, encoding: 'utf8' }).stdout.slice(0, 64);
      expect(out).to.include(digest);
      writeFileSync(join(here, 'run', 'run.json'), '{}');
      expect(tool('sha256sum', ['--check', '--quiet', '--strict', 'SHA256SUMS'], here).status).to.equal(1);
      writeFileSync(join(here, 'SHA256SUMS'), `${readFileSync(join(here, 'SHA256SUMS'), 'utf8')}\n`);
      expect(tool(program, args, here).status).to.not.equal(0);
    });

  it('takes an encrypted key with its certificate, and says whose it is', async function () {
    if (!TOOLS) this.skip();
    tool('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-passout',
      'pass:secret',
      '-subj',
      '/O=Example Audit/CN=Ada',
      '-days',
      '2',
      '-keyout',
      at('own.key'),
      '-out',
      at('own.pem'),
    ]);
    const args = [
      'bundle',
      at('run'),
      '--output',
      at('own.zip'),
      '--sign',
      at('own.key'),
      '--certificate',
      at('own.pem'),
    ];
    const without = await assay(...args);
    expect([without.code, without.err]).to.deep.equal([
      2,
      `--sign ${at('own.key')} is encrypted: name the variable that holds its passphrase with --passphrase-env\n`,
    ]);
    process.env.ASSAY_TEST_PASSPHRASE = 'secret';
    const { code, err } = await assay(...args, '--passphrase-env', 'ASSAY_TEST_PASSPHRASE');
    delete process.env.ASSAY_TEST_PASSPHRASE;
    expect(code, err).to.equal(0);
    const checked = await verify(at('own.zip'), '--key', at('own.pem'));
    expect(checked.code, checked.out).to.equal(0);
    expect(checked.out).to.include('certificate for O=Example Audit, CN=Ada (its issuer was not looked at)');
  });

  it(`takes a time stamp, which openssl checks as well${UNTRIED}`, async function () {
    if (!TOOLS) this.skip();
    copyFileSync(at('run.zip'), at('stamped.zip'));
    mkdirSync(at('authority'));
    const stamp = authority(at('authority'));
    const asked = await assay('timestamp', at('stamped.zip'), '--request', at('asked.tsq'));
    expect(asked.code, asked.err).to.equal(0);
    writeFileSync(at('answer.tsr'), stamp(readFileSync(at('asked.tsq'))));
    const put = await assay('timestamp', at('stamped.zip'), '--answer', at('answer.tsr'));
    expect(put.code, put.err).to.equal(0);
    const { code, out } = await verify(
      at('stamped.zip'),
      '--key',
      at('signer.pem'),
      '--authority',
      at('authority', 'root.pem'),
    );
    expect(code, out).to.equal(0);
    expect(out).to.match(/It was there at \d{4}-.*, says CN=Example Time, the authority that was named\n/);
    const here = await bundled.unpacked(at('stamped.zip'), 'stamped');
    // As README.txt says it.
    const args = [
      'ts',
      '-verify',
      '-data',
      'SHA256SUMS',
      '-in',
      'SHA256SUMS.tsr',
      '-CAfile',
      at('authority', 'root.pem'),
    ];
    expect(tool('openssl', args, here).status).to.equal(0);
    const other = await assay('timestamp', at('own.zip'), '--answer', at('answer.tsr'));
    expect([other.code, other.err]).to.deep.equal([2, `--answer ${at('answer.tsr')}: it is about something else\n`]);
    await rewritten(at('stamped.zip'), (files) => files.set('SHA256SUMS.tsr', Buffer.from('x')));
    const forged = await verify(at('stamped.zip'));
    expect(forged.code).to.equal(6);
    expect(forged.out).to.include('the time stamp: it is no answer of an authority');
    const without = await verify(at('run.zip'), '--authority', at('authority', 'root.pem'));
    expect([without.code, without.out]).to.satisfy(
      ([end, said]: [number, string]) => end === 6 && said.includes('it has no time stamp'),
    );
  });
});
