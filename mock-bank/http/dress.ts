/** Legal differences in how JSON objects are written: order of members, members nobody knows. */
import type { Settings } from '../settings.ts';
import { isObject, type Json, type JsonObject } from './reply.ts';

/** A top-level object as the active variations write it. */
export function dress(value: JsonObject, settings: Settings): JsonObject {
  const extended = settings.unknownMembers === 'present' ? { ...value, x_unknown: { note: 'to be ignored' } } : value;
  return settings.fieldOrder === 'reversed' ? reversedObject(extended) : extended;
}

function reversedObject(value: JsonObject): JsonObject {
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([name, item]) => [name, item === undefined ? undefined : reversed(item)]));
}

function reversed(value: Json): Json {
  if (isObject(value)) return reversedObject(value);
  return Array.isArray(value) ? value.map((item: Json) => reversed(item)) : value;
}
