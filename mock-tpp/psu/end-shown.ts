/** Which end a page shows for a consent, however it writes its dates. */

const DAY_MS = 86_400_000;

/** Languages in which the name of a month is read. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'sv', 'da', 'cs', 'hu', 'ro'];

/** Names of months, lower case and without a point, with their number. */
const monthsOf = (): ReadonlyMap<string, number> =>
  new Map(
    LANGUAGES.flatMap((language) =>
      (['long', 'short'] as const).flatMap((month) => {
        const format = new Intl.DateTimeFormat(language, { day: 'numeric', month, timeZone: 'UTC' });
        return Array.from({ length: 12 }, (_, index): [string, number] => {
          const parts = format.formatToParts(Date.UTC(2024, index, 1));
          const name = parts.find(({ type }) => type === 'month')?.value ?? '';
          return [name.toLowerCase().replace('.', ''), index + 1];
        });
      }),
    ),
  );

/** The day at UTC midnight, or none for what is no day. */
const day = (year: number, month: number | undefined, date: number): number[] => {
  if (month === undefined || month < 1 || month > 12 || date < 1 || date > 31) return [];
  return [Date.UTC(year, month - 1, date)];
};

/** Made when a page is read: few commands read one, and it takes 25 ms. */
let months: ReadonlyMap<string, number> | null = null;

const monthOf = (name: string): number | undefined => {
  months ??= monthsOf();
  return months.get(name.toLowerCase());
};

type Read = (first: string, second: string, third: string) => number[];

/** Each a way to write a date, and the days that it may mean. */
const WAYS: readonly [RegExp, Read][] = [
  [/(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/gu, (y, m, d) => day(+y, +m, +d)],
  [
    /(?<!\d)(\d{1,2})[-/. ]{1,2}(\d{1,2})[-/. ]{1,2}(\d{4})(?!\d)/gu,
    (a, b, y) => [...day(+y, +b, +a), ...day(+y, +a, +b)],
  ],
  [
    /(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\.? (?:de )?(\p{L}{2,12})\.?,? (?:de )?(\d{4})(?!\d)/giu,
    (d, m, y) => day(+y, monthOf(m), +d),
  ],
  [/(?<!\p{L})(\p{L}{2,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)/giu, (m, d, y) => day(+y, monthOf(m), +d)],
];

/**
 * `agreed` when the page shows the day of the end, or one beside it, for its calendar may be another; `another` when it shows
 * days to come and none of them is that; `none` when no such day can be read.
 *
 * @param expiresAt end of the consent, and `now`, in milliseconds since 1970
 */
export const endShown = (text: string, expiresAt: number, now: number): 'agreed' | 'another' | 'none' => {
  const days = WAYS.flatMap(([way, read]) =>
    [...text.matchAll(way)].map(([, first = '', second = '', third = '']) => read(first, second, third)),
  );
  const end = Math.floor(expiresAt / DAY_MS) * DAY_MS;
  if (days.some((read) => read.some((one) => Math.abs(one - end) <= DAY_MS))) return 'agreed';
  const toCome = days.some((read) => read.length > 0 && read.every((one) => one > now + DAY_MS));
  return toCome ? 'another' : 'none';
};
