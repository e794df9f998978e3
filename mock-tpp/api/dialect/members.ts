/** Reads members of JSON that a bank sent, where nothing may be taken for granted. */
import type { Json } from '../../contract.ts';
import { isObject } from '../../json.ts';

export type JsonObject = { [key: string]: Json };

export const objectAt = (value: Json | undefined, ...path: string[]): JsonObject | null => {
  const found = path.reduce<Json | undefined>(
    (here, key) => (isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined),
    value,
  );
  return isObject(found) ? found : null;
};

/** A string that is not empty, or null. */
export const textAt = (value: JsonObject | null, name: string): string | null => {
  const found = value !== null && Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof found === 'string' && found !== '' ? found : null;
};

export const listAt = (value: JsonObject | null, name: string): Json[] | null => {
  const found = value !== null && Object.hasOwn(value, name) ? value[name] : undefined;
  return Array.isArray(found) ? found : null;
};
