/** A slot is one addressed place in a request: a form parameter, a header, a claim, a member of a JSON body. */
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { repeatMember } from '../json-text.ts';
import type { Slot } from './generic.ts';

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A place in a list of names and values; header names are compared without case. */
export function pairSlot(pairs: [string, string][], name: string, caseless: boolean): Slot {
  const same = (key: string): boolean => (caseless ? key.toLowerCase() === name.toLowerCase() : key === name);
  const index = (): number => pairs.findIndex(([key]) => same(key));
  return {
    get: () => pairs[index()]?.[1],
    set: (value) => {
      const at = index();
      if (at < 0) pairs.push([name, asText(value)]);
      else pairs[at] = [name, asText(value)];
    },
    drop: () => {
      for (let at = index(); at >= 0; at = index()) pairs.splice(at, 1);
    },
    add: (value) => pairs.push([name, asText(value)]),
  };
}

/** A place in a JSON object. `dotted` names walk into it; claim names are taken whole. */
export function memberSlot(object: { [member: string]: Json }, path: string, dotted: boolean): Slot {
  const keys = dotted ? path.split('.') : [path];
  const last = keys.pop() ?? '';
  const holder = keys.reduce<{ [member: string]: Json }>((here, key) => {
    const next = Object.hasOwn(here, key) ? here[key] : undefined;
    if (next === null || typeof next !== 'object' || Array.isArray(next))
      throw new TppFault(`the body has no object at ${key} of ${path}`);
    return next;
  }, object);
  return {
    get: () => (Object.hasOwn(holder, last) ? holder[last] : undefined),
    set: (value) => {
      holder[last] = value;
    },
    drop: () => {
      delete holder[last];
    },
    add: (value) => {
      if (dotted) throw new TppFault(`${path} is a member of a JSON body and cannot appear there twice`);
      repeatMember(holder, last, value);
    },
  };
}
