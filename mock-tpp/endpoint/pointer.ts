/** JSON pointers (RFC 6901) into what a bank answered. */
import type { Json } from '../contract.ts';
import { isObject } from '../json.ts';

/** Whether a text is a JSON pointer. */
export const isPointer = (text: string): boolean => /^(?:\/(?:[^~/]|~[01])*)*$/u.test(text);

/** The value that a pointer leads to, or undefined. */
export function valueAt(document: Json, pointer: string): Json | undefined {
  const names = pointer.split('/').slice(1);
  return names.reduce<Json | undefined>((here, name) => memberOf(here, unescaped(name)), document);
}

const unescaped = (name: string): string => name.replaceAll('~1', '/').replaceAll('~0', '~');

function memberOf(holder: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(holder)) return /^(?:0|[1-9]\d{0,8})$/u.test(name) ? holder[Number(name)] : undefined;
  return isObject(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
}
