/** Configurations for other plans of the OpenID Foundation suite than the first one: each becomes a target that lints and runs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { type LaunchedBank, launchBank } from '../run/launch-bank.ts';
import { assay } from './testing-command.ts';
import { configurationOf, type SuiteClients } from './testing-suite-configuration.ts';

interface Sample {
  what: string;
  plan: string;
  around: (issuer: string) => SuiteClients;
  /** Parts of the target. */
  target: { [member: string]: unknown };
  variant: { [axis: string]: string };
  api: (issuer: string) => { [base: string]: string };
  /** Modules that are expected to fail, and the cases that become known deviations. */
  expected: { [module: string]: string[] };
  /** Cases that pass with the target as it is. */
  runs: string[];
}

const FAPI1 = 'fapi1-advanced-final';
const FAPI2 = 'fapi2-security-profile-final';
const plain = (issuer: string) => ({ resource: `${issuer}/resource` });
const uk = (issuer: string) => ({
  accounts: `${issuer}/open-banking/v3.1/aisp`,
  payments: `${issuer}/open-banking/v3.1/pisp`,
});

const SAMPLES: Sample[] = [
  {
    what: 'FAPI 1.0 Advanced, hybrid, by value',
    plan: `${FAPI1}-test-plan[client_auth_type=private_key_jwt][fapi_auth_request_method=by_value][fapi_response_mode=plain_response][fapi_profile=plain_fapi]`,
    around: () => ({ clients: ['fapi1', 'fapi1-second'] }),
    target: { profile: 'fapi1-advanced', dialect: 'plain' },
    variant: {
      'request-delivery': 'by-value',
      'request-signing': 'signed',
      'response-type': 'code id_token',
      'sender-constraint': 'mtls',
    },
    api: plain,
    expected: {
      [`${FAPI1}-ensure-mtls-holder-of-key-required`]: ['binding.certificate[grant]'],
      [`${FAPI1}-attempt-reuse-authorisation-code-after-one-second`]: ['authorization.code[reuse]'],
    },
    runs: ['request-object.validation[aud-wrong]', 'authorization.code[reuse]'],
  },
  {
    what: 'FAPI 1.0 Advanced of UK Open Banking, pushed, with JARM',
    plan: `${FAPI1}-test-plan[client_auth_type=private_key_jwt][fapi_auth_request_method=pushed][fapi_response_mode=jarm][fapi_profile=openbanking_uk]`,
    around: (issuer) => ({
      clients: ['fapi1', 'fapi1-second'],
      scope: 'openid accounts',
      resource: { resourceUrl: `${issuer}/open-banking/v3.1/aisp/`, institution_id: 'bank-1' },
    }),
    target: { profile: 'fapi1-advanced', dialect: 'uk-3.1', capabilities: ['ais'] },
    variant: {
      'request-delivery': 'pushed',
      'request-signing': 'signed',
      'response-type': 'code',
      'response-mode': 'jwt',
    },
    api: uk,
    expected: { [`${FAPI1}-par-plain-pkce-rejected`]: ['fapi1.pkce[method-plain]'] },
    runs: ['fapi1.pkce[method-plain]', 'jarm.response[iss]'],
  },
  {
    what: 'FAPI 2.0 Message Signing with JARM',
    plan: 'fapi2-message-signing-final-test-plan[client_auth_type=private_key_jwt][sender_constrain=mtls][fapi_request_method=signed_non_repudiation][fapi_response_mode=jarm][openid=openid_connect][fapi_profile=plain_fapi][authorization_request_type=simple]',
    around: () => ({ clients: ['jarm', 'jarm-second'] }),
    target: { profile: 'fapi2-message-signing', dialect: 'plain' },
    variant: { 'request-signing': 'signed', 'response-mode': 'jwt', protocol: 'openid', 'sender-constraint': 'mtls' },
    api: plain,
    expected: {
      // Modules of the Security Profile keep their names in this plan.
      [`${FAPI2}-ensure-unsigned-request-at-par-endpoint-fails`]: ['request-object.required'],
      'fapi2-message-signing-final-ensure-expired-request-object-fails': ['request-object.validation[expired]'],
    },
    runs: ['request-object.required', 'jarm.response[signature]'],
  },
  {
    what: 'FAPI 2.0 Message Signing as the Open Finance of the UAE has it',
    plan: 'fapi2-message-signing-final-test-plan[client_auth_type=private_key_jwt][sender_constrain=mtls][fapi_request_method=signed_non_repudiation][fapi_response_mode=plain_response][openid=openid_connect][fapi_profile=cbuae][authorization_request_type=simple]',
    around: () => ({ clients: ['signed', 'signed-second'] }),
    target: { profile: 'uae-cbuae', dialect: 'plain' },
    variant: { 'request-signing': 'signed', protocol: 'openid', 'sender-constraint': 'mtls' },
    api: plain,
    expected: {
      'fapi2-message-signing-final-ensure-expired-request-object-fails': ['request-object.validation[expired]'],
    },
    runs: ['request-object.required', 'token.response[lifetime-bounded]'],
  },
];

describe('assay import oidf of other plans', function () {
  this.timeout(180_000);
  let bank: LaunchedBank;
  let folder: string;
  before(async () => {
    bank = await launchBank();
    folder = mkdtempSync(join(tmpdir(), 'assay-import-plans-'));
  });
  after(async () => {
    await bank.stop();
    rmSync(folder, { recursive: true });
  });

  function written(name: string, held: unknown): string {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(held));
    return file;
  }

  for (const [at, sample] of SAMPLES.entries())
    it(`gives a target for ${sample.what} that lints and runs`, async () => {
      const output = join(folder, `sample-${at}`);
      const entries = Object.keys(sample.expected).map((name) => ({
        'test-name': name,
        variant: '*',
        'configuration-filename': '*',
        'expected-result': 'failure',
        condition: 'A condition',
      }));
      const imported = await assay(
        ...['import', 'oidf', written(`c${at}.json`, configurationOf(bank, sample.around(bank.issuer)))],
        ...['--plan', sample.plan, '--output', output, '--trust', join(bank.state, 'ca.pem')],
        ...['--expected-failures', written(`f${at}.json`, entries)],
      );
      expect(imported.code, imported.err).to.equal(0);
      const file = join(output, 'target.yaml');
      const target = parse(readFileSync(file, 'utf8'));
      expect(target).to.deep.include(sample.target);
      expect(target.variant).to.include(sample.variant);
      expect(target.api).to.deep.equal(sample.api(bank.issuer));
      const { deviations } = parse(readFileSync(join(output, 'known-deviations.yaml'), 'utf8'));
      expect(deviations.map(({ case: id }: { case: string }) => id)).to.have.members(
        Object.values(sample.expected).flat(),
      );
      // The bundled bank sends another one-time code each time, and is sound: its cases would be told as unexpected.
      const hook = `operator: { psu.otp: { get: "${bank.management}/otp/\${username}", outputs: { otp: otp } } }\n`;
      const linted = await assay('lint', '--target', file);
      expect(linted.err).to.not.match(/known-deviations|variant|api|clients/);
      writeFileSync(file, `${readFileSync(file, 'utf8').replace(/^deviations: .*\n/m, '')}${hook}`);
      const complete = await assay('lint', '--target', file);
      expect(complete.code, complete.err).to.equal(0);
      const only = sample.runs.flatMap((id) => ['--only', id]);
      const ran = await assay('run', '--target', file, '--output', join(folder, `run-${at}`), ...only);
      expect(ran.code, `${ran.out}${ran.err}`).to.equal(0);
      for (const id of sample.runs) {
        const escaped = id.replace(/[.[\]]/g, '\\$&');
        expect(`${ran.out}${ran.err}`).to.match(new RegExp(`pass +${escaped}`));
      }
    });

  it('says of an expected skip what leaves the case out', async () => {
    const skips = written('skips.json', [
      { 'test-name': `${FAPI2}-refresh-token`, variant: '*', 'configuration-filename': '*' },
    ]);
    const { code, out, err } = await assay(
      ...['import', 'oidf', written('skip.json', configurationOf(bank)), '--offline'],
      ...['--output', join(folder, 'skips'), '--expected-skips', skips],
    );
    expect(code, err).to.equal(0);
    expect(out).to.match(/skips\.json: \S+refresh-token \(line 1\): it expects a skip;.*--skip 'token\.refresh/);
  });

  it('takes UK bases as the suite does, and says that consents and accounts have one in a target', async () => {
    const base = 'https://api.bank.example/open-banking/v3.1/aisp';
    const config = configurationOf(bank, {
      resource: {
        resourceUrlAccountRequests: `${base}/`,
        resourceUrlAccountsResource: 'https://other.bank.example/aisp/',
      },
    });
    const output = join(folder, 'bases');
    const { code, out, err } = await assay(
      ...['import', 'oidf', written('bases.json', config), '--offline', '--output', output],
      ...['--plan', `${FAPI1}-test-plan[fapi_profile=openbanking_uk]`],
    );
    expect(code, err).to.equal(0);
    expect(parse(readFileSync(join(output, 'target.yaml'), 'utf8')).api.accounts).to.equal(base);
    expect(out).to.match(/resource\.resourceUrlAccountsResource \(line \d+\): consents and accounts have one base/);
  });
});
