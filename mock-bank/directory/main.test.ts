import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));

describe('a directory that runs alone', () => {
  let program: ChildProcess;
  let folder: string;
  let told = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-directory-test-'));
    const args = ['--client', 'primary', '--client', 'mtls', '--valid', '60', '--state', folder, '--exit-with-parent'];
    program = spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const chunk of program.stdout ?? []) {
      told += String(chunk);
      if (told.includes(join('clients', 'mtls'))) break;
    }
  });
  after(async () => {
    const gone = once(program, 'exit');
    program.stdin?.end();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });

  const desk = async (path: string, body: object): Promise<{ [name: string]: string }> => {
    const management = /management\s+(\S+)/.exec(told)?.[1] ?? '';
    const answer = await fetch(management + path, { method: 'POST', body: JSON.stringify(body) });
    return (await answer.json()) as { [name: string]: string };
  };
  const clientOf = (name: string) => readFileSync(join(folder, 'clients', name, 'transport.pem'), 'utf8');

  it('writes its root and a certificate for each client', () => {
    const issuing = readFileSync(join(folder, 'ca.pem'), 'utf8').split(/(?<=-----END CERTIFICATE-----\n)/)[1] ?? '';
    for (const name of ['primary', 'mtls'])
      expect(new X509Certificate(clientOf(name)).verify(new X509Certificate(issuing).publicKey)).to.equal(true);
  });

  it('issues another like it, with a flaw if it is asked for one, and says what it does not know', async () => {
    const good = await desk('/certificates/issue', { like: 'mtls', flaw: '' });
    const bad = await desk('/certificates/issue', { like: 'mtls', flaw: 'expired' });
    const [a, b] = [good, bad].map(({ certificate = '' }) => new X509Certificate(certificate));
    expect(a?.subject).to.equal(b?.subject);
    expect(Date.parse(a?.validTo ?? '')).to.be.above(Date.now());
    expect(Date.parse(b?.validTo ?? '')).to.be.below(Date.now());
    expect((await desk('/certificates/issue', { like: 'mtls', flaw: 'odd' })).error).to.match(/^flaw is one of self-/);
    expect((await desk('/certificates/issue', { like: 'nobody' })).error).to.match(/there are primary, mtls/);
  });

  it('revokes, and tells until when the answers that it gave allow for the old status', async () => {
    const { serial = '' } = await desk('/certificates/issue', { like: 'primary' });
    const before = Math.floor(Date.now() / 1000) * 1000 + 60_000;
    const status = /status\s+(\S+)/.exec(told)?.[1] ?? '';
    expect((await fetch(`${status}/crl/${serial}.crl`)).status).to.equal(200);
    const { good_until = '' } = await desk('/certificates/revoke', { serial });
    // A list of its own is good for as long as was said from the second in which it was made.
    expect(Date.parse(good_until)).to.be.within(before, Date.now() + 60_000);
  });

  it('tells what is wrong with its options, and what they are', () => {
    const ended = spawnSync(process.execPath, [MAIN, '--valid', 'soon'], { encoding: 'utf8' });
    expect([ended.status, ended.stderr]).to.deep.equal([2, 'directory: --valid: not a number up to 31536000: soon\n']);
    expect(spawnSync(process.execPath, [MAIN, '--help'], { encoding: 'utf8' }).stdout).to.match(
      /^Usage: assay directory/,
    );
  });
});
