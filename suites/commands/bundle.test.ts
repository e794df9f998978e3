/** A run handed over as one file: made, checked by us, and changed on the way. */
import { createHash, X509Certificate } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { openArchive } from '../bundle/archive.ts';
import { rewritten } from '../bundle/testing-bundle.ts';
import { type BundledRun, bundledRun } from './testing-bundle-run.ts';
import { assay, type Ended, STACK_TRACE } from './testing-command.ts';

describe('a bundle of a run', function () {
  this.timeout(120_000);
  let bundled: BundledRun;
  const at = (...names: string[]): string => bundled.at(...names);
  const verify = (...args: string[]): Promise<Ended> => assay('verify', ...args);
  before(async () => {
    bundled = await bundledRun();
  });
  after(() => bundled.remove());

  it('is made, and holds at its check what its run says', async () => {
    expect(bundled.made.code, bundled.made.err).to.equal(0);
    const { code, out } = await verify(at('run.zip'), '--key', at('signer.pem'));
    expect(code, out).to.equal(0);
    expect(out).to.match(
      /nothing was changed, added or taken away\n1 case judged again .*same verdicts\nSigned .* the one that was named\nHanded over by Ada Example\n/,
    );
    expect(bundled.made.out).to.include(/SHA-256 is ([0-9a-f]{64})/.exec(out)?.[1]);
  });

  it('says what was tested with what, by whom, when, and how far apart the clocks were', async () => {
    const archive = await openArchive(at('run.zip'));
    const manifest = JSON.parse(String(await archive.read('manifest.json', 1e7)));
    const result = String(await archive.read('RESULT.txt', 1e7));
    const names = [...archive.sizes.keys()];
    expect(manifest.bundle).to.deep.include({ by: 'Ada Example', at: '2026-02-01T10:00:00.000Z' });
    expect(manifest.harness).to.include({ node: process.version });
    expect(manifest.clock.source).to.equal('NTP');
    expect(Math.abs(manifest.clock.bankAhead.medianMs)).to.be.below(2000);
    expect(manifest.certificates.server.map(({ subject }: { subject: string }) => subject)).to.include('CN=localhost');
    expect(manifest.certificates.client.map(({ identity }: { identity: string }) => identity)).to.deep.equal([
      'primary',
    ]);
    // The public part of each lies beside the traces, by its own SHA-256.
    for (const { file, sha256 } of [...manifest.certificates.server, ...manifest.certificates.client]) {
      const der = await archive.read(file, 1e5);
      expect(createHash('sha256').update(new X509Certificate(der).raw).digest('hex')).to.equal(sha256);
    }
    expect(names).to.include.members([
      'run/index.html',
      'run/junit.xml',
      'run/traces/pkce.verifier[wrong].json',
      'scenarios/pkce/verifier.yaml',
    ]);
    expect(names.some((name) => name.startsWith('scenarios/_requirements/'))).to.equal(true);
    archive.close();
    expect(result).to.match(/REQUIREMENTS NOT TESTED, AND WHY \([1-9]\d*\)/);
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
      expect(code, out + err).to.equal(2);
      expect(out + err)
        .to.match(told)
        .and.to.not.match(STACK_TRACE);
      expect(readdirSync(at()).filter((name) => /^x\.zip|\.new$/.test(name))).to.deep.equal([]);
    });

  it('of a run that was killed is made when all that it came to is judged, and says that it did not finish', async () => {
    cpSync(at('run'), at('killed'), { recursive: true });
    const file = at('killed', 'run.json');
    const whole = JSON.parse(readFileSync(file, 'utf8'));
    const none = Object.fromEntries(Object.keys(whole.totals).map((verdict) => [verdict, 0]));
    writeFileSync(file, JSON.stringify({ ...whole, run: { ...whole.run, finished: false }, cases: [], totals: none }));
    const early = await assay('bundle', at('killed'), '--output', at('killed.zip'));
    expect([early.code, early.err]).to.satisfy(
      ([end, said]: [number, string]) => end === 2 && /no verdict yet for 1 of its traces/.test(said),
    );
    await assay('rejudge', at('killed'), '--write');
    const { code, err } = await assay('bundle', at('killed'), '--output', at('killed.zip'));
    expect(code, err).to.equal(0);
    const checked = await verify(at('killed.zip'));
    expect(checked.code, checked.out).to.equal(0);
    expect(checked.out).to.include('The run did not finish');
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
