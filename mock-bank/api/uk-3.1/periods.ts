/** Periods of limits: which one a day lies in, and what part of a limit there is in it. Days are whole days since 1970. */
import type { PeriodicLimit, PeriodType } from '../../store/consents.ts';

const DAY_MS = 86_400_000;

export interface Period {
  /** The first day, and the first after it. */
  start: number;
  end: number;
  /** How many days of how many there is a share of the limit for. */
  days: number;
  of: number;
}

/** The number of a day such as `2026-03-31`. */
export const numberOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

const dateOf = (number: number): Date => new Date(number * DAY_MS);

const dayIn = (year: number, month: number, date = 1): number => Date.UTC(year, month, date) / DAY_MS;

/** The same date some months later; the last day of a month that has no such date. */
function monthsAfter(day: number, months: number): number {
  const date = dateOf(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = dateOf(dayIn(year, month + 1) - 1).getUTCDate();
  return dayIn(year, month, Math.min(date.getUTCDate(), last));
}

const DAYS: Readonly<Partial<Record<PeriodType, number>>> = { Day: 1, Week: 7, Fortnight: 14 };
const MONTHS: Readonly<Partial<Record<PeriodType, number>>> = { Month: 1, 'Half-year': 6, Year: 12 };

/** The first day of the n-th period that begins with a consent, counted from 0. */
function nth(period: PeriodType, from: number, n: number): number {
  const days = DAYS[period];
  return days === undefined ? monthsAfter(from, n * (MONTHS[period] ?? 1)) : from + n * days;
}

function withConsent(period: PeriodType, from: number, today: number): Period {
  let n = 0;
  while (nth(period, from, n + 1) <= today) n += 1;
  return { start: nth(period, from, n), end: nth(period, from, n + 1), days: 1, of: 1 };
}

/** Weeks begin on Mondays; the first of January 1970 was a Thursday. */
function withCalendar(period: PeriodType, from: number, today: number): Period {
  const days = DAYS[period];
  const months = MONTHS[period] ?? 1;
  const date = dateOf(today);
  const start =
    days === undefined
      ? dayIn(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months)
      : today - ((today + 3) % days);
  const end = days === undefined ? monthsAfter(start, months) : start + days;
  const begun = Math.max(start, from);
  return { start: begun, end, days: end - begun, of: end - start };
}

/** @requirement UK-OB-3.1-VRP-5 */
export function periodOf({ period, alignment }: PeriodicLimit, from: number, today: number): Period {
  return alignment === 'Calendar' ? withCalendar(period, from, today) : withConsent(period, from, today);
}

/** Minor units that a period allows: in the first one of the calendar only for the days that were left of it. */
export const shareOf = (minor: number, { days, of }: Period): number =>
  Number((BigInt(minor) * BigInt(days)) / BigInt(of));
