/** The low-value exemption at its edges, one minor unit at a time. */
import { expect } from 'chai';
import { compare, exactly, parseDecimal, plus, times, written } from './decimal.ts';
import { type CounterLimb, LIMITS } from './limits.ts';
import { decimal, minorUnits } from './money.ts';
import { judgeRunning } from './running-limit.ts';
import { scaDefaults } from './settings.ts';

const amountOnly: readonly CounterLimb[] = ['amount'];
const countOnly: readonly CounterLimb[] = ['count'];
const both: readonly CounterLimb[] = ['amount', 'count'];

const EDGES: [string, readonly CounterLimb[], string, string, number, boolean][] = [
  // title, counters kept, amount, sum before, count before, challenge
  ['one cent below the ceiling', amountOnly, '29.99', '0.00', 0, false],
  ['at the ceiling', amountOnly, '30.00', '0.00', 0, false],
  ['one cent above the ceiling', amountOnly, '30.01', '0.00', 0, true],
  ['sum just under the limit, payment included', amountOnly, '29.99', '70.00', 3, false],
  ['sum exactly at the limit', amountOnly, '25.00', '75.00', 3, false],
  ['sum crossed by this payment, the stricter reading', amountOnly, '25.00', '75.01', 3, true],
  ['previous sum over the limit', amountOnly, '0.01', '100.01', 4, true],
  ['fourth payment', countOnly, '10.00', '30.00', 3, false],
  ['fifth payment', countOnly, '10.00', '40.00', 4, false],
  ['sixth payment, the stricter reading', countOnly, '10.00', '50.00', 5, true],
  ['seventh payment', countOnly, '10.00', '60.00', 6, true],
  ['eighth tiny payment when only amounts count', amountOnly, '3.00', '21.00', 7, false],
  ['sum over the limit when only payments count', countOnly, '30.00', '90.00', 3, false],
  ['the count does not lift the ceiling', countOnly, '30.01', '0.00', 0, true],
  ['both counters bind when both are kept', both, '3.00', '21.00', 7, true],
];

describe('low-value exemption', () => {
  for (const [title, limbs, amount, sum, count, challenge] of EDGES) {
    it(`${challenge ? 'challenges' : 'exempts'}: ${title}`, () => {
      const counters = { sum: exactly(sum), count };
      const policy = { limbs, reading: 'inclusive' } as const;
      const { required } = judgeRunning(exactly(amount), counters, LIMITS.eu.lowValue, policy, scaDefaults);
      expect(required).to.equal(challenge);
    });
  }

  it('leaves the payment at hand out of the counters in the literal reading', () => {
    const policy = { limbs: ['amount', 'count'], reading: 'literal' } as const;
    const judged = (sum: string, count: number) =>
      judgeRunning(exactly('30'), { sum: exactly(sum), count }, LIMITS.eu.lowValue, policy, scaDefaults).reason;
    expect(judged('100.00', 5)).to.equal('exempted');
    expect(judged('100.01', 5)).to.equal('sum-reached');
    expect(judged('100.00', 6)).to.equal('count-reached');
  });
});

describe('exact decimals', () => {
  it('add and compare without rounding', () => {
    const sum = ['29.72', '22.30', '22.93', '25.05'].map(exactly).reduce(plus);
    expect(compare(sum, exactly('100'))).to.equal(0);
    expect(written(times(exactly('344.83'), exactly('0.0870')))).to.equal('30.000210');
    expect(['-0.5', '7', '0.000001'].map((text) => written(exactly(text)))).to.deep.equal(['-0.5', '7', '0.000001']);
  });

  it('are read of plain text and nothing else', () => {
    for (const bad of ['', '1e3', '1,5', ' 1', '.5', '5.', '+1', '0x1', '1'.repeat(16), `1.${'0'.repeat(13)}`])
      expect(parseDecimal(bad), bad).to.equal(null);
  });
});

describe('money on the wire', () => {
  it('takes two decimals and nothing else', () => {
    expect(minorUnits('30.00')).to.equal(3000);
    for (const bad of ['30', '30.0', '030.00', '-1.00', '0.00', '1e3', '30,00', ' 30.00', '30.000', ''])
      expect(minorUnits(bad), bad).to.equal(null);
  });

  it('is written as it was read', () => {
    for (const text of ['0.01', '0.10', '12.34', '1000.00']) expect(decimal(minorUnits(text) ?? -1)).to.equal(text);
  });
});
