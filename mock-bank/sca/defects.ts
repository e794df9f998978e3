/** What this bank can be made to do wrong about strong customer authentication, and what it may do otherwise. */
import type { Defect, Variation } from '../behaviour.ts';
import { decisionDefects } from './decision-defects.ts';
import { signInDefects, signInVariations } from './sign-in-defects.ts';

/** Those that show with a payment or an access over the interface for third parties. */
const seenFromOutside: readonly Defect[] = [
  {
    id: 'sca-amount-off-by-one',
    title: 'One minor unit above the low-value ceiling is still exempted',
    breaks: ['RTS-16-a'],
    implies: [],
    settings: { lowValueCeiling: '30.01' },
  },
  {
    id: 'sca-amount-unlimited',
    title: 'Payments of any amount are exempted while their number allows',
    breaks: ['RTS-16-a'],
    // Large payments are exempted only where no sum stops them.
    implies: ['sca-amount-off-by-one', 'sca-sum-ignored', 'sca-counter-per-payee'],
    settings: { lowValueCeiling: null, lowValueSum: '999999999.00' },
  },
  {
    id: 'sca-never-asked',
    title: 'No payment is ever challenged',
    breaks: ['RTS-16-a', 'RTS-16-b', 'RTS-16-c'],
    implies: [],
    settings: { challengeForPayments: false },
  },
  {
    id: 'sca-sum-ignored',
    title: 'The sum of exempted payments is not limited',
    breaks: ['RTS-16-b'],
    implies: [],
    settings: { lowValueSum: '999999999.00' },
  },
  {
    id: 'sca-count-ignored',
    title: 'The number of exempted payments is not limited',
    breaks: ['RTS-16-c'],
    implies: [],
    settings: { lowValueCount: 1_000_000 },
  },
  {
    id: 'sca-counters-ignored',
    title: 'Neither the sum nor the number of exempted payments is limited',
    breaks: ['RTS-16-b', 'RTS-16-c'],
    implies: ['sca-sum-ignored', 'sca-count-ignored', 'sca-counter-per-payee'],
    settings: { lowValueSum: '999999999.00', lowValueCount: 1_000_000 },
  },
  {
    id: 'sca-counter-per-payee',
    title: 'The counters start afresh for every payee',
    breaks: ['RTS-16-b'],
    implies: [],
    settings: { countersBelongTo: 'payer-and-payee' },
  },
  {
    id: 'sca-trusted-any-payee',
    title: 'Who trusts one payee is taken to trust all',
    breaks: ['RTS-13-2'],
    implies: [],
    settings: { trustedPayees: 'any' },
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

export const scaDefects: readonly Defect[] = [...seenFromOutside, ...signInDefects, ...decisionDefects];

export const scaVariations: readonly Variation[] = [
  ...signInVariations,
  {
    id: 'stricter-sca',
    title: 'Every payment of the interface for third parties is challenged',
    settings: { exemptions: false },
  },
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
  {
    id: 'sca-literal-counters',
    title: 'The counters leave the payment at hand out, as the text has it',
    settings: { counterReading: 'literal' },
  },
  {
    id: 'sca-counts-all-remote',
    title: 'Every remote payment without strong authentication counts towards the low-value limits',
    settings: { counterScope: 'all-remote' },
  },
  {
    id: 'sca-login-resets',
    title: 'Strong authentication for anything puts the low-value counters at zero',
    settings: { counterReset: 'any' },
  },
  {
    id: 'sca-calendar-days',
    title: 'The days of account access end with the day and not to the second',
    settings: { accountAccessDaysCounted: 'calendar' },
  },
];
