/** Durations as scenarios write them: `90s`, `10m`, `-1s`, `90d`, `500ms`. */
import type { Json } from './contract.ts';
import { TppFault } from './fault.ts';

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds; throws TppFault for what is not a duration. */
export function durationMs(value: Json | undefined): number {
  const [, count, unit] = /^(-?\d{1,9})(ms|s|m|h|d)$/.exec(typeof value === 'string' ? value : '') ?? [];
  const factor = unit === undefined ? undefined : UNITS_MS[unit];
  if (count === undefined || factor === undefined)
    throw new TppFault(`${JSON.stringify(value ?? null)} is not a duration such as 90s`);
  return Number(count) * factor;
}
