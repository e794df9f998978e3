/** Days as a bank's calendar has them: a consent that ends on a date ends with that day, where the bank is. */

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** The calendar day of a moment, as `2026-03-31`. */
export function dayOf(time: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(time);
}

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** How far the wall clock is ahead of UTC, in milliseconds. */
function aheadOf(time: number, zone: string): number {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${wall.format(time).replace(' ', 'T')}Z`) - time;
}

/** The first moment after a day, also where clocks are changed. */
export function endOf(day: string, zone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
  const guess = midnight - aheadOf(midnight, zone);
  return midnight - aheadOf(guess, zone);
}
