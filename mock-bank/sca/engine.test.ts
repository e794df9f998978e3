/** Random histories of payments: the engine and a second writing of the rules never disagree, whatever the bank chose. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { Bank } from '../bank.ts';
import { answerQuestion } from './answer.ts';
import { commitPayment } from './counters.ts';
import { decidePaid } from './decide.ts';
import { exactly } from './decimal.ts';
import { setFraudRate, trust } from './records.ts';
import { type ScaSettings, scaDefaults } from './settings.ts';
import { type ModelEvent, type ModelSituation, modelAnswer } from './testing-model.ts';

const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);
/** Amounts about the edges, and any other up to 600. */
const EDGES = [
  0, 1, 2500, 2999, 3000, 3001, 5000, 5001, 8500, 8501, 10_000, 10_001, 22_000, 25_001, 44_000, 50_000, 50_001,
];
const cents = fc.oneof(oneOf(...EDGES), fc.integer({ min: 1, max: 3100 }), fc.integer({ min: 0, max: 60_000 }));
const text = (minor: number): string =>
  `${minor < 0 ? '-' : ''}${Math.floor(Math.abs(minor) / 100)}.${String(Math.abs(minor) % 100).padStart(2, '0')}`;
const amount = fc.oneof(cents.map(text), oneOf('0.01', '5.00', '10.00', '20.00', '25.00', '29.99', '30.00'));
const rate = oneOf('0.004', '0.005', '0.0051', '0.01', '0.0101', '0.015', '0.06', '0.0601', '0.13', '0.1301', '0.2');
const channel = oneOf(
  'remote',
  'remote',
  'remote',
  'remote',
  'contactless',
  'contactless',
  'contact',
  'unattended',
  'corporate',
);
const account = oneOf('DE1', 'DE 1', 'de2', 'DE2', 'DE3');

/** Most of them move a counter, some by sums that lie near its edge. */
const event: fc.Arbitrary<ModelEvent> = fc.record({
  what: oneOf<ModelEvent['what']>('payment', 'payment', 'payment', 'payment', 'payment', 'login', 'withdrawal', 'app'),
  outcome: oneOf<ModelEvent['outcome']>('executed', 'executed', 'executed', 'executed', 'declined', 'weighed'),
  amount: fc.oneof(
    oneOf('10.00', '15.00', '20.00', '25.00', '30.00', '50.00'),
    fc.integer({ min: 1, max: 3000 }).map(text),
  ),
  sca: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
  channel: oneOf('remote', 'contactless'),
  exemption: oneOf('16', '16', '16', '16', '18', '13'),
  instrument: oneOf('card', 'card', ''),
  outside_union: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
});

const fraud = fc.record({
  type: oneOf('card', 'credit-transfer'),
  records: fc.array(
    fc.record({
      remote: oneOf(true, true, false),
      days_ago: oneOf(0, 89, 90, 91),
      total: oneOf('0', '1000', '1000000.00', '33333.33'),
      fraudulent: oneOf('0', '0.1', '50.00', '100.00', '150', '600', '1300.00', '1300.01'),
    }),
    { maxLength: 3 },
  ),
  quarters: fc.array(fc.record({ rate, weeks: oneOf(13, 13, 13, 11) }), { maxLength: 5 }),
  notified: fc.boolean(),
});

const situation: fc.Arbitrary<ModelSituation> = fc.record({
  question: fc.constant('payment' as const),
  rules: oneOf<ModelSituation['rules']>('eu', 'eu', 'uk-2021', 'uk-2026'),
  policy: fc.record({
    limb: oneOf<'amount' | 'count'>('amount', 'count'),
    reading: oneOf<'inclusive' | 'literal'>('inclusive', 'literal'),
    scope: oneOf<'exempted' | 'all-remote'>('exempted', 'all-remote'),
    reset: oneOf<'payment' | 'any'>('payment', 'any'),
  }),
  payment: fc.record({
    type: oneOf<'card' | 'credit-transfer'>('card', 'credit-transfer'),
    channel,
    initiated_by: fc.oneof(
      { weight: 20, arbitrary: oneOf('payer') },
      { weight: 1, arbitrary: oneOf('payee', 'telephone') },
    ),
    amount: fc.oneof({ weight: 20, arbitrary: amount }, { weight: 1, arbitrary: oneOf('-50.00', '0.00', '0') }),
    currency: oneOf<'EUR' | 'GBP' | 'SEK'>('EUR', 'GBP', 'SEK'),
    rate: oneOf('0.0870', '1.15', '0.333333333333', '1'),
    payee: fc.record({
      account,
      name: oneOf('', 'shop'),
      holders: oneOf(['p1'], ['p2'], ['p1', 'p2']),
      bank: oneOf('same', 'other', 'other'),
    }),
    payer: fc.record({ kind: oneOf('consumer', 'legal-person', 'sole-trader'), holder: oneOf('p1') }),
    purpose: oneOf('', 'transport-fare', 'parking-fee', 'fuel'),
    series: oneOf('', '', 's1'),
    trust_payee: oneOf(false, false, false, true),
  }),
  instrument: oneOf('card', 'card', ''),
  history: fc.array(event, { maxLength: 12, size: 'max' }),
  trusted: fc.array(fc.record({ account, name: oneOf('', 'shop'), kept_by: oneOf('bank', 'merchant') }), {
    maxLength: 2,
  }),
  series: fc.array(
    fc.record({
      id: oneOf('s1', 's2'),
      amount: oneOf('30.00', '30', '49.00'),
      currency: oneOf('EUR', 'GBP'),
      payee: account,
      authenticated: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  fraud: fc.array(fraud, { maxLength: 2 }),
  risk: fc.record(
    {
      score: oneOf('0.1', '0.9'),
      flags: fc.oneof({ weight: 9, arbitrary: oneOf<string[]>([]) }, { weight: 1, arbitrary: oneOf(['malware']) }),
      monitoring: fc.oneof(
        { weight: 9, arbitrary: oneOf<string[]>([]) },
        { weight: 1, arbitrary: oneOf(['fraud-flag']) },
      ),
      low_risk: fc.boolean(),
    },
    { requiredKeys: ['flags', 'monitoring', 'low_risk'] },
  ),
  blocked: fc.integer({ min: 0, max: 19 }).map((one) => one === 0),
  consent_live: fc.integer({ min: 0, max: 19 }).map((one) => one > 0),
  corporate_approved: fc.boolean(),
});

const RUNS = 2000;
/** The order in which the bank uses what it may: what has no counter first. */
const ORDER = ['15', '17', '13', '14', '12', '11', '18', '16'];

describe('the engine and the rules', () => {
  it('never disagree about a situation', () => {
    const seen = new Set<string>();
    const agrees = (one: ModelSituation): void => {
      const due = modelAnswer(one);
      const { decision, exemption } = answerQuestion(one, scaDefaults, 0);
      seen.add(exemption ?? decision);
      if (due.outcome !== 'decided') {
        expect(decision).to.equal(due.outcome);
        return;
      }
      const first = ORDER.find((article) => due.allowed.has(article)) ?? null;
      expect([decision, exemption]).to.deep.equal([first === null ? 'sca-required' : 'exempted', first]);
      // Each article alone, for one that fits hides what is wrong with the others.
      const alone = ORDER.filter((article) => {
        const settings: ScaSettings = { ...scaDefaults, exemptionsInUse: [article] };
        return answerQuestion(one, settings, 0).exemption === article;
      });
      expect(new Set(alone)).to.deep.equal(due.allowed);
    };
    fc.assert(fc.property(situation, agrees), { numRuns: RUNS, seed: 20_180_389 });
    expect([...seen]).to.include.members([...ORDER, 'sca-required', 'refused', 'out-of-scope']);
  });

  /** One thing that happens to a payer. */
  const act = fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('pay' as const), minor: cents, payee: oneOf('DE1', 'DE2') }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('weigh' as const), minor: cents, payee: oneOf('DE1', 'DE2') }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('trust' as const), listed: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('rate' as const), percent: rate }) },
  );

  const bankOf = (settings: Partial<ScaSettings>): Bank =>
    ({ store: {}, settings: { ...scaDefaults, ...settings } }) as unknown as Bank;

  it('never disagree along the life of a payer, whose counters move with what is executed', () => {
    const policies = fc.record({
      limb: oneOf<'amount' | 'count'>('amount', 'count'),
      reading: oneOf<'inclusive' | 'literal'>('inclusive', 'literal'),
      scope: oneOf<'exempted' | 'all-remote'>('exempted', 'all-remote'),
    });
    const lives = (
      policy: { limb: 'amount' | 'count'; reading: 'inclusive' | 'literal'; scope: 'exempted' | 'all-remote' },
      acts: readonly Act[],
    ): void => {
      const bank = bankOf({ lowValueLimbs: [policy.limb], counterReading: policy.reading, counterScope: policy.scope });
      const known = { history: [] as ModelEvent[], trusted: false, percent: null as string | null };
      for (const one of acts) {
        if (one.do === 'trust') {
          known.trusted = one.listed;
          trust(bank, 'psu', 'DE1', one.listed);
        } else if (one.do === 'rate') {
          known.percent = one.percent;
          setFraudRate(bank, 'credit-transfer', exactly(one.percent));
        } else if (one.minor > 0) {
          const { decision, exemption } = decidePaid(bank, 'psu', {
            amount: { minor: one.minor, currency: 'EUR' },
            payeeAccount: one.payee,
          });
          const due = modelAnswer(plainSituation(one, known, policy));
          const allowed = due.outcome === 'decided' ? ORDER.find((article) => due.allowed.has(article)) : undefined;
          expect([decision, exemption]).to.deep.equal(
            allowed === undefined ? ['sca-required', null] : ['exempted', allowed],
          );
          if (one.do === 'weigh') continue;
          const withSca = decision !== 'exempted';
          commitPayment(bank, { username: 'psu', amountMinor: one.minor, payee: one.payee, withSca, exemption });
          known.history.push({ ...EXECUTED, amount: text(one.minor), sca: withSca, exemption: exemption ?? '' });
        }
      }
    };
    fc.assert(fc.property(policies, fc.array(act, { maxLength: 30 }), lives), { numRuns: 500, seed: 20_220_060 });
  });
});

type Act =
  | { do: 'pay' | 'weigh'; minor: number; payee: string }
  | { do: 'trust'; listed: boolean }
  | { do: 'rate'; percent: string };

const EXECUTED: Omit<ModelEvent, 'amount' | 'sca' | 'exemption'> = {
  what: 'payment',
  outcome: 'executed',
  channel: 'remote',
  instrument: '',
  outside_union: false,
};

function plainSituation(
  { minor, payee }: { minor: number; payee: string },
  known: { history: ModelEvent[]; trusted: boolean; percent: string | null },
  policy: Omit<ModelSituation['policy'], 'reset'>,
): ModelSituation {
  const record = { remote: true, days_ago: 0, total: '100', fraudulent: known.percent ?? '0' };
  return {
    question: 'payment',
    rules: 'eu',
    policy: { ...policy, reset: 'payment' },
    payment: {
      type: 'credit-transfer',
      channel: 'remote',
      initiated_by: 'payer',
      amount: text(minor),
      currency: 'EUR',
      rate: '1',
      payee: { account: payee, name: '', holders: [''], bank: 'other' },
      payer: { kind: 'consumer', holder: 'psu' },
      purpose: '',
      series: '',
      trust_payee: false,
    },
    instrument: '',
    history: known.history,
    trusted: known.trusted ? [{ account: 'DE1', name: '', kept_by: 'bank' }] : [],
    series: [],
    fraud:
      known.percent === null ? [] : [{ type: 'credit-transfer', records: [record], quarters: [], notified: false }],
    risk: { score: '0', flags: [], monitoring: [], low_risk: false },
    blocked: false,
    consent_live: true,
    corporate_approved: false,
  };
}
