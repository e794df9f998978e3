/** A mistake in a target file is told by one line, with what to do, before any case is run. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { CaseTrace } from '../evidence/index.ts';
import { Rejected } from './exit.ts';
import { type LaunchedBank, launchBank } from './launch-bank.ts';
import { flowFinding, preflight } from './preflight.ts';
import { certificateFindings } from './preflight-certificates.ts';
import { type Finding, noticeOf } from './preflight-finding.ts';
import { mendFor } from './preflight-mend.ts';
import { prepare } from './prepare.ts';
import { ROOT } from './project.ts';

describe('a preflight', function () {
  this.timeout(120_000);
  let bank: LaunchedBank;
  let folder: string;
  let own: string;
  let host: string;
  before(async () => {
    bank = await launchBank();
    folder = mkdtempSync(join(tmpdir(), 'assay-preflight-'));
    host = new URL(bank.issuer).host;
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
      'UserInfo',
      'denial by the user',
      'hook clock.advance',
    ]);
  });

  // biome-ignore format: one row, one line
  const MISTAKES: [string, (text: string) => string, string, RegExp, RegExp, boolean][] = [
    ['another client_id', (text) => text.replace('client_id: tpp-primary', 'client_id: nobody'), 'client primary', /stops at request \(.*\): HTTP 401 invalid_client/, /Compare what the bank has registered/, true],
    ['the key of another client', (text) => text.replace('clients/primary/signing.jwk", alg: PS256', 'clients/second/signing.jwk", alg: ES256'), 'client primary', /invalid_client/, /the key \(and its `kid`\)/, true],
    ['another redirect_uri', (text) => text.replace('primary, redirect_uri: "https://tpp.example/callback"', 'primary, redirect_uri: "https://tpp.example/elsewhere"'), 'client primary', /stops at request \(.*\): HTTP 400 invalid_request/, /redirect_uri/, true],
    ['a scope the client may not ask for', (text) => text.replace('openid resource', 'openid everything'), 'client primary', /stops at request \(.*\): .*scope/, /scopes/, true],
    ['no trust in the server', (text) => text.replace(/trust: .*\n/, ''), 'address', /self-signed|issuer certificate|unable to/i, /`trust`/, true],
    ['trust in other roots', (text) => text.replace('/ca.pem', '/clients/primary/transport.pem'), 'address', /issuer certificate|unable to/i, /`trust`/, true],
    ['an address where nobody is', (text) => text.replaceAll(host, 'localhost:1'), 'address', /^https:\/\/localhost:1: .*ECONNREFUSED/, /check `issuer`/, true],
    ['a host that there is not', (text) => text.replaceAll(host, 'bank.invalid'), 'address', /^https:\/\/bank.invalid: .*(ENOTFOUND|EAI_AGAIN)/, /check `issuer`/, true],
    ['a port without TLS', (text) => text.replaceAll(host, new URL(bank.management).host), 'address', /does not speak TLS/, /check `issuer`/, true],
    ['a wrong password', (text) => text.replace(/users-file: .*/, 'users: [{ username: anna, password: "not-her-password", otp: "000000" }]'), 'client primary', /stops at authorization \(.*\): /, /user name, password/, true],
    ['a proxy where nobody is', (text) => text.replace('psu:', 'proxy: { url: "http://127.0.0.1:1" }\npsu:'), 'proxy', /ECONNREFUSED/, /The proxy stands in the way/, true],
    ['a page without a rule', (text) => text.replace(/ {4}- \{ id: one-time-code.*\n/, ''), 'client primary', /no rule of the target file fits the page/, /Add a rule/, true],
    ['a button that is not there', (text) => text.replace('press: otp-submit', 'press: send-it'), 'client primary', /no button or link send-it/, /Mend this rule/, true],
    ['no button to deny', (text) => text.replace(', deny: deny', ''), 'denial by the user', /names no button to deny/, /a `deny`/, false],
    ['another resource', (text) => text.replace('/resource" }', '/nowhere" }'), 'client primary', /stops at access \(GET https:.*\/nowhere\): HTTP 404/, /`api`/, true],
    ['the certificate of another client', (text) => text.replace('signing.jwk", alg: PS256, identity: primary', 'signing.jwk", alg: PS256, identity: second'), 'client primary', /stops at request \(.*\): HTTP 401 invalid_client/, /the certificate/, true],
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

  it('tells that UserInfo takes no token of the plain flow, until the target says that it is left out', async () => {
    const unfit = (text: string): string => text.replace('openid resource', 'resource');
    const told = (findings: Finding[]) => findings.filter(({ what }) => what === 'UserInfo');
    const [finding, ...more] = told(await looked(unfit));
    expect(more).to.deep.equal([]);
    expect(finding).to.include({ state: 'warn' });
    expect(finding?.says).to.match(/does not take the access token of the plain flow: .*insufficient_scope/);
    expect(finding?.mend).to.include('`without: [userinfo]`');
    const without = (text: string): string => `${unfit(text)}\nwithout: [userinfo]\n`;
    expect(told(await looked(without))).to.deep.equal([]);
  });

  it('tells client certificates that are over, that are to come, and that end soon', async () => {
    writeFileSync(join(folder, 'target.yaml'), own);
    const { target, close } = await prepare({ target: join(folder, 'target.yaml') });
    await close();
    const day = 86_400_000;
    const inDays = (days: number): string =>
      certificateFindings(target, Date.now() + days * day)
        .filter(({ what }) => what === 'certificate primary')
        .map(({ state, says, mend, operator }) => [state, says, mend, operator].join(' | '))
        .join();
    expect(inDays(0)).to.match(/^good \| is its key's, and in date until \d{4}-\d\d-\d\d/);
    expect(inDays(360)).to.match(/^warn \| .* until .* \| Have it renewed soon/);
    expect(inDays(1000)).to.match(/^bad \| ended on \d{4}-\d\d-\d\d \| Have it renewed, .* \| true$/);
    expect(inDays(-1000)).to.match(/^bad \| begins on \d{4}-\d\d-\d\d \| Check the clock of this machine/);
  });

  it('tells once what stops several clients', async () => {
    const findings = await looked((text) => text.replace('/resource" }', '/nowhere" }'));
    const second = findings.find(({ what }) => what === 'client second');
    expect(second).to.deep.include({ state: 'bad', says: 'stops in the same way as client primary', mend: null });
  });

  it('is not begun with another issuer, for the metadata tells', async () => {
    writeFileSync(join(folder, 'target.yaml'), own.replace(/^issuer: .*$/m, `issuer: ${bank.issuer}/`));
    const error = await prepare({ target: join(folder, 'target.yaml') }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Rejected);
    expect((error as Rejected).problems.map(({ message }) => message).join()).to.include(bank.issuer);
  });

  it('tells hooks: those that are wrong, those that were used, and those of which nothing is known', async () => {
    const operator = `operator:
  clock.advance: { post: "${bank.management}/nowhere", json: { advance_seconds: "\${seconds}" } }
  clock.reset: { post: "${bank.management}/clock", json: { reset: "true" } }
  consent.revoke: { post: "${bank.management}/consents/\${consent}/revoke" }
  cert.revoke: { command: [assay-no-such-program, "\${serial}"] }
  psu.otp: { get: "${bank.management}/otp/\${username}", outputs: { otp: otp } }
  cert.status-service: { post: "${bank.management}/x", check: { get: "${bank.management}/otp/none" } }
`;
    const findings = await looked((text) => text.replace(/operator:[\s\S]*$/, operator), true);
    const hooks = findings.filter(({ what }) => what.startsWith('hook '));
    const told = Object.fromEntries(hooks.map(({ what, state, says }) => [what.slice(5), `${state} ${says}`]));
    expect(told['clock.advance']).to.match(/^bad .*\/nowhere answered 404/);
    expect(told['consent.revoke']).to.match(
      /^unknown .* answers; what it does was not tried, for it declares no `check`$/,
    );
    expect(told['cert.revoke']).to.match(/^bad the command assay-no-such-program cannot be started/);
    expect(told['cert.status-service']).to.match(/^bad .*\/otp\/none answered 4\d\d/);
    expect(told['psu.otp']).to.equal('good gave the code in the plain flow');
    expect(hooks.filter(({ state }) => state === 'bad').every(({ mend, operator: whose }) => mend && whose)).to.equal(
      true,
    );
  });
});

describe('what a preflight makes of what it has seen', () => {
  it('has words for a server certificate of another host, and for one that is not in date', () => {
    const of = (detail: string): string =>
      mendFor('discovery.fetch', { ok: false, codes: ['tls.server-untrusted'], clear: false, detail }).mend ?? '';
    expect(of("Hostname/IP does not match certificate's altnames: Host: a. is not in the cert's altnames")).to.match(
      /certificate of another host/,
    );
    expect(of('certificate has expired')).to.match(/not in date/);
    expect(of('self-signed certificate in certificate chain')).to.match(/`trust`/);
  });

  it('tells how to write that access tokens are no JWTs, once it has seen one, and is silent where they are', () => {
    const seen = (variant: string, alg: string | null): CaseTrace => {
      const grant = { id: 'grant', outcome: { ok: true }, facts: { 'token.alg': alg } };
      const access = { id: 'access', outcome: { ok: true }, facts: {} };
      const attempts = [{ role: 'case', steps: [grant, access] }];
      return { variant: { 'access-token': variant }, withheld: null, attempts } as unknown as CaseTrace;
    };
    const told = flowFinding('client primary', seen('jwt', null));
    expect(told).to.include({ state: 'warn', says: 'gets through, and its access token is no signed JWT' });
    expect(told.mend).to.match(/`access-token: opaque` under `variant`/);
    expect(flowFinding('client primary', seen('jwt', 'PS256')).state).to.equal('good');
    expect(flowFinding('client primary', seen('opaque', null)).state).to.equal('good');
  });

  it('becomes a line of the report where there is something to mend', () => {
    const mend = 'Set both by a time server.';
    expect(noticeOf({ what: 'clocks', state: 'warn', says: '9 s apart', mend })).to.equal(
      'Before the run, clocks: 9 s apart (Set both by a time server.)',
    );
    expect(noticeOf({ what: 'clocks', state: 'good', says: '0 s apart', mend: null })).to.equal(null);
  });
});
