/** What is found does not depend on how many cases run side by side, nor does the order in which it is written down. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type RunRecord, readRunFolder } from '../evidence/index.ts';
import { conduct } from './conduct.ts';
import { type Prepared, prepare } from './prepare.ts';

function freeze(value: unknown): void {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}

describe('the number of lanes', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'assay-concurrency-'));
  let prepared: Prepared;
  before(async () => {
    // Passes, violations, cases of one control and of none, and all kinds of cases that move the clock.
    const only = [
      'pkce.*',
      'par.request-uri.reuse',
      'authorization.code',
      'authorization.response',
      'token.expired',
      'consent.expiry',
    ];
    prepared = await prepare({
      target: 'targets/mock-bank.yaml',
      only,
      defect: ['pkce-verifier-unchecked', 'code-outlives-60s', 'consent-ends-early'],
    });
    // Cases share what is equal in them, so that a run may not change its plan.
    freeze(prepared.plan.cases);
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await prepared.close();
  });

  async function run(concurrency: number): Promise<RunRecord> {
    const { run: record } = await conduct('concurrency', {
      ...{ prepared, folder: join(folder, String(concurrency)), argv: ['run'], shard: null, concurrency, bail: false },
      strict: false,
      signal: new AbortController().signal,
      reproduce: (id) => id,
      onCase: () => undefined,
      onStage: () => undefined,
    });
    return record;
  }

  /** How far the clock had to be moved depends on how long the steps before took. */
  const timeless = (reason: string): string => reason.replaceAll(/clock\.wait \([^)]*\)/g, 'clock.wait');
  const told = ({ cases, requirements }: RunRecord) => ({
    cases: cases.map(({ id, verdict, reason }) => ({ id, verdict, reason: timeless(reason) })),
    requirements: requirements.map(({ id, status }) => ({ id, status })),
  });

  it('changes no verdict, no reason and no order', async () => {
    const one = await run(1);
    expect(one.cases.map(({ id }) => id)).to.deep.equal(prepared.plan.cases.map(({ id }) => id));
    expect(new Set(one.cases.map(({ verdict }) => verdict))).to.include.all.keys('pass', 'fail', 'not-applicable');
    // What many lines say alike is held once: it is most of what a run keeps of its cases.
    const variants = one.cases.map(({ variant }) => variant);
    expect(new Set(variants).size).to.equal(new Set(variants.map((variant) => JSON.stringify(variant))).size);
    for (const concurrency of [3, 16]) {
      const record = await run(concurrency);
      expect(told(record), `${concurrency} lanes`).to.deep.equal(told(one));
      const written = JSON.parse(readFileSync(join(folder, String(concurrency), 'run.json'), 'utf8')) as RunRecord;
      expect(told(written)).to.deep.equal(told(one));
      const lanes = new Set([...readRunFolder(join(folder, String(concurrency))).traces].map(({ lane }) => lane));
      expect([...lanes].filter((lane) => lane.startsWith('lane-')).length, 'lanes').to.equal(concurrency);
    }
  });
});
