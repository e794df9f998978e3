/** The low-value exemption at its edges, one minor unit at a time. */
import { expect } from 'chai';
import { lowValue } from './low-value.ts';
import { decimal, minorUnits } from './money.ts';
import { type ScaSettings, scaDefaults } from './settings.ts';

const amountOnly: ScaSettings = { ...scaDefaults, lowValueLimbs: ['amount'] };
const countOnly: ScaSettings = { ...scaDefaults, lowValueLimbs: ['count'] };

const EDGES: [string, ScaSettings, string, string, number, boolean][] = [
  // title, policy, amount, sum before, count before, challenge
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
  ['both counters bind when both are kept', scaDefaults, '3.00', '21.00', 7, true],
  ['no exemptions at all', { ...scaDefaults, exemptions: false }, '1.00', '0.00', 0, true],
];

describe('low-value exemption', () => {
  for (const [title, settings, amount, sum, count, challenge] of EDGES) {
    it(`${challenge ? 'challenges' : 'exempts'}: ${title}`, () => {
      const counters = { sumMinor: minorUnits(sum) ?? 0, count };
      expect(lowValue(minorUnits(amount) ?? 0, counters, settings).required).to.equal(challenge);
    });
  }

  it('adds decimals exactly', () => {
    const sum = ['29.72', '22.30', '22.93', '25.05'].reduce((total, text) => total + (minorUnits(text) ?? 0), 0);
    expect(decimal(sum)).to.equal('100.00');
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
