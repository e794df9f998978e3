/** The bounds of recurring payments as a TPP asks for them: read off the body of a consent. */
import type { Context } from '../../http/context.ts';
import { minorUnits } from '../../sca/money.ts';
import type { ControlParameters, PeriodicLimit, PeriodType } from '../../store/consents.ts';
import type { Money } from '../../store/money.ts';
import { dayOf, endOf, isDay } from '../day.ts';
import { dateTime, type Members, object, text } from './body.ts';
import { badRequest } from './errors.ts';

const AT = 'Data.ControlParameters';
const MOST = `${AT}.MaximumIndividualAmount`;
const CURRENCY = 'EUR';
const PERIODS: readonly PeriodType[] = ['Day', 'Week', 'Fortnight', 'Month', 'Half-year', 'Year'];
const ALIGNMENTS: readonly PeriodicLimit['alignment'][] = ['Consent', 'Calendar'];
const TYPES = ['UK.OBIE.VRPType.Sweeping', 'UK.OBIE.VRPType.Other'];
const METHODS = ['UK.OBIE.SCA', 'UK.OBIE.SCANotRequired'];
const ISO_DAY = 10;

const invalid = (at: string, what: string) => badRequest('Field.Invalid', `${at} ${what}`);

function list(value: unknown, at: string): unknown[] {
  if (value === undefined) throw badRequest('Field.Missing', `${at} is missing`);
  if (!Array.isArray(value) || value.length === 0) throw invalid(at, 'must be a list with an entry');
  return value;
}

function wordOf<T extends string>(known: readonly T[], value: unknown, at: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw invalid(at, `must be one of ${known.join(', ')}`);
  return found;
}

/** An amount in the currency that all accounts are kept in. */
export function moneyAt({ Amount, Currency }: Members, at: string): Money {
  const minor = minorUnits(text(Amount, `${at}.Amount`, 16));
  if (minor === null) throw invalid(`${at}.Amount`, 'must be an amount such as 12.34');
  return { minor, currency: text(Currency, `${at}.Currency`, 3) };
}

function ownMoney(members: Members, at: string): Money {
  const money = moneyAt(members, at);
  if (money.currency !== CURRENCY) throw invalid(`${at}.Currency`, `must be ${CURRENCY}`);
  return money;
}

/** A fortnight has no place in the calendar. @requirement UK-OB-3.1-VRP-2 */
function limitAt(value: unknown, at: string, judged: boolean): PeriodicLimit {
  const members = object(value, at);
  const period = wordOf(PERIODS, members.PeriodType, `${at}.PeriodType`);
  const alignment = wordOf(ALIGNMENTS, members.PeriodAlignment, `${at}.PeriodAlignment`);
  if (judged && period === 'Fortnight' && alignment === 'Calendar') throw invalid(at, 'must begin with the consent');
  return { minor: ownMoney(members, at).minor, period, alignment };
}

/** The day that is written; its time counts for nothing. @requirement UK-OB-3.1-VRP-4 */
function dayAt(value: unknown, at: string): string | null {
  const written = dateTime(value, at);
  if (written === null) return null;
  const day = written.text.slice(0, ISO_DAY);
  if (!isDay(day)) throw badRequest('Field.InvalidDate', `${at} is no day`);
  return day;
}

/** What goes together, which a faulty bank does not look at. */
function judge(
  members: Members,
  { firstDay, lastDay }: Pick<ControlParameters, 'firstDay' | 'lastDay'>,
  today: string,
) {
  if (lastDay !== null && lastDay < (firstDay ?? today))
    throw badRequest('Field.InvalidDate', `${AT}.ValidToDateTime has passed`);
  if (members.SupplementaryData !== undefined)
    throw badRequest('Field.Unexpected', `${AT}.SupplementaryData is not known here`);
}

const UNBOUNDED: Money = { minor: Number.MAX_SAFE_INTEGER, currency: CURRENCY };

/** What it asks for; refused when it makes no sense. @requirement UK-OB-3.1-VRP-2 */
export function readControlParameters({ bank, settings }: Context, value: unknown): ControlParameters {
  const members = object(value, AT);
  const judged = settings.controlParameters === 'judged';
  const firstDay = dayAt(members.ValidFromDateTime, `${AT}.ValidFromDateTime`);
  const lastDay = dayAt(members.ValidToDateTime, `${AT}.ValidToDateTime`);
  if (judged) judge(members, { firstDay, lastDay }, dayOf(bank.now(), settings.bankZone));
  const { MaximumIndividualAmount: most } = members;
  const limits = list(members.PeriodicLimits, `${AT}.PeriodicLimits`);
  return {
    firstDay,
    lastDay,
    maximum: most === undefined && !judged ? UNBOUNDED : ownMoney(object(most, MOST), MOST),
    limits: limits.map((one, index) => limitAt(one, `${AT}.PeriodicLimits[${index}]`, judged)),
    types: list(members.VRPType, `${AT}.VRPType`).map((one) =>
      judged ? wordOf(TYPES, one, `${AT}.VRPType`) : String(one),
    ),
    authenticationMethods: list(members.PSUAuthenticationMethods, `${AT}.PSUAuthenticationMethods`).map((one) =>
      wordOf(METHODS, one, `${AT}.PSUAuthenticationMethods`),
    ),
  };
}

/** The first moment after the last day; a faulty bank goes by the time that was written. @requirement UK-OB-3.1-VRP-4 */
export function endOfValidity({ settings }: Context, { lastDay }: ControlParameters, value: unknown): number | null {
  if (lastDay === null) return null;
  if (settings.validity === 'whole-days') return endOf(lastDay, settings.bankZone);
  return Date.parse(String((value as Members).ValidToDateTime));
}
