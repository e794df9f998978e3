/** A configuration of the OpenID Foundation suite becomes a target that works, and a hostile one harms nobody. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type LaunchedBank, launchBank } from '../run/launch-bank.ts';
import { assay } from './testing-command.ts';
import { configurationOf } from './testing-suite-configuration.ts';

const PLAN =
  'fapi2-security-profile-final-test-plan[client_auth_type=private_key_jwt][sender_constrain=mtls][openid=openid_connect][fapi_profile=plain_fapi]';

describe('assay import oidf', function () {
  this.timeout(90_000);
  let bank: LaunchedBank;
  let folder: string;
  before(async () => {
    bank = await launchBank();
    folder = mkdtempSync(join(tmpdir(), 'assay-import-'));
  });
  after(async () => {
    await bank.stop();
    rmSync(folder, { recursive: true });
  });

  const configuration = () => configurationOf(bank);

  function written(name: string, held: unknown): string {
    const file = join(folder, name);
    writeFileSync(file, typeof held === 'string' ? held : JSON.stringify(held, null, 2));
    return file;
  }

  it('gives a target that runs as it is, key files for their owner alone, and a list of what is missing', async () => {
    const output = join(folder, 'good');
    const failures = written('failures.json', [
      {
        'test-name': 'fapi2-security-profile-final-par-plain-pkce-rejected',
        variant: '*',
        'configuration-filename': 'con*.json',
        condition: 'X',
        'expected-result': 'failure',
        comment: 'known, ${env.HOME}',
      },
      {
        'test-name': 'fapi2-security-profile-final-refresh-token',
        variant: { sender_constrain: 'dpop' },
        'configuration-filename': '*',
        'expected-result': 'failure',
      },
      { 'test-name': 'some-other-module', variant: '*', 'configuration-filename': '*', 'expected-result': 'warning' },
    ]);
    const imported = await assay(
      ...['import', 'oidf', written('config.json', configuration()), '--plan', PLAN, '--output', output],
      ...['--trust', join(bank.state, 'ca.pem'), '--expected-failures', failures],
    );
    expect(imported.code, imported.err).to.equal(0);
    expect(imported.out).to.match(/client\.client_secret \(line \d+\): no client here authenticates with a secret/);
    expect(imported.out)
      .to.match(/tasks\.2\.commands\.1 \(line \d+\)/)
      .and.to.include('happy-flow');
    expect(imported.out).to.include('it is for another variant').and.to.include('some-other-module');
    for (const secret of [
      'keys/primary-signing.jwk',
      'keys/primary-transport.key',
      'keys/second-signing.jwk',
      'users.json',
    ])
      expect(statSync(join(output, secret)).mode & 0o777, secret).to.equal(0o600);
    const text = readFileSync(join(output, 'target.yaml'), 'utf8');
    expect(text)
      .to.include('deny: deny')
      .and.to.include('sender-constraint: mtls')
      .and.to.include('name: bundled-bank');
    expect(`${text}${imported.out}`).to.not.match(/not-for-any-file-1|PRIVATE KEY|"d"/);
    const deviations = readFileSync(join(output, 'known-deviations.yaml'), 'utf8');
    expect(deviations).to.include('pkce.downgrade[method-plain]').and.to.not.include('${');
    // Its one case would pass at a sound bank, which a run tells as unexpected.
    // The bank sends another one-time code each time, where the suite types a fixed one.
    const hook = `operator: { psu.otp: { get: "${bank.management}/otp/\${username}", outputs: { otp: otp } } }\n`;
    writeFileSync(join(output, 'target.yaml'), `${text.replace('deviations: ./known-deviations.yaml\n', '')}${hook}`);
    const target = join(output, 'target.yaml');
    const linted = await assay('lint', '--target', target);
    expect(linted.code, linted.err).to.equal(0);
    const only = ['pkce.verifier[wrong]', 'authorization.response[denied]', 'binding.grant[code]'];
    const ran = await assay('run', '--target', target, '--output', join(folder, 'run'), '--only', only.join(','));
    expect(ran.code, `${ran.out}${ran.err}`).to.equal(0);
    for (const id of only) expect(`${ran.out}${ran.err}`).to.match(new RegExp(`pass +${id.replace(/[[\]]/g, '\\$&')}`));
  });

  it('overwrites nothing', async () => {
    const output = join(folder, 'kept');
    const args = ['import', 'oidf', written('config.json', configuration()), '--offline', '--output', output];
    expect((await assay(...args)).code).to.equal(0);
    const again = await assay(...args);
    expect([again.code, again.err.includes('is there already')]).to.deep.equal([2, true]);
  });

  it('says what it cannot read by file and line, and never falls over what a file holds', async () => {
    const rows: [name: string, held: unknown, told: RegExp][] = [
      ['list.json', [1], /list\.json:1:1/],
      ['text.json', '{ "a": \n tru }', /text\.json/],
      ['deep.json', '['.repeat(10_000), /deep\.json/],
      ['no-server.json', { server: { discoveryUrl: ['x'] } }, /no-server\.json:\d+:\d+ bad-url/],
      ['odd-url.json', { server: { discoveryUrl: 'file:///x/.well-known/openid-configuration' } }, /bad-url/],
    ];
    for (const [name, held, told] of rows) {
      const { code, err } = await assay(
        'import',
        'oidf',
        written(name, held),
        '--output',
        join(folder, 'none'),
        '--offline',
      );
      expect([name, code]).to.deep.equal([name, 2]);
      expect(err).to.match(told);
    }
    expect(
      (await assay('import', 'oidf', written('x.json', configuration()), '--plan', 'fapi-ciba-id1-test-plan')).code,
    ).to.equal(2);
    expect(existsSync(join(folder, 'none'))).to.equal(false);
  });

  it('writes into its folder alone, and takes nothing out of the environment, whatever names and values say', async () => {
    const output = join(folder, 'hostile');
    const hostile = {
      ...configuration(),
      alias: '../../../${env.HOME}/x\nname: other',
      description: 'a\u2028b\r\nname: evil\n\u001b[31m',
      client: {
        client_id: '${env.HOME}',
        scope: 'a: b # c',
        jwks: { keys: [{ kty: '../..' }, 7, null] },
        '../../x': 1,
        __proto__: 1,
      },
      mtls: { cert: '../../etc/passwd', key: 'x' },
      browser: [
        {
          match: 7,
          tasks: [
            { task: '../a\n', commands: [['text', 'id', '${env.HOME}', 'v'], ['click', 'id', 'a]} b: "c'], 'x', [[]]] },
            null,
            3,
          ],
        },
        'x',
      ],
      override: { constructor: null, a: { browser: 7, toString: 1 } },
      resource: 'none',
    };
    const { code, err, out } = await assay(
      'import',
      'oidf',
      written('hostile.json', hostile),
      '--offline',
      '--output',
      output,
    );
    expect(code, err).to.equal(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys is looked for
    expect(out).to.not.match(/\u001b\[31m|^name: evil/m);
    const text = readFileSync(join(output, 'target.yaml'), 'utf8');
    expect(text)
      .to.not.include('${env.HOME')
      .and.to.not.match(/^name: (?:evil|other)/m);
    const linted = await assay('lint', '--target', join(output, 'target.yaml'));
    expect(linted.code).to.equal(2);
    expect(linted.err)
      .to.match(/fill-in\n\d+ \| +client_id: FILL-IN/)
      .and.to.not.include('not-yaml');
  });
});
