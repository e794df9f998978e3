/** From nothing to a target file that a run takes: what the metadata shows is filled in, the rest is told by line. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type LaunchedBank, launchBank } from '../run/launch-bank.ts';
import { assay } from './testing-command.ts';

describe('assay init', function () {
  this.timeout(60_000);
  let bank: LaunchedBank;
  let folder: string;
  before(async () => {
    bank = await launchBank();
    folder = mkdtempSync(join(tmpdir(), 'assay-init-'));
  });
  after(async () => {
    await bank.stop();
    rmSync(folder, { recursive: true });
  });

  it('writes a file whose open lines lint points at, and which is right when they are filled in', async () => {
    const file = join(folder, 'bank.yaml');
    const client = join(bank.state, 'clients', 'primary');
    const written = await assay(
      ...[
        'init',
        file,
        '--yes',
        '--issuer',
        bank.issuer,
        '--trust',
        join(bank.state, 'ca.pem'),
        '--client-id',
        'tpp-primary',
      ],
      ...['--signing', join(client, 'signing.jwk'), '--certificate', join(client, 'transport.pem')],
      ...['--certificate-key', join(client, 'transport.key')],
    );
    expect(written.code, written.err).to.equal(0);
    expect(written.out).to.include('1 line still to fill in').and.to.include('npx assay doctor');
    const text = readFileSync(file, 'utf8');
    expect(text).to.include('profile: fapi2-security').and.to.include(`issuer: ${bank.issuer}`);
    expect(text).to.not.match(/BEGIN|"d":/);
    const open = await assay('lint', '--target', file);
    expect(open.code).to.equal(2);
    expect(open.err).to.match(/bank\.yaml:\d+:\d+ fill-in\n\d+ \| +redirect_uri: FILL-IN/);
    const whole = text.replace('FILL-IN', 'https://tpp.example/cb').replace(/"\$\{env\.PSU_\w+\}"/g, 'somebody-else-7');
    writeFileSync(file, whole);
    const linted = await assay('lint', '--target', file);
    expect(linted.code, linted.err).to.equal(0);
  });

  it('writes over nothing, and says what it needs', async () => {
    const file = join(folder, 'kept.yaml');
    writeFileSync(file, 'mine');
    const refused = await assay('init', file, '--yes', '--issuer', bank.issuer);
    expect([refused.code, readFileSync(file, 'utf8')]).to.deep.equal([2, 'mine']);
    const nameless = await assay('init', join(folder, 'none.yaml'), '--yes');
    expect(nameless.code).to.equal(2);
    expect(nameless.err).to.include('--issuer');
  });

  it('writes a file also when the metadata cannot be had, and says so', async () => {
    const file = join(folder, 'silent.yaml');
    const { code, out } = await assay('init', file, '--yes', '--issuer', 'https://127.0.0.1:9');
    expect(code).to.equal(0);
    expect(out).to.include('could not be read');
    expect(readFileSync(file, 'utf8')).to.include('everything here is assumed');
  });

  it('writes for any host, dialect and users a file in which only what a person knows is missing', async () => {
    const file = join(folder, 'uk.yaml');
    const said = [
      '--dialect',
      'uk-3.1',
      '--profile',
      'fapi2-uk',
      '--user',
      'jo',
      '--api',
      'accounts=https://api.bank.test/aisp',
    ];
    const { code, err } = await assay(
      'init',
      file,
      '--yes',
      '--issuer',
      'https://127.0.0.1:9/.well-known/openid-configuration',
      ...said,
    );
    expect(code, err).to.equal(0);
    expect(readFileSync(file, 'utf8'))
      .to.include('issuer: https://127.0.0.1:9\n')
      .and.to.include('${env.PSU_JO_PASSWORD}');
    const linted = await assay('lint', '--target', file);
    const codes = new Set([...linted.err.matchAll(/uk\.yaml:\d+:\d+ ([\w-]+)/g)].map(([, found]) => found));
    // Each place once: what is to be filled in is not also called wrong.
    expect([...codes].sort()).to.deep.equal(['fill-in', 'undefined-value']);
    const refused = await assay(
      'init',
      join(folder, 'none.yaml'),
      '--yes',
      '--issuer',
      'https://127.0.0.1:9',
      '--dialect',
      'uk',
    );
    expect([refused.code, refused.err.includes('uk-3.1')]).to.deep.equal([2, true]);
  });

  it('names files as seen from the target', async () => {
    const file = join(folder, 'below', 'bank.yaml');
    mkdirSync(join(folder, 'below'));
    await assay('init', file, '--yes', '--issuer', 'https://127.0.0.1:9', '--signing', join(folder, 'signing.jwk'));
    expect(readFileSync(file, 'utf8')).to.include('signing: ../signing.jwk');
  });
});
