/** Fills in `${step.output}` and the session's own values just before a step is sent. */
import type { Json } from '../evidence/record.ts';
import { type Reference, replaceReferences, wholeReference } from '../load/reference.ts';

/** Gives the value behind `root.path`, or undefined when there is none. */
export type Source = (root: string, path: string) => Json | undefined;

export type Filled = { ok: true; value: Json } | { ok: false; missing: string };

function lookUp(source: Source, { root, path }: Reference): Json {
  return (path.length === 0 ? undefined : source(root, path.join('.'))) ?? null;
}

/**
 * A text that is exactly one reference becomes the value itself; inside a longer text only scalars fit. Null counts as
 * missing: it stands for an output that the bank's answer did not have.
 */
export function fillIn(value: Json, source: Source): Filled {
  if (typeof value === 'string') return fillText(value, source);
  if (value === null || typeof value !== 'object') return { ok: true, value };
  const filled: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    const one = fillIn(member, source);
    if (!one.ok) return one;
    filled.push([name, one.value]);
  }
  return { ok: true, value: Array.isArray(value) ? filled.map(([, item]) => item) : Object.fromEntries(filled) };
}

function fillText(text: string, source: Source): Filled {
  const whole = wholeReference(text);
  if (whole) {
    const value = lookUp(source, whole);
    return value === null ? { ok: false, missing: text } : { ok: true, value };
  }
  let missing: string | null = null;
  const filled = replaceReferences(text, (reference) => {
    const value = lookUp(source, reference);
    if (value !== null && typeof value !== 'object') return String(value);
    missing ??= reference.text;
    return reference.text;
  });
  return missing === null ? { ok: true, value: filled } : { ok: false, missing };
}
