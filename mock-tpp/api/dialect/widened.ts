/** Whether granted authorization_details go beyond those that were asked for. What a bank adds to say more of the same is no more. */
import type { Json } from '../../contract.ts';
import { isObject } from '../../json.ts';
import type { JsonObject } from './members.ts';

/** Elements looked at; an answer that holds more is not judged. */
const MOST = 100;

/** Null: another value, of which nobody can tell whether it is more, such as an account number that is partly hidden. */
type More = boolean | null;

/** Members whose values have an order. */
const ORDERED: ReadonlyMap<string, (value: Json) => number> = new Map([
  ['valid_until', (value: Json) => Date.parse(String(value))],
  ['amount', Number],
]);

/** True outweighs null, and null outweighs false. */
const worst = (found: More[]): More => (found.includes(true) ? true : found.includes(null) ? null : false);

/** Lists such as `actions` and `locations` hold what is allowed: one more entry is more, and a list left out may be anything. */
const more = (name: string, granted: Json | undefined, asked: Json): More => {
  if (granted === undefined) return null;
  if (Array.isArray(asked)) {
    const allowed = new Set(asked.map((one) => JSON.stringify(one)));
    return Array.isArray(granted) ? granted.some((one) => !allowed.has(JSON.stringify(one))) : null;
  }
  if (isObject(asked)) return isObject(granted) ? moreIn(granted, asked) : null;
  if (granted === asked) return false;
  const size = ORDERED.get(name);
  const [mine, theirs] = [size?.(asked) ?? Number.NaN, size?.(granted) ?? Number.NaN];
  return Number.isNaN(mine) || Number.isNaN(theirs) ? null : theirs > mine;
};

const moreIn = (granted: JsonObject, asked: JsonObject): More =>
  worst(Object.entries(asked).map(([name, value]) => more(name, granted[name], value)));

/** An element is no more than was asked for when it is no more than one of the asked ones of its type. */
const beyond = (granted: JsonObject, asked: readonly JsonObject[]): More => {
  const found = asked.filter(({ type }) => type === granted.type).map((one) => moreIn(granted, one));
  if (found.length === 0) return true;
  return found.includes(false) ? false : found.includes(null) ? null : true;
};

/**
 * Null when it cannot be told: no list, more of it than a client looks at, or other values than those asked for.
 * @requirement RFC9396-7-1 RFC9396-6-1
 */
export const widened = (granted: Json, asked: readonly Json[]): More => {
  if (!Array.isArray(granted) || !granted.every(isObject) || granted.length > MOST || asked.length > MOST) return null;
  const wishes = asked.filter(isObject);
  return worst(granted.map((element) => beyond(element, wishes)));
};
