/** The data of a consent to recurring payments, and what its first period allows. */
import type { Json } from '../contract.ts';
import { durationMs } from '../duration.ts';
import { TppFault } from '../fault.ts';
import { optionalText } from '../inputs.ts';
import type { StepContext } from '../step.ts';
import { dayIn } from './dialect/day.ts';
import {
  ALIGNMENTS,
  type PaymentRequest,
  PERIODS,
  type PeriodicLimit,
  type RecurringRequest,
} from './dialect/index.ts';
import { asAmount, paymentOf } from './order.ts';

type Context = Pick<StepContext, 'bank' | 'around' | 'call'>;

const DAY_MS = 86_400_000;
const HALF_DAY_MS = DAY_MS / 2;

/** A period of the calendar that began some days ago: which one it is depends on the day. */
export const UNDERWAY = 'underway';
/** Days on either side of today that it has to have; those of the bank may be others. */
const MARGIN = 2;

const numberOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

/** Days since 1970: the first of the period of the calendar that a day lies in, and the first after it. Weeks begin on Mondays. */
export const calendarPeriod = (period: PeriodicLimit['period'], today: number): { start: number; end: number } => {
  const date = new Date(today * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const from = (first: number, months: number) => ({
    start: Date.UTC(year, first) / DAY_MS,
    end: Date.UTC(year, first + months) / DAY_MS,
  });
  const monday = today - ((today + 3) % 7);
  return {
    Day: () => ({ start: today, end: today + 1 }),
    Week: () => ({ start: monday, end: monday + 7 }),
    Fortnight: () => ({ start: monday, end: monday + 14 }),
    Month: () => from(month, 1),
    'Half-year': () => from(month < 6 ? 0 : 6, 6),
    Year: () => from(0, 12),
  }[period]();
};

/** The longest first, so that nearly every day it is the year. */
const underway = (today: number): PeriodicLimit['period'] => {
  const usable = (['Year', 'Half-year', 'Month', 'Week'] as const).find((period) => {
    const { start, end } = calendarPeriod(period, today);
    return today - start >= MARGIN && end - today > MARGIN;
  });
  return usable ?? 'Year';
};

const todayIn = ({ bank, around }: Context): number => numberOf(dayIn(bank.timeZone ?? 'UTC', around.now()));

const oneOf = <T extends string>(known: readonly T[], value: string, what: string): T => {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new TppFault(`there is no ${what} ${value}`);
  return found;
};

const limitOf = (context: Context): PeriodicLimit => {
  const { with: given } = context.call;
  const period = optionalText(given, 'period') ?? 'Month';
  return {
    amount: asAmount(given.limit),
    period: period === UNDERWAY ? underway(todayIn(context)) : oneOf(PERIODS, period, 'period'),
    alignment: oneOf(ALIGNMENTS, optionalText(given, 'alignment') ?? 'Consent', 'alignment of periods'),
  };
};

/** The day, in UTC, that lies this far ahead; null for no such bound. */
const dayAhead = ({ around }: Context, ahead: Json | undefined): string | null =>
  ahead === undefined || ahead === null ? null : dayIn('UTC', around.now() + durationMs(ahead));

export const recurringOf = (context: Context): RecurringRequest => {
  const { amount, ...payment } = paymentOf(context);
  const { starts_in: startsIn, expires_in: expiresIn } = context.call.with;
  return {
    ...payment,
    maximum: amount,
    limit: limitOf(context),
    firstDay: dayAhead(context, startsIn),
    lastDay: dayAhead(context, expiresIn),
  };
};

/** The consent that a payment fits into, and no larger one. */
export const fittingOnly = ({ amount, ...payment }: PaymentRequest): RecurringRequest => ({
  ...payment,
  maximum: amount,
  limit: { amount, period: 'Month', alignment: 'Consent' },
  firstDay: null,
  lastDay: null,
});

/** Noon of a day, in UTC, in milliseconds since 1970: it is that day wherever the bank is, or nearly. */
const noon = (day: string | null): number | null => (day === null ? null : numberOf(day) * DAY_MS + HALF_DAY_MS);

const minorOf = (amount: string): bigint => BigInt(amount.replace('.', ''));

const written = (minor: bigint): string => {
  const digits = String(minor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/**
 * What may surely be paid in the first period, and what may surely not: in the calendar there is a share of the limit for each
 * day that is left of it. Which day it is at the bank, and how it rounds, may differ by a day and by one unit.
 */
export const firstPeriod = ({ limit }: RecurringRequest, today: number): { allows: string; refuses: string } => {
  const whole = minorOf(limit.amount);
  if (limit.alignment === 'Consent') return { allows: limit.amount, refuses: written(whole + 1n) };
  const { start, end } = calendarPeriod(limit.period, today);
  const [days, left] = [BigInt(end - start), BigInt(end - today)];
  const least = (whole * (left - 1n)) / days;
  const most = (whole * (left + 1n)) / days + 1n;
  return { allows: written(least > 0n ? least : 1n), refuses: written((most < whole ? most : whole) + 1n) };
};

/** What a step tells of a consent to recurring payments that it created. */
export const recurringOutputs = (context: Context, request: RecurringRequest): { [name: string]: Json } => {
  const { allows, refuses } = firstPeriod(request, todayIn(context));
  return { first_day: noon(request.firstDay), last_day: noon(request.lastDay), allows, refuses };
};
