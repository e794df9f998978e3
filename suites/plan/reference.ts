/** `${root.path}` references inside scenario values: finding them, and filling in those known before a run. */
import { type Reference, referencesInText, replaceReferences, wholeReference } from '../load/reference.ts';
import type { Value } from '../load/scenario.ts';

/** Known when a case is planned. */
export const PLAN_ROOTS = ['case', 'bind', 'profile'];
/** Known to the session at run time, whatever the flow. */
export const SESSION_ROOTS = ['client', 'bank', 'api', 'metadata', 'identity'];

/** The inputs of a step are looked at many times, by the checks, the plan and each control; nothing changes a value once it is made. */
const FOUND = new WeakMap<object, readonly Reference[]>();

/** All references in a value, in order; a `${` that is never closed comes back with an empty root. */
export function referencesIn(value: Value): readonly Reference[] {
  if (typeof value === 'string') return referencesInText(value);
  if (value === null || typeof value !== 'object') return [];
  const known = FOUND.get(value);
  if (known) return known;
  const found = Object.values(value).flatMap(referencesIn);
  FOUND.set(value, found);
  return found;
}

/** Answers a plan-time reference, or undefined when nothing has that name. */
export type Lookup = (reference: Reference) => Value | undefined;

function scalar(value: Value): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/**
 * Fills in the plan-time references of a value and leaves the others as written. A string that is exactly one reference
 * takes the value's own type; inside a longer string only scalars fit. `missing` hears of every reference without a value.
 */
export function fill(value: Value, lookup: Lookup, missing: (reference: Reference) => void): Value {
  if (typeof value === 'string') return fillText(value, lookup, missing);
  // What needs nothing stays the one object that it is, about which is known what it holds.
  if (value === null || typeof value !== 'object' || !referencesIn(value).some(isPlanned)) return value;
  if (Array.isArray(value)) return value.map((item) => fill(item, lookup, missing));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, lookup, missing)]));
}

const isPlanned = ({ root }: Reference): boolean => PLAN_ROOTS.includes(root);

function fillText(text: string, lookup: Lookup, missing: (reference: Reference) => void): Value {
  const whole = wholeReference(text);
  if (whole && PLAN_ROOTS.includes(whole.root)) {
    const found = lookup(whole);
    if (found === undefined) missing(whole);
    return found === undefined ? text : found;
  }
  return replaceReferences(text, (reference) => {
    if (!PLAN_ROOTS.includes(reference.root)) return reference.text;
    const found = lookup(reference);
    if (found !== undefined && scalar(found)) return String(found);
    missing(reference);
    return reference.text;
  });
}

/** Walks into nested values by name. */
export function at(value: Value | undefined, path: string[]): Value | undefined {
  let here = value;
  for (const name of path) {
    if (here === null || typeof here !== 'object' || Array.isArray(here)) return undefined;
    here = Object.hasOwn(here, name) ? here[name] : undefined;
    if (here === undefined) return undefined;
  }
  return here;
}
