/** Texts and JSON with `{name}` in them, as a described dialect writes its requests. */
import type { Json } from '../../contract.ts';
import { isObject } from '../../json.ts';

export type Names = { readonly [name: string]: Json | undefined };

const NAME = /\{([a-z][\w.-]*)\}/giu;
const WHOLE = /^\{([a-z][\w.-]*)\}$/iu;

const heldUnder = (names: Names, name: string): Json | undefined =>
  Object.hasOwn(names, name) ? structuredClone(names[name]) : undefined;

/** Each `{name}` in a text replaced by its value; `{api.x}` and other names without a value become nothing. */
export const fillText = (text: string, names: Names): string =>
  text.replaceAll(NAME, (_, name: string) => {
    const value = (Object.hasOwn(names, name) ? names[name] : null) ?? '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  });

/** The same for JSON: a text that is nothing but `{name}` becomes the value itself, and what has none is left out. */
export const fillJson = (template: Json, names: Names): Json | undefined => {
  if (typeof template === 'string') {
    const [, name] = WHOLE.exec(template) ?? [];
    return name === undefined ? fillText(template, names) : heldUnder(names, name);
  }
  if (Array.isArray(template))
    return template.map((item) => fillJson(item, names)).filter((item) => item !== undefined);
  if (!isObject(template)) return template;
  const filled = Object.entries(template).flatMap(([member, item]) => {
    const value = fillJson(item, names);
    return value === undefined ? [] : [[member, value] as const];
  });
  return Object.fromEntries(filled);
};

/** The value at a path such as `Data.ConsentId`; a `*` takes every item of a list. */
export const allAt = (value: Json | undefined, path: string): Json[] =>
  path.split('.').reduce<Json[]>(
    (here, step) =>
      here.flatMap((one) => {
        if (step === '*') return Array.isArray(one) ? one : [];
        return isObject(one) && Object.hasOwn(one, step) ? [one[step] as Json] : [];
      }),
    value === undefined ? [] : [value],
  );

/** The text or number at a path, as text; null for anything else. */
export const textIn = (value: Json | undefined, path: string | null): string | null => {
  const [found] = path === null ? [] : allAt(value, path);
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' && found !== '' ? found : null;
};

/** The same JSON with another value at a path; what does not lead there stays as it is. */
export const changedAt = (value: Json, path: string, to: Json): Json => {
  const [step = '', ...rest] = path.split('.');
  if (!isObject(value) || !Object.hasOwn(value, step)) return value;
  const below = value[step] as Json;
  return { ...value, [step]: rest.length === 0 ? to : changedAt(below, rest.join('.'), to) };
};
