/** A mistake in a target file is told by one line, with what to do, before any case is run. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type LaunchedBank, launchBank } from './launch-bank.ts';
import { type Finding, preflight } from './preflight.ts';
import { prepare } from './prepare.ts';
import { ROOT } from './project.ts';

describe('a preflight', function () {
  this.timeout(120_000);
  let bank: LaunchedBank;
  let folder: string;
  let own: string;
  before(async () => {
    bank = await launchBank();
    folder = mkdtempSync(join(tmpdir(), 'assay-preflight-'));
    const told: { [name: string]: string } = {
      issuer: bank.issuer,
      host: new URL(bank.issuer).host,
      state: bank.state,
      management: bank.management,
    };
    // As of a bank that runs already: nothing of it is announced.
    own = readFileSync(join(ROOT, 'targets', 'mock-bank-plain.yaml'), 'utf8')
      .replace('launch: mock-bank\n', '')
      .replace(/\$\{launch\.(\w+)\}/g, (_, name: string) => told[name] ?? '');
  });
  after(async () => {
    await bank.stop();
    rmSync(folder, { recursive: true });
  });

  async function looked(change: (text: string) => string, hooks = false): Promise<Finding[]> {
    const changed = change(own);
    const target = join(folder, 'target.yaml');
    writeFileSync(target, changed);
    const prepared = await prepare({ target });
    try {
      const { signal } = new AbortController();
      return await preflight({ prepared, signal, extent: 'all', hooks });
    } finally {
      await prepared.close();
    }
  }

  it('finds nothing to mend where all is well, and tries the clock when asked to', async () => {
    const findings = await looked((text) => text, true);
    expect(findings.filter(({ state }) => state === 'bad' || state === 'warn')).to.deep.equal([]);
    const good = findings.filter(({ state }) => state === 'good').map(({ what }) => what);
    expect(good).to.include.members([
      'certificate primary',
      'clocks',
      'client primary',
      'client second',
      'denial by the user',
      'hook clock.advance',
    ]);
  });

  // biome-ignore format: one row, one line
  const MISTAKES: [string, (text: string) => string, string, RegExp, RegExp, boolean][] = [
    ['another client_id', (text) => text.replace('client_id: tpp-primary', 'client_id: nobody'), 'client primary', /stops at request: HTTP 401 invalid_client/, /Compare what the bank has registered/, true],
    ['the key of another client', (text) => text.replace('clients/primary/signing.jwk", alg: PS256', 'clients/second/signing.jwk", alg: ES256'), 'client primary', /invalid_client/, /the key \(and its `kid`\)/, true],
    ['another redirect_uri', (text) => text.replace('primary, redirect_uri: "https://tpp.example/callback"', 'primary, redirect_uri: "https://tpp.example/elsewhere"'), 'client primary', /stops at request: HTTP 400 invalid_request/, /redirect_uri/, true],
    ['a scope the client may not ask for', (text) => text.replace('openid resource', 'openid everything'), 'client primary', /stops at request: .*scope/, /scopes/, true],
    ['no trust in the server', (text) => text.replace(/trust: .*\n/, ''), 'client primary', /self-signed|issuer certificate|unable to/i, /`trust`/, true],
    ['a page without a rule', (text) => text.replace(/ {4}- \{ id: one-time-code.*\n/, ''), 'client primary', /no rule of the target file fits the page/, /Add a rule/, true],
    ['a button that is not there', (text) => text.replace('press: otp-submit', 'press: send-it'), 'client primary', /no button or link send-it/, /Mend this rule/, true],
    ['no button to deny', (text) => text.replace(', deny: deny', ''), 'denial by the user', /names no button to deny/, /a `deny`/, false],
    ['another resource', (text) => text.replace('/resource" }', '/nowhere" }'), 'client primary', /stops at access: .*404/, /`api`/, true],
    ['the certificate of another client', (text) => text.replace('signing.jwk", alg: PS256, identity: primary', 'signing.jwk", alg: PS256, identity: second'), 'client primary', /stops at request: HTTP 401 invalid_client/, /the certificate/, true],
  ];
  for (const [what, change, line, says, mend, operator] of MISTAKES)
    it(`tells ${what}`, async () => {
      const findings = await looked((text) => {
        const changed = change(text);
        expect(changed).to.not.equal(text);
        return changed;
      });
      const finding = findings.find((one) => one.what === line);
      expect(finding?.says).to.match(says);
      expect(finding?.mend ?? '').to.match(mend);
      expect(finding?.operator === true).to.equal(operator);
    });
});
