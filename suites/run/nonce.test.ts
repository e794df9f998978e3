/** Against a bank that demands DPoP nonces a request that is sent again carries its mutation, so that no verdict changes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { prepare } from './prepare.ts';
import { ROOT } from './project.ts';
import { type Judged, judged } from './testing-judged.ts';

const NONCES = ['dpop-nonce-as', 'dpop-nonce-rs'];

async function run(target: string, only: string[], variation: string[]): Promise<Judged> {
  const prepared = await prepare({ target, only, variation });
  try {
    return await judged(prepared);
  } finally {
    await prepared.close();
  }
}

const verdicts = ({ cases }: Judged) => [...cases.values()].map(({ id, verdict }) => `${id} ${verdict}`);

/** The changed step of each case, as its requests and the statuses of their answers. */
const attacks = ({ traces }: Judged) =>
  traces.map(({ id, target, attempts }) => {
    const steps = attempts.find(({ role }) => role === 'case')?.steps ?? [];
    const { exchanges = [], changed = [] } = steps.find((step) => step.id === target) ?? {};
    return { id, changed, exchanges };
  });

describe('a bank that demands nonces in DPoP proofs', function () {
  this.timeout(120_000);
  let folder: string;
  let first: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-nonce-'));
    first = join(folder, 'first-proof-at-grant.yaml');
    // No push and no consent: the changed request is the first that proves a key, so that its nonce is not known yet.
    const openid = readFileSync(join(ROOT, 'targets', 'mock-bank-openid.yaml'), 'utf8');
    writeFileSync(first, openid.replace('sender-constraint: none', 'sender-constraint: dpop'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is asked twice for a token, both times with the wrong verifier', async () => {
    const only = ['pkce.verifier[wrong]', 'pkce.verifier[missing]', 'pkce.verifier[is-the-challenge]'];
    const [without, demanding] = [await run(first, only, []), await run(first, only, NONCES)];
    expect(verdicts(without)).to.deep.equal(only.map((id) => `${id} pass`));
    expect(verdicts(demanding).sort()).to.deep.equal(verdicts(without).sort());
    for (const { id, changed, exchanges } of attacks(demanding)) {
      expect(changed, id).to.have.length(1);
      const [demanded, refused, ...more] = exchanges.filter(({ request }) => request.url.endsWith('/token'));
      expect(more, id).to.deep.equal([]);
      expect(demanded?.response?.body, id).to.include('use_dpop_nonce');
      expect(refused?.response?.body, id).to.include(id.includes('missing') ? 'code_verifier' : 'invalid_grant');
      const sent = [demanded, refused].map((one) => one?.request.body?.includes('code_verifier='));
      expect(sent, id).to.deep.equal(id.includes('missing') ? [false, false] : [true, true]);
    }
  });

  it('is shown the wrong proof twice at a resource as well, and accused of nothing', async () => {
    const target = join(ROOT, 'targets', 'mock-bank-dpop.yaml');
    const resource = ['ath-missing-consent', 'ath-of-another-token-consent', 'other-key-consent'];
    const accepted = ['respelt-access', 'clock-ahead-grant'];
    const only = [
      ...resource.map((row) => `dpop.resource[${row}]`),
      ...accepted.map((row) => `dpop.accepted[${row}]`),
      ...[
        'dpop.proof[replayed]',
        'client-auth.assertion[bad-signature-grant]',
        'client-auth.assertion[expired-refresh]',
      ],
    ];
    const [without, demanding] = [await run(target, only, []), await run(target, only, NONCES)];
    expect(verdicts(without).sort()).to.deep.equal(only.map((id) => `${id} pass`).sort());
    expect(verdicts(demanding).sort()).to.deep.equal(verdicts(without).sort());
    for (const { id, exchanges } of attacks(demanding).filter((one) => one.id.startsWith('dpop.resource')))
      expect(
        exchanges.map(({ response }) => [response?.status, `${response?.headers}`.includes('use_dpop_nonce')]),
        id,
      ).to.deep.equal([
        [401, true],
        [401, false],
      ]);
  });
});
