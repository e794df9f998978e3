/** The low-value exemption as a pure decision over an amount and two counters. */
import type { ScaSettings } from './settings.ts';

/** Exempted payments that were executed since the last challenge. */
export interface Counters {
  sumMinor: number;
  count: number;
}

export interface Decision {
  required: boolean;
  reason: 'above-ceiling' | 'sum-reached' | 'count-reached' | 'exempted' | 'no-exemptions' | 'no-payment';
}

/**
 * Steps, in the order of the article: (a) the ceiling always binds; (b) and (c) bind as far as the bank keeps that counter.
 * The current payment is counted in, which is the stricter of the two readings.
 * @requirement RTS-16-a RTS-16-b RTS-16-c
 */
export function lowValue(amountMinor: number, { sumMinor, count }: Counters, settings: ScaSettings): Decision {
  const { lowValueCeilingMinor: ceiling, lowValueLimbs: limbs } = settings;
  if (!settings.exemptions) return { required: true, reason: 'no-exemptions' };
  if (ceiling !== null && amountMinor > ceiling) return { required: true, reason: 'above-ceiling' };
  if (limbs.includes('amount') && sumMinor + amountMinor > settings.lowValueSumMinor)
    return { required: true, reason: 'sum-reached' };
  if (limbs.includes('count') && count + 1 > settings.lowValueCount) return { required: true, reason: 'count-reached' };
  return { required: false, reason: 'exempted' };
}
