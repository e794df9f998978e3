/** What this bank can be made to do wrong about strong customer authentication. */
import type { Defect, Variation } from '../behaviour.ts';

export const scaDefects: readonly Defect[] = [
  {
    id: 'sca-amount-off-by-one',
    title: 'One minor unit above the low-value ceiling is still exempted',
    breaks: ['RTS-16-a'],
    implies: [],
    settings: { lowValueCeilingMinor: 3001 },
  },
  {
    id: 'sca-amount-unlimited',
    title: 'Payments of any amount are exempted while their number allows',
    breaks: ['RTS-16-a'],
    // Large payments are exempted only where no sum stops them.
    implies: ['sca-amount-off-by-one', 'sca-sum-ignored', 'sca-counter-per-payee'],
    settings: { lowValueCeilingMinor: null, lowValueSumMinor: Number.MAX_SAFE_INTEGER },
  },
  {
    id: 'sca-never-asked',
    title: 'No payment is ever challenged',
    breaks: ['RTS-16-a', 'RTS-16-b', 'RTS-16-c'],
    implies: [],
    settings: { lowValueCeilingMinor: null, lowValueLimbs: [] },
  },
  {
    id: 'sca-sum-ignored',
    title: 'The sum of exempted payments is not limited',
    breaks: ['RTS-16-b'],
    implies: [],
    settings: { lowValueLimbs: ['count'] },
  },
  {
    id: 'sca-count-ignored',
    title: 'The number of exempted payments is not limited',
    breaks: ['RTS-16-c'],
    implies: [],
    settings: { lowValueLimbs: ['amount'] },
  },
  {
    id: 'sca-counters-ignored',
    title: 'Neither the sum nor the number of exempted payments is limited',
    breaks: ['RTS-16-b', 'RTS-16-c'],
    implies: ['sca-sum-ignored', 'sca-count-ignored', 'sca-counter-per-payee'],
    settings: { lowValueLimbs: [] },
  },
  {
    id: 'sca-counter-per-payee',
    title: 'The counters start afresh for every payee',
    breaks: ['RTS-16-b'],
    implies: [],
    settings: { countersBelongTo: 'payer-and-payee' },
  },
  {
    id: 'sca-skipped-for-accounts',
    title: 'The first access to account data needs the password alone',
    breaks: ['RTS-10-2a'],
    implies: [],
    settings: { challengeForAccounts: false },
  },
  {
    id: 'sca-amount-not-linked',
    title: 'A payment may have another amount than the one approved',
    breaks: ['RTS-5-1d', 'UK-OB-3.1-PIS-2'],
    implies: [],
    omits: ['payment-amount-linked'],
  },
  {
    id: 'sca-payee-not-linked',
    title: 'A payment may have another payee than the one approved',
    breaks: ['RTS-5-1d', 'UK-OB-3.1-PIS-2'],
    implies: [],
    omits: ['payment-payee-linked'],
  },
];

export const scaVariations: readonly Variation[] = [
  { id: 'stricter-sca', title: 'Every payment is challenged', settings: { exemptions: false } },
  {
    id: 'sca-limb-amount',
    title: 'Only the sum of exempted payments is counted',
    settings: { lowValueLimbs: ['amount'] },
    withdraws: ['sca.counter.count'],
  },
  {
    id: 'sca-limb-count',
    title: 'Only the number of exempted payments is counted',
    settings: { lowValueLimbs: ['count'] },
    withdraws: ['sca.counter.amount'],
  },
];
