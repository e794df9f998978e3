/** Policy values of strong customer authentication: the low-value exemption and when it is not used at all. */

export type CounterLimb = 'amount' | 'count';

export interface ScaSettings {
  /** Largest exempted payment in minor units; null for no ceiling. @requirement RTS-16-a */
  lowValueCeilingMinor: number | null;
  /** Largest sum of exempted payments since the last challenge, the current one included. @requirement RTS-16-b */
  lowValueSumMinor: number;
  /** Most exempted payments since the last challenge, the current one included. @requirement RTS-16-c */
  lowValueCount: number;
  /** Counters the bank keeps; with both, the stricter decides. */
  lowValueLimbs: readonly CounterLimb[];
  /** Whose counters they are. */
  countersBelongTo: 'payer' | 'payer-and-payee';
  /** False: every payment is challenged, which is always lawful. */
  exemptions: boolean;
  /** False: account access is granted on the password alone. @requirement RTS-10-2a */
  challengeForAccounts: boolean;
}

export const scaDefaults: ScaSettings = {
  lowValueCeilingMinor: 3000,
  lowValueSumMinor: 10_000,
  lowValueCount: 5,
  lowValueLimbs: ['amount', 'count'],
  countersBelongTo: 'payer',
  exemptions: true,
  challengeForAccounts: true,
};
