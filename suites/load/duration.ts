/** Durations as files write them: `500ms`, `90s`, `10m`, `2h`, `90d`, with a sign where an offset is meant. */

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const DURATION = /^-?\d{1,9}(ms|s|m|h|d)$/;

/** Milliseconds, or null for what is not a duration. */
export function parseDuration(text: string): number | null {
  const [, count, unit] = /^(-?\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = unit === undefined ? undefined : UNITS_MS[unit];
  return count === undefined || factor === undefined ? null : Number(count) * factor;
}
