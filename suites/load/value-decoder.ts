/** Decodes values that an author writes freely: inputs of steps, mutations and tables. */
import { type Decoder, keyOf, unquoted, wrong } from './decoder.ts';
import { badReference, wellFormed } from './reference.ts';
import type { Value } from './scenario.ts';
import type { Source } from './source.ts';
import { isMap, isScalar, isSeq, type Node, type Scalar } from './tree.ts';

const MONEY_KEYS = new Set(['amount', 'amounts', 'of', 'sum', 'max']);

/** Any value. A number that YAML may have changed, or that stands for money, must be quoted; references must be well-formed. */
export const value: Decoder<Value> = {
  schema: {},
  read: (node, source) => readValue(node, source, null, []),
};

function readValue(node: unknown, source: Source, key: string | null, later: readonly string[]): Value | undefined {
  if (isSeq(node)) {
    const items = node.items.map((item) => readValue(item, source, key, later));
    return items.every((item) => item !== undefined) ? (items as Value[]) : undefined;
  }
  if (isMap(node)) {
    const entries = node.items.map((pair) => [keyOf(pair), readValue(pair.value, source, keyOf(pair), later)] as const);
    return entries.every(([, entry]) => entry !== undefined)
      ? (Object.fromEntries(entries) as { [key: string]: Value })
      : undefined;
  }
  if (!isScalar(node)) return null;
  const { value: plain, source: written } = node as Scalar;
  if (typeof plain === 'number') {
    const changed = /^[-+]?0\d|[.eE]/.test(written ?? '') && !/^[-+]?0[xo]/.test(written ?? '');
    return changed || (key !== null && MONEY_KEYS.has(key)) ? unquoted(node, source) : plain;
  }
  if (typeof plain === 'string') return readText(plain, node, source, later);
  return typeof plain === 'boolean' || plain === null ? plain : wrong(node, source, 'a plain value');
}

function readText(plain: string, node: Node, source: Source, later: readonly string[]): string | undefined {
  if (!wellFormed(plain)) {
    source.tell('bad-reference', node, badReference(plain));
    return undefined;
  }
  return source.substitute ? (source.substitute(plain, node, later) ?? undefined) : plain;
}

/** A map of such values; in a target, `later` are the `${x}` that stay as they are, because they get their value later. */
export const valuesWith = (later: readonly string[]): Decoder<{ [name: string]: Value }> => ({
  schema: { type: 'object' },
  read: (node, source) =>
    isMap(node)
      ? (readValue(node, source, null, later) as { [name: string]: Value } | undefined)
      : wrong(node, source, 'a map'),
});

export const values = valuesWith([]);
