/** The variant of a client as a target file writes it: one answer, or several, on each axis. The axes arrive as a table. */
import { type Decoder, type Field, listOrOne, map, object, oneOf, optional } from './decoder.ts';
import { gone } from './gone.ts';
import type { Source } from './source.ts';
import { isMap } from './tree.ts';

/** One answer on an axis, with the capabilities that follow from it. */
export interface AxisValue {
  value: string;
  summary: string;
  capabilities: readonly string[];
}

export interface Axis {
  name: string;
  summary: string;
  /** The first is the default. */
  values: readonly AxisValue[];
}

/** By axis, never empty: the first is what the client does, the others what it may do as well. */
export type Variant = { readonly [axis: string]: readonly string[] };

/** The axis whose answer comes from the dialect. */
export const CONSENT_AXIS = 'consent';

/** Reads `variant:`; what is not written is not in it. */
export function variantDecoder(axes: readonly Axis[]): Decoder<Variant> {
  const fields: { [axis: string]: Field<string[], false> } = Object.fromEntries(
    axes.map(({ name, summary, values }) => [name, optional(answers(name, values), summary)]),
  );
  const consent = optional(
    gone<string[]>('how a consent travels follows from `dialect`', () => 'delete this line'),
    'follows from the dialect',
  );
  return map(object({ ...fields, [CONSENT_AXIS]: consent }), ({ place: _, ...read }) => read as Variant);
}

function answers(axis: string, values: readonly AxisValue[]): Decoder<string[]> {
  const one: Decoder<string> = {
    ...oneOf(...values.map(({ value }) => value)),
    schema: { anyOf: values.map(({ value, summary }) => ({ const: value, description: summary })) },
  };
  return map(listOrOne(one), (read, source, node) => {
    if (read.length > 0) return [...new Set(read)];
    source.tell('empty-list', node, `${axis} has no value`, { hint: 'name one, or delete the line for the default' });
    return undefined;
  });
}

/** What a client does: its own answers over those of the whole target over the defaults. */
export function variantOf(axes: readonly Axis[], target: Variant, client: Variant): Variant {
  const said = { ...target, ...client };
  const variant: { [axis: string]: readonly string[] } = {};
  for (const { name, values } of axes) variant[name] = said[name] ?? values.slice(0, 1).map(({ value }) => value);
  if (said['response-mode'] === undefined)
    variant['response-mode'] = [...new Set((variant['response-type'] ?? []).map(modeOf))];
  return variant;
}

/** Where a response goes when nothing else is said (OAuth 2.0 Multiple Response Types, section 5). */
const modeOf = (responseType: string): string => (responseType.includes('token') ? 'fragment' : 'query');

/** True when the file itself gives this axis, at the top or, with the keys that lead there, for one client. */
export function saysItself({ root }: Source, axis: string, ...keys: string[]): boolean {
  let here: unknown = root;
  for (const key of [...keys, 'variant']) here = isMap(here) ? here.get(key) : null;
  return isMap(here) && here.has(axis);
}
