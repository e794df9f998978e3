/** What a nightly job leans on: little said, and an exit code that says what has to be done. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { assay } from './testing-command.ts';

describe('a nightly job', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'assay-nightly-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const list = join(folder, 'known.yaml');
  const known = (id: string): void =>
    writeFileSync(list, `deviations:\n  - { case: '${id}', verdict: fail, reason: TICKET-1, until: 2999-01-01 }\n`);
  const run = (output: string, ...words: string[]) =>
    assay(
      'run',
      '--only',
      'pkce.downgrade[method-plain]',
      '--output',
      join(folder, output),
      '--known-deviations',
      list,
      ...words,
    );
  const PLAIN = ['--defect', 'pkce-plain-accepted'];

  it('does not speak of a violated requirement where a known deviation holds, and still tells it', async () => {
    known('pkce.downgrade[method-plain]');
    const { code, out } = await run('holds', ...PLAIN);
    expect(code, out).to.equal(0);
    expect(out).to.contain(', 0 violated').and.contain('2 violated by known deviations alone');
    expect(out).to.match(/still holds \(fail, accepted until 2999-01-01\): TICKET-1/);
    expect(out).to.match(/Exit {4}0: no requirement was violated; left aside: 1 known deviation, \d+ cases not run\n/);
    const again = await assay('rejudge', join(folder, 'holds'));
    expect([again.code, again.out]).to.satisfy(
      ([end, told]: [number, string]) => end === 0 && told.includes('TICKET-1'),
    );
  });

  it('ends with 4 when a known deviation is no longer true, also when the run is judged again', async () => {
    known('pkce.downgrade');
    const { code, out } = await run('outdated', '--quiet');
    expect(code, out).to.equal(4);
    expect(out).to.contain('Known deviation pkce.downgrade passes now').and.contain('Exit    4: nothing was violated');
    expect(out).to.not.contain('profile reference: 1 case').and.not.contain('✔');
    expect((await assay('rejudge', join(folder, 'outdated'))).code).to.equal(4);
  });

  it('counts only what is as severe as asked, and says what it leaves aside', async () => {
    known('pkce.verifier[wrong]');
    const severity = (from: string, ...words: string[]) => run(from, '--fail-on', from, '--quiet', ...PLAIN, ...words);
    const [counted, json] = await Promise.all([severity('critical'), severity('high', '--json')]);
    expect(counted.code, counted.out).to.equal(1);
    expect(counted.out).to.match(/Exit {4}1: a requirement was violated;/);
    expect([json.code, json.err]).to.deep.equal([1, '']);
    expect(JSON.parse(json.out)).to.include({ exit: 1 });
  });
});
