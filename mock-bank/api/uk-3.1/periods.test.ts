/** Periods of limits, by the examples of the standard and at the ends of months. */
import { expect } from 'chai';
import type { PeriodicLimit } from '../../store/consents.ts';
import { numberOf, periodOf, shareOf } from './periods.ts';

const dayOf = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);

type Row = [period: PeriodicLimit['period'], alignment: PeriodicLimit['alignment'], minor: number, from: string];

describe('periods of limits', () => {
  const rows: [...Row, today: string, start: string, next: string, allowed: number][] = [
    ['Month', 'Calendar', 30_000, '2021-06-06', '2021-06-30', '2021-06-06', '2021-07-01', 25_000],
    ['Month', 'Calendar', 30_000, '2021-06-06', '2021-07-01', '2021-07-01', '2021-08-01', 30_000],
    ['Month', 'Consent', 50_000, '2021-06-05', '2021-07-04', '2021-06-05', '2021-07-05', 50_000],
    ['Year', 'Calendar', 50_000, '2021-06-05', '2021-12-31', '2021-06-05', '2022-01-01', 28_767],
    ['Year', 'Calendar', 50_000, '2021-06-06', '2021-06-06', '2021-06-06', '2022-01-01', 28_630],
    ['Year', 'Consent', 50_000, '2021-06-05', '2023-06-04', '2022-06-05', '2023-06-05', 50_000],
    ['Half-year', 'Calendar', 36_200, '2021-01-01', '2021-06-30', '2021-01-01', '2021-07-01', 36_200],
    ['Half-year', 'Consent', 100, '2021-08-31', '2022-02-27', '2021-08-31', '2022-02-28', 100],
    ['Month', 'Consent', 100, '2024-01-31', '2024-03-30', '2024-02-29', '2024-03-31', 100],
    ['Week', 'Calendar', 700, '2026-11-25', '2026-11-29', '2026-11-25', '2026-11-30', 500],
    ['Week', 'Calendar', 700, '2026-11-25', '2026-11-30', '2026-11-30', '2026-12-07', 700],
    ['Week', 'Consent', 700, '2026-11-25', '2026-12-01', '2026-11-25', '2026-12-02', 700],
    ['Fortnight', 'Consent', 700, '2026-11-25', '2026-12-09', '2026-12-09', '2026-12-23', 700],
    ['Day', 'Calendar', 700, '2026-11-25', '2026-11-25', '2026-11-25', '2026-11-26', 700],
  ];
  for (const [period, alignment, minor, from, today, start, next, allowed] of rows) {
    it(`${today} of a ${period} that begins with the ${alignment} of ${from}`, () => {
      const found = periodOf({ minor, period, alignment }, numberOf(from), numberOf(today));
      expect([dayOf(found.start), dayOf(found.end), shareOf(minor, found)]).to.deep.equal([start, next, allowed]);
    });
  }
});
