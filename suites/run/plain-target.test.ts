/** A bank without a consent API: its token flow is tested over scopes and one resource, and its consent cases say why they are not. */
import { join } from 'node:path';
import { expect } from 'chai';
import { type Prepared, prepare } from './prepare.ts';
import { ROOT } from './project.ts';
import { judged } from './testing-judged.ts';

const target = join(ROOT, 'targets', 'mock-bank-plain.yaml');
const FLOW = [
  'authorization.response[iss]',
  'pkce.downgrade[method-plain]',
  'binding.token[no-certificate]',
  'token.revocation*',
];
const CONSENTS = [
  'consent.deleted[read]',
  'consent.unauthorised[accounts]',
  'consent.page[accounts]',
  'token.revocation[application]',
];

describe('a bank without a consent API', function () {
  this.timeout(60_000);
  let prepared: Prepared;
  before(async () => {
    prepared = await prepare({ target, profile: 'reference', only: [...FLOW, ...CONSENTS] });
  });
  after(() => prepared.close());

  it('passes what needs no consent, and is asked for none', async () => {
    const { cases, exit } = await judged(prepared);
    const tried = [...cases.values()].filter(({ id }) => !CONSENTS.includes(id));
    expect(tried.length).to.be.at.least(FLOW.length);
    for (const one of tried) expect(one.verdict, `${one.id}: ${one.reason}`).to.equal('pass');
    for (const id of CONSENTS) {
      expect(cases.get(id)?.verdict).to.equal('not-applicable');
      expect(cases.get(id)?.reason).to.match(
        /no consent API \(capability "consents"\)|no tokens of the application itself for its consents|does not declare .* \(capability "ais"\)/,
      );
    }
    expect(exit).to.equal(0);
  });

  it('leaves the consent steps out of its flow', () => {
    const steps = prepared.plan.cases.find(({ id }) => id === FLOW[0])?.attempt.steps.map(({ id }) => id);
    expect(steps).to.deep.equal(['request', 'authorization', 'grant', 'access']);
  });

  it('is accused of what it does wrong like any other', async () => {
    const wrong = await prepare({ target, defect: ['pkce-plain-accepted'], only: [FLOW[1] ?? ''] });
    try {
      const { cases, exit } = await judged(wrong);
      expect([...cases.values()].map(({ verdict }) => verdict)).to.deep.equal(['fail']);
      expect(exit).to.equal(1);
    } finally {
      await wrong.close();
    }
  });
});
