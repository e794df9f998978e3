/** Days of a bank's calendar, for dialects in which a consent ends with a day. */

const DAY_MS = 86_400_000;

/** The calendar day of a moment in a time zone, as `2026-03-31`. */
export const dayIn = (zone: string, ms: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms);

const PARTS = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;

/** What a clock on the wall shows, read as if it were UTC; whole minutes are enough for the offset of a zone. */
const wallMs = (zone: string, ms: number): number => {
  const format = new Intl.DateTimeFormat('en-US', { ...PARTS, timeZone: zone, hourCycle: 'h23' });
  const shown = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = Object.keys(PARTS).map((part) =>
    shown.get(part as Intl.DateTimeFormatPartTypes),
  );
  return Date.UTC(year, month - 1, day, hour, minute);
};

/**
 * The first moment after a day of the calendar, in milliseconds since 1970; null for a text that is no day. The offset is
 * taken where the day ends, so that a change of clocks on that day does not matter.
 */
export const endOfDay = (zone: string, day: string): number | null => {
  const midnight = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(day) || Number.isNaN(midnight)) return null;
  const offsetAt = (ms: number): number => wallMs(zone, ms) - ms;
  const near = midnight - offsetAt(midnight);
  return midnight - offsetAt(near);
};
