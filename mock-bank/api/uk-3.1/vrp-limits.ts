/** Whether a recurring payment fits into the periodic limits of its consent, beside those that were executed before. */
import { decimal } from '../../sca/money.ts';
import type { PeriodicLimit, VrpConsent } from '../../store/consents.ts';
import { dayOf } from '../day.ts';
import type { ApiSettings } from '../settings.ts';
import { numberOf, type Period, periodOf, shareOf } from './periods.ts';

type Policy = Pick<
  ApiSettings,
  'bankZone' | 'periodsBegin' | 'periodsEnd' | 'firstPeriod' | 'limitReached' | 'limitSums'
>;

/** The policy of the bank, and the moment of the payment. */
export interface Standing {
  settings: Policy;
  now: number;
}

function asTaken(limit: PeriodicLimit, { periodsBegin }: Policy): PeriodicLimit {
  if (periodsBegin === 'consent') return { ...limit, alignment: 'Consent' };
  // Not months: what other faults are tried with has limits of a month, and would fail or not by the day of it.
  if (periodsBegin === 'calendar' && !['Fortnight', 'Month'].includes(limit.period))
    return { ...limit, alignment: 'Calendar' };
  return limit;
}

function allowedIn(minor: number, period: Period, { firstPeriod }: Policy): number {
  return firstPeriod === 'nothing' && period.days < period.of ? 0 : shareOf(minor, period);
}

/** Minor units, or units as binary numbers have them. */
const amountsIn = (minors: readonly number[], { limitSums }: Policy): number[] =>
  limitSums === 'exact' ? [...minors] : minors.map((minor) => Number(decimal(minor)));

/** What was executed in the period. */
function paidIn({ paid }: VrpConsent, { start, end }: Period, { settings, now }: Standing): number[] {
  const today = numberOf(dayOf(now, settings.bankZone));
  const counts = ({ at }: { at: number }): boolean => {
    const day = numberOf(dayOf(at, settings.bankZone));
    if (settings.periodsEnd === 'never') return true;
    return settings.periodsEnd === 'daily' ? day === today : day >= start && day < end;
  };
  return paid.filter(counts).map(({ minor }) => minor);
}

/**
 * The first limit that the payment would break, or null.
 *
 * @param minor the amount of the payment in minor units
 * @requirement UK-OB-3.1-VRP-3 UK-OB-3.1-VRP-5
 */
export function brokenLimit(consent: VrpConsent, minor: number, standing: Standing): PeriodicLimit | null {
  const { settings, now } = standing;
  const dayNumber = (time: number) => numberOf(dayOf(time, settings.bankZone));
  const { firstDay, limits } = consent.control;
  const from = Math.max(dayNumber(consent.createdAt), firstDay === null ? 0 : numberOf(firstDay));
  const breaks = (agreed: PeriodicLimit): boolean => {
    const limit = asTaken(agreed, settings);
    const period = periodOf(limit, from, dayNumber(now));
    const amounts = amountsIn([...paidIn(consent, period, standing), minor], settings);
    const [allowed = 0] = amountsIn([allowedIn(limit.minor, period, settings)], settings);
    const sum = amounts.reduce((before, amount) => before + amount, 0);
    return settings.limitReached === 'allowed' ? sum > allowed : sum >= allowed;
  };
  return limits.find(breaks) ?? null;
}
