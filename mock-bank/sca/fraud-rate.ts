/** The rate of fraud that opens the exemption of Article 18, and when the exemption ends and comes back. */
import { compare, type Decimal, exactly, plus, times, ZERO } from './decimal.ts';
import type { PaymentType, RiskBand } from './limits.ts';
import type { ScaSettings } from './settings.ts';

/** Value of payments of one kind over some days, and how much of it was fraudulent. */
export interface FraudRecord {
  type: PaymentType;
  remote: boolean;
  /** How many days ago the last of them was. */
  daysAgo: number;
  total: Decimal;
  fraudulent: Decimal;
}

/** A part of a whole, compared without a division. */
export interface Share {
  part: Decimal;
  whole: Decimal;
}

/** A complete or running quarter of a type of payment. */
export interface Quarter {
  rate: Decimal;
  weeks: number;
}

export interface FraudHistory {
  type: PaymentType;
  /** Null without a history: no clean slate. */
  share: Share | null;
  quarters: readonly Quarter[];
  /** Whether the authority was told, with evidence, that the rate is kept again. */
  notified: boolean;
}

export const WINDOW_DAYS = 90;
const WEEKS_OF_A_QUARTER = 13;
const HUNDRED = exactly('100');

export const ofPercent = (rate: Decimal): Share => ({ part: rate, whole: HUNDRED });

/**
 * One rate for each type, by value, over remote payments of the last 90 days with and without strong authentication.
 * Money that came back is fraudulent all the same.
 * @requirement RTS-19-1
 */
export function shareOf(
  records: readonly FraudRecord[],
  type: PaymentType,
  { riskRecords }: Pick<ScaSettings, 'riskRecords'>,
): Share | null {
  const counted = records.filter(
    (one) => one.type === type && (riskRecords === 'all' || (one.remote && one.daysAgo <= WINDOW_DAYS)),
  );
  const whole = counted.reduce((sum, { total }) => plus(sum, total), ZERO);
  if (compare(whole, ZERO) <= 0) return null;
  return { part: counted.reduce((sum, { fraudulent }) => plus(sum, fraudulent), ZERO), whole };
}

export const referenceOf = (band: RiskBand, type: PaymentType): Decimal =>
  exactly(type === 'card' ? band.card : band.creditTransfer);

/** @requirement RTS-18-2a */
export function within({ part, whole }: Share, reference: Decimal, { limitsReached }: ScaSettings): boolean {
  const order = compare(times(part, HUNDRED), times(reference, whole));
  return limitsReached === 'allowed' ? order <= 0 : order < 0;
}

/**
 * Two quarters in a row above the rate of a band end it; a whole quarter within, and the authority told, bring it back.
 * @requirement RTS-20-2 RTS-20-3
 */
export function ceased(history: FraudHistory, reference: Decimal, settings: ScaSettings): boolean {
  if (!settings.riskRateRemembered) return false;
  let over = 0;
  let stopped = false;
  for (const { rate, weeks } of history.quarters) {
    if (weeks < WEEKS_OF_A_QUARTER) continue;
    over = compare(rate, reference) > 0 ? over + 1 : 0;
    if (over >= 2) stopped = true;
    else if (over === 0 && history.notified) stopped = false;
  }
  return stopped;
}
