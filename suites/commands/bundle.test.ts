/** A run handed over as one file: made, checked with openssl and sha256sum alone, checked by us, and changed on the way. */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { openArchive } from '../bundle/archive.ts';
import { authority } from '../bundle/testing-authority.ts';
import { KEYS, rewritten } from '../bundle/testing-bundle.ts';
import { assay, type Ended, STACK_TRACE } from './testing-command.ts';

const tool = (command: string, args: string[], cwd?: string): { status: number | null; out: string } => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  return { status, out: `${stdout}${stderr}` };
};
const OPENSSL = tool('openssl', ['version']).status === 0 && tool('sha256sum', ['--version']).status === 0;
const NEEDS = OPENSSL ? '' : ' (not tried: openssl or sha256sum is not installed here)';

describe('a bundle of a run', function () {
  this.timeout(120_000);
  let folder: string;
  let made: Ended;
  const at = (...names: string[]): string => join(folder, ...names);
  const verify = (...args: string[]): Promise<Ended> => assay('verify', ...args);

  async function unpacked(zip: string, into: string): Promise<string> {
    const archive = await openArchive(zip);
    for (const [path, size] of archive.sizes) {
      mkdirSync(dirname(at(into, path)), { recursive: true });
      writeFileSync(at(into, path), await archive.read(path, size));
    }
    archive.close();
    return at(into);
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-bundles-'));
    const ran = await assay('run', '--only', 'pkce.verifier[wrong]', '--output', at('run'));
    expect(ran.code, ran.err).to.equal(0);
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(at('signer.key'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
    writeFileSync(at('signer.pem'), publicKey.export({ format: 'pem', type: 'spki' }));
    made = await assay(
      'bundle',
      at('run'),
      '--output',
      at('run.zip'),
      '--sign',
      at('signer.key'),
      '--by',
      'Ada Example',
      '--at',
      '2026-02-01T10:00:00Z',
      '--time-source',
      'NTP',
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is made, and holds at its check what its run says', async () => {
    expect(made.code, made.err).to.equal(0);
    const { code, out } = await verify(at('run.zip'), '--key', at('signer.pem'));
    expect(code, out).to.equal(0);
    expect(out).to.match(
      /nothing was changed, added or taken away\n1 cases judged again .*same verdicts\nSigned .* the one that was named\nHanded over by Ada Example\n/,
    );
    expect(made.out).to.include(/SHA-256 is ([0-9a-f]{64})/.exec(out)?.[1]);
  });

  it('says what was tested with what, by whom, when, and how far apart the clocks were', async () => {
    const archive = await openArchive(at('run.zip'));
    const manifest = JSON.parse(String(await archive.read('manifest.json', 1e7)));
    const result = String(await archive.read('RESULT.txt', 1e7));
    const names = [...archive.sizes.keys()];
    archive.close();
    expect(manifest.bundle).to.deep.include({ by: 'Ada Example', at: '2026-02-01T10:00:00.000Z' });
    expect(manifest.harness).to.include({ node: process.version });
    expect(manifest.clock.source).to.equal('NTP');
    expect(Math.abs(manifest.clock.bankAhead.medianMs)).to.be.below(2000);
    expect(manifest.certificates.server.map(({ subject }: { subject: string }) => subject)).to.include('CN=localhost');
    expect(manifest.certificates.client.map(({ identity }: { identity: string }) => identity)).to.deep.equal([
      'primary',
    ]);
    expect(names).to.include.members([
      'run/index.html',
      'run/junit.xml',
      'run/traces/pkce.verifier[wrong].json',
      'scenarios/pkce/verifier.yaml',
    ]);
    expect(names.some((name) => name.startsWith('scenarios/_requirements/'))).to.equal(true);
    expect(result).to.match(/REQUIREMENTS NOT TESTED, AND WHY \([1-9]\d*\)/);
  });

  for (const [kind, make] of KEYS)
    it(`is checked with sha256sum and openssl alone when a key of the kind ${kind} signed it${NEEDS}`, async function () {
      if (!OPENSSL) this.skip();
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
      const here = await unpacked(at(`${kind}.zip`), kind);
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
    if (!OPENSSL) this.skip();
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

  it(`takes a time stamp, which openssl checks as well${NEEDS}`, async function () {
    if (!OPENSSL) this.skip();
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
    const here = await unpacked(at('stamped.zip'), 'stamped');
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

  it('shows a verdict that does not follow from its trace, whoever signed it', async () => {
    cpSync(at('run'), at('forged'), { recursive: true });
    const file = at('forged', 'run.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"verdict":"pass"', '"verdict":"fail"'));
    await assay('bundle', at('forged'), '--output', at('forged.zip'), '--sign', at('signer.key'));
    const { code, out } = await verify(at('forged.zip'), '--key', at('signer.pem'));
    expect(code).to.equal(6);
    expect(out).to.include('pkce.verifier[wrong]: run.json says fail, and its trace pass');
  });

  // biome-ignore format: a table, one row a line
  const CHANGED: [what: string, change: (files: Map<string, Buffer>) => unknown, told: RegExp][] = [
    ['a trace is gone', (files) => files.delete('run/traces/pkce.verifier[wrong].json'), /verifier\[wrong\]\.json is missing/],
    ['run.json is another thing', (files) => files.set('run/run.json', Buffer.from('{"schema":"assay.run/4","run":{},"cases":[null],"requirements":[],"scenarios":{}}')), /run\.json was changed|what no run/],
    ['run.json is no JSON', (files) => files.set('run/run.json', Buffer.from('[')), /run\.json is no run of this harness/],
    ['the manifest is gone', (files) => files.delete('manifest.json'), /does not hold manifest\.json/],
  ];
  for (const [what, change, told] of CHANGED)
    it(`is told as changed when ${what}`, async () => {
      copyFileSync(at('run.zip'), at('changed.zip'));
      await rewritten(at('changed.zip'), change);
      const { code, out, err } = await verify(at('changed.zip'));
      expect(code, err).to.equal(6);
      expect(out)
        .to.match(told)
        .and.to.match(/The bundle is not what was made/);
      expect(out + err).to.not.match(STACK_TRACE);
    });

  it('is not made of a run whose trace is gone, and rejudge says so, too', async () => {
    cpSync(at('run'), at('lost'), { recursive: true });
    rmSync(at('lost', 'traces', 'pkce.verifier[wrong].json'));
    const { code, err } = await assay('bundle', at('lost'), '--output', at('lost.zip'));
    expect(code).to.equal(6);
    expect(err).to.include('traces/pkce.verifier[wrong].json is missing');
    expect(existsSync(at('lost.zip'))).to.equal(false);
    const judged = await assay('rejudge', at('lost'));
    expect([judged.code, judged.out]).to.satisfy(
      ([end, out]: [number, string]) => end === 6 && out.includes('is missing: run.json has a verdict'),
    );
    expect(judged.out).to.not.include('No verdict changed');
  });

  // biome-ignore format: a table, one row a line
  const REFUSED: [what: string, args: () => string[], told: RegExp][] = [
    ['there is a file of that name', () => ['bundle', at('run'), '--output', at('run.zip')], /is there already/],
    ['the key is none', () => ['bundle', at('run'), '--output', at('x.zip'), '--sign', at('run', 'run.json')], /--sign .*holds no private key/],
    ['the key is a public one', () => ['bundle', at('run'), '--output', at('x.zip'), '--sign', at('signer.pem')], /holds a public key only/],
    ['the time is none', () => ['bundle', at('run'), '--output', at('x.zip'), '--at', 'noon'], /write it as 2026/],
    ['there is no bundle', () => ['verify', at('none.zip')], /is not a file/],
    ['the named key is none', () => ['verify', at('run.zip'), '--key', at('signer.key')], /holds no public key/],
  ];
  for (const [what, args, told] of REFUSED)
    it(`is refused, and nothing is left behind, when ${what}`, async () => {
      const { code, out, err } = await assay(...args());
      expect(code, out + err).to.be.oneOf([2, 6]);
      expect(out + err)
        .to.match(told)
        .and.to.not.match(STACK_TRACE);
      expect(readdirSync(folder).filter((name) => /^x\.zip|\.new$/.test(name))).to.deep.equal([]);
    });

  it('is refused when the scenarios are not those of the run', async () => {
    cpSync(at('run'), at('older'), { recursive: true });
    const file = at('older', 'run.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"scenarios":\{"digest":"."?/, '$&0'));
    const { code, err } = await assay('bundle', at('older'), '--output', at('x.zip'));
    expect(code).to.equal(2);
    expect(err).to.include('the scenarios are not those of the run');
  });
});
