/** Whether what a token request asks for stays within what was granted. */
import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../http/reply.ts';
import { readDateTime } from '../date-time.ts';
import { type Details, invalidDetails } from './details.ts';
import { isBelow } from './types.ts';

/** Whether the asked value is within the granted one; undefined is what the element does not hold. */
type Narrower = (asked: Json | undefined, granted: Json | undefined) => boolean;

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** Without these fields an element is not bounded, so that any value narrows it; taking one away would widen it. */
const boundedBy =
  (within: (asked: Json, granted: Json) => boolean): Narrower =>
  (asked, granted) => {
    return granted === undefined || (asked !== undefined && within(asked, granted));
  };

const narrowers: Readonly<Record<string, Narrower>> = {
  actions: boundedBy((asked, granted) => {
    return listOf(asked).length > 0 && listOf(asked).every((one) => listOf(granted).includes(one));
  }),
  locations: boundedBy((asked, granted) => {
    const allowed = (one: Json) => listOf(granted).some((above) => isBelow(String(one), String(above)));
    return listOf(asked).length > 0 && listOf(asked).every(allowed);
  }),
  valid_until: boundedBy((asked, granted) => {
    const end = readDateTime(String(granted));
    return end === null || (readDateTime(String(asked)) ?? Number.POSITIVE_INFINITY) <= end;
  }),
};

function within(asked: JsonObject, granted: JsonObject): boolean {
  const names = [...new Set([...Object.keys(asked), ...Object.keys(granted)])];
  return names.every((name) => {
    const narrower = Object.hasOwn(narrowers, name) ? narrowers[name] : undefined;
    return (narrower ?? isDeepStrictEqual)(asked[name], granted[name]);
  });
}

/** Throws when an element is within none of the granted. @requirement RFC9396-6-1 */
export function narrowed(asked: Details, granted: Details): Details {
  if (!asked.every((one) => granted.some((other) => within(one, other)))) {
    throw invalidDetails('authorization_details go beyond what was granted');
  }
  return asked;
}
