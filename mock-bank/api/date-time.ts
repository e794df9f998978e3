/** Dates with time and zone as TPPs write them. */

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since 1970, or null for anything that is not a date with time and zone. */
export function readDateTime(text: string): number | null {
  const time = Date.parse(text);
  return DATE_TIME.test(text) && !Number.isNaN(time) ? time : null;
}
