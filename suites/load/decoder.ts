/** A small kit of decoders: each reads a node and also gives its JSON Schema, so that loader and editor cannot differ. */
import { didYouMean, nearest } from './did-you-mean.ts';
import type { Place } from './scenario.ts';
import type { Source } from './source.ts';
import { isMap, isScalar, isSeq, type Pair, type Scalar } from './tree.ts';

export type Schema = { [key: string]: unknown };

export interface Decoder<T> {
  /** Undefined after a problem was reported. */
  read(node: unknown, source: Source): T | undefined;
  schema: Schema;
  /** The key is only known so that the message can say how it is written today. */
  gone?: true;
}

export interface Field<T, Needed extends boolean> {
  as: Decoder<T>;
  needed: Needed;
  about: string;
  shown: Shown;
}

/** What editors and the page of keys show beside the meaning: the value that holds when the key is left out, and one to copy. */
interface Shown {
  default?: unknown;
  example?: unknown;
}

export const needed = <T>(as: Decoder<T>, about: string, shown: Shown = {}): Field<T, true> => ({
  ...{ as, about, shown },
  needed: true,
});
export const optional = <T>(as: Decoder<T>, about: string, shown: Shown = {}): Field<T, false> => ({
  ...{ as, about, shown },
  needed: false,
});

type AnyField = Field<unknown, boolean>;
type Fields = { [key: string]: AnyField };
type Decoded<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T, true> ? T : F[K] extends Field<infer T, false> ? T | undefined : never;
} & { place: Place };

const kindOf = (node: unknown): string => {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  const value = isScalar(node) ? node.value : null;
  if (value === null) return 'nothing';
  return typeof value === 'string' ? 'text' : `the ${typeof value} ${(node as Scalar).source ?? String(value)}`;
};

export const wrong = (node: unknown, source: Source, wanted: string): undefined => {
  source.tell('wrong-type', node, `expected ${wanted}, found ${kindOf(node)}`);
  return undefined;
};

export interface TextRules {
  pattern?: RegExp;
  /** Problem code when the pattern does not fit. */
  code?: string;
  wanted?: string;
  /** Names the vocabulary that completes it in editors: step, mutation, action, verifier-check, requirement, flow, defect, capability. */
  names?: string;
  /** In a target: the `${x}` that stay as they are, because they get their value later; `*` for any. */
  later?: readonly string[];
  /** A password or the like: problems do not repeat it. */
  secret?: boolean;
}

/** Text; numbers and booleans must be quoted where text is meant. */
export function text(rules: TextRules = {}): Decoder<string> {
  const { pattern, code = 'wrong-type', wanted = 'text', names, later = [], secret = false } = rules;
  return {
    schema: { type: 'string', ...(pattern ? { pattern: pattern.source } : {}), ...(names ? { 'x-names': names } : {}) },
    read: (node, source) => {
      if (!isScalar(node) || typeof node.value !== 'string') {
        if (!isScalar(node) || typeof node.value !== 'number') return wrong(node, source, wanted);
        if (!secret) return unquoted(node, source);
        source.tell('unquoted-amount', node, 'this is read as a number', { hint: 'quote it' });
        return undefined;
      }
      const value = source.substitute ? source.substitute(node.value, node, later) : node.value;
      if (value === null) return undefined;
      if (pattern && !pattern.test(value)) {
        source.tell(code, node, `${secret ? 'this' : JSON.stringify(value)} is not ${wanted}`);
        return undefined;
      }
      return value;
    },
  };
}

/** Text for a document, one long line or many. */
export const prose: Decoder<string> = text();

export function unquoted(node: Scalar, source: Source): undefined {
  const written = node.source ?? String(node.value);
  const read = String(node.value);
  const message =
    read === written ? `${written} is a number where text is needed` : `${written} is read as the number ${read}`;
  source.tell('unquoted-amount', node, message, { hint: `quote it: "${written}"` });
  return undefined;
}

/** One of a closed list of words. */
export function oneOf<const T extends string>(...words: T[]): Decoder<T> {
  return {
    schema: { enum: words },
    read: (node, source) => {
      const value =
        isScalar(node) && typeof node.value === 'string'
          ? (source.substitute?.(node.value, node, []) ?? node.value)
          : null;
      const found = words.find((word) => word === value);
      if (found !== undefined) return found;
      source.tell(
        'unknown-word',
        node,
        `${value === null ? kindOf(node) : JSON.stringify(value)} is not one of the allowed words`,
        {
          hint: value === null ? null : didYouMean(value, words),
          allowed: words,
        },
      );
      return undefined;
    },
  };
}

export const bool: Decoder<boolean> = {
  schema: { type: 'boolean' },
  read: (node, source) =>
    isScalar(node) && typeof node.value === 'boolean' ? node.value : wrong(node, source, 'true or false'),
};

export const wholeNumber = (least: number): Decoder<number> => ({
  schema: { type: 'integer', minimum: least },
  read: (node, source) =>
    isScalar(node) && typeof node.value === 'number' && Number.isSafeInteger(node.value) && node.value >= least
      ? node.value
      : wrong(node, source, `a whole number of at least ${least}`),
});

export function list<T>(item: Decoder<T>): Decoder<T[]> {
  return {
    schema: { type: 'array', items: item.schema },
    read: (node, source) => {
      if (!isSeq(node)) return wrong(node, source, 'a list');
      const read = node.items.map((entry) => item.read(entry, source));
      return read.every((entry) => entry !== undefined) ? (read as T[]) : undefined;
    },
  };
}

/** A list, or one item that stands for a list of itself. */
export function listOrOne<T>(item: Decoder<T>): Decoder<T[]> {
  const many = list(item);
  return {
    schema: { anyOf: [item.schema, many.schema] },
    read: (node, source) => {
      if (isSeq(node)) return many.read(node, source);
      const one = item.read(node, source);
      return one === undefined ? undefined : [one];
    },
  };
}

/** A map from free names to values of one kind. */
export function record<T>(value: Decoder<T>, keyPattern?: RegExp): Decoder<{ [name: string]: T }> {
  return {
    schema: { type: 'object', additionalProperties: value.schema },
    read: (node, source) => {
      if (!isMap(node)) return wrong(node, source, 'a map');
      const read: [string, T | undefined][] = node.items.map((pair) => {
        const key = keyOf(pair);
        if (keyPattern && !keyPattern.test(key)) {
          source.tell('bad-name', pair.key, `${JSON.stringify(key)} cannot be used as a name here`, {
            hint: 'write letters, digits, - and _ only',
          });
          return [key, undefined];
        }
        return [key, value.read(pair.value, source)];
      });
      return read.every(([, entry]) => entry !== undefined)
        ? (Object.fromEntries(read) as { [name: string]: T })
        : undefined;
    },
  };
}

export const keyOf = ({ key }: Pair): string => String(key.value);

/** A map with known keys; unknown ones are problems with a suggestion. */
export function object<F extends Fields>(fields: F): Decoder<Decoded<F>> {
  const names = Object.keys(fields).filter((name) => !fields[name]?.as.gone);
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(
        names.map((name) => {
          const { as, about, shown: { default: byDefault, example } = {} } = fields[name] ?? {};
          const shown = {
            ...(byDefault === undefined ? {} : { default: byDefault }),
            ...(example === undefined ? {} : { examples: [example] }),
          };
          return [name, { ...as?.schema, description: about, ...shown }];
        }),
      ),
      required: names.filter((name) => fields[name]?.needed),
      additionalProperties: false,
    },
    read: (node, source) => {
      if (!isMap(node))
        return wrong(node, source, `a map with ${names.slice(0, 6).join(', ')}${names.length > 6 ? ', ...' : ''}`);
      let whole = true;
      const values: { [key: string]: unknown } = {};
      const meant = new Set<string | null>();
      for (const pair of node.items) {
        const key = keyOf(pair);
        const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
        if (!field) {
          const near = nearest(key, names);
          meant.add(near);
          const hint = near === null ? null : `did you mean "${near}"?`;
          source.tell('unknown-key', pair.key, `unknown key ${JSON.stringify(key)}`, { hint, allowed: names });
          whole = false;
          continue;
        }
        values[key] = field.as.read(pair.value, source);
        if (values[key] === undefined) whole = false;
      }
      const missing = names.filter((name) => fields[name]?.needed && !node.has(name));
      if (missing.length > 0) whole = false;
      tellMissing(
        missing.filter((name) => !meant.has(name)).map((name) => `${JSON.stringify(name)} (${fields[name]?.about})`),
        node,
        source,
      );
      return whole ? ({ ...values, place: source.place(node) } as Decoded<F>) : undefined;
    },
  };
}

/** Where the values of a map stand, by key, for a mistake that only shows later. */
export function placesIn(node: unknown, source: Source): { [key: string]: Place } {
  const pairs = isMap(node) ? node.items : [];
  return Object.fromEntries(pairs.map((pair) => [keyOf(pair), source.place(pair.value ?? pair.key)]));
}

function tellMissing(keys: string[], node: unknown, source: Source): void {
  if (keys.length === 1) source.tell('missing-key', node, `the key ${keys[0]} is missing`);
  if (keys.length > 1) source.tell('missing-key', node, `these keys are missing: ${keys.join(', ')}`);
}

/** Turns what was read into another shape; `make` may tell problems and give undefined. */
export function map<T, U>(
  inner: Decoder<T>,
  make: (read: T, source: Source, node: unknown) => U | undefined,
): Decoder<U> {
  return {
    schema: inner.schema,
    read: (node, source) => {
      const read = inner.read(node, source);
      return read === undefined ? undefined : make(read, source, node);
    },
  };
}
