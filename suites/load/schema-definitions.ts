/** Completes a decoder's schema with the names an editor offers, and says each part that stands several times only once. */
import type { Schema } from './decoder.ts';

export interface InputWords {
  type: 'string' | 'number' | 'boolean' | 'money' | 'duration' | 'list' | 'any';
  required: boolean;
  summary: string;
  allowed?: string[];
}

export interface NamedThing {
  name: string;
  about: string;
  /** The name is a pattern that stands for many. */
  many?: true;
  /** What its `with` takes; left out for things without inputs of their own. */
  inputs?: { [input: string]: InputWords };
}

/** Names that editors complete, with a sentence for each, by kind: step, mutation, action, verifier-check, flow, requirement ... */
export interface Names {
  [kind: string]: NamedThing[];
}

/** Shorter parts are easier to read where they stand. */
const WORTH_NAMING = 160;

const REFERENCE = { type: 'string', pattern: '\\$\\{' };

/** A whole schema document: the parts in `root`, completed, with a `definitions` entry for every name list and repeated part. */
export function schemaWith(about: string, root: Schema, names: Names): Schema {
  const used = new Map<string, Schema>();
  const completed = complete(root, names, used) as Schema;
  const shared = shareRepeated({ root: completed, definitions: Object.fromEntries(used) });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    // A title would stand above every hover, once for each rule that looks at the same place.
    $comment: about,
    ...(shared.root as Schema),
    definitions: shared.definitions,
  };
}

const ref = (definition: string): Schema => ({ $ref: `#/definitions/${definition}` });

/** Replaces the mark for a kind of names by its list, and ties the inputs of what is named to the `with` beside it. */
function complete(node: unknown, names: Names, used: Map<string, Schema>): unknown {
  if (Array.isArray(node)) return node.map((one) => complete(one, names, used));
  if (node === null || typeof node !== 'object') return node;
  const { 'x-names': kind, ...rest } = node as Schema & { 'x-names'?: string };
  const walked = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, complete(one, names, used)]));
  const known = kind === undefined ? undefined : names[kind];
  if (kind !== undefined && known && known.length > 0) {
    used.set(kind, nameList(known));
    const { description } = walked;
    return { ...(description === undefined ? {} : { description }), allOf: [ref(kind)] };
  }
  // A reference stands for a value that an editor cannot know.
  if (typeof walked.pattern === 'string') walked.pattern = `${walked.pattern}|${REFERENCE.pattern}`;
  const inputs = inputsOf(node as Schema, names, used);
  return inputs.length === 0 ? walked : { ...walked, allOf: inputs };
}

/**
 * Names with inputs are one `enum`: editors take several constants, each of which a rule for its inputs looks at as well, for matches all.
 */
const nameList = (known: readonly NamedThing[]): Schema => ({
  anyOf: known.some(({ inputs }) => inputs)
    ? [{ enum: known.map(({ name }) => name), enumDescriptions: known.map(({ about }) => about) }, REFERENCE]
    : [
        ...known.map(({ name, about, many }) => ({
          ...(many ? { type: 'string', pattern: name } : { const: name }),
          description: about,
        })),
        REFERENCE,
      ],
});

/** For an object that names something and has a `with`: one rule for each name that takes inputs. */
function inputsOf(object: Schema, names: Names, used: Map<string, Schema>): Schema[] {
  const properties = (object.properties ?? {}) as { [key: string]: { 'x-names'?: string } };
  if (!Object.hasOwn(properties, 'with')) return [];
  return Object.entries(properties).flatMap(([key, property]) =>
    (names[property['x-names'] ?? ''] ?? []).flatMap(({ name, inputs }): Schema[] => {
      if (!inputs) return [];
      used.set(`with.${name}`, withOf(inputs));
      const named = { properties: { [key]: { const: name } }, required: [key] };
      return [{ if: named, then: { properties: { with: ref(`with.${name}`) } } }];
    }),
  );
}

/** A missing input is the loader's to tell: a flow may leave it to the scenario. */
const withOf = (inputs: { [input: string]: InputWords }): Schema => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      name,
      { ...INPUT[input.type](input), description: `${input.summary}${input.required ? '' : ' (optional)'}` },
    ]),
  ),
  additionalProperties: false,
});

const orReference = (schema: Schema): Schema => ({ anyOf: [schema, REFERENCE] });

const INPUT: { [type in InputWords['type']]: (input: InputWords) => Schema } = {
  string: ({ allowed }) => (allowed ? orReference({ enum: allowed }) : { type: 'string' }),
  number: () => orReference({ type: 'number' }),
  boolean: () => orReference({ type: 'boolean' }),
  money: () => ({ type: 'string' }),
  duration: () => ({ type: 'string' }),
  // A boundary such as `{ times: 4, of: "1.00" }` makes a list, too.
  list: () => ({ type: ['array', 'object', 'string'] }),
  any: () => ({}),
};

interface Parts {
  root: unknown;
  definitions: { [name: string]: unknown };
}

/** Moves every part that stands more than once into the definitions, named by the key under which it first stands. */
function shareRepeated({ root, definitions }: Parts): Parts {
  const counts = new Map<string, number>();
  const count = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    const text = textOf(node);
    if (text !== null) {
      const before = counts.get(text) ?? 0;
      counts.set(text, before + 1);
      // What lies inside a repeated part is repeated with it and needs no name for that.
      if (before > 0) return;
    }
    for (const child of Object.values(node)) count(child);
  };
  count(root);
  count(definitions);
  const named = new Map<string, string>();
  const made: { [name: string]: unknown } = {};
  const taken = new Set(Object.keys(definitions));
  const share = (node: unknown, key: string): unknown => {
    if (Array.isArray(node)) return node.map((one) => share(one, key));
    if (node === null || typeof node !== 'object') return node;
    const text = textOf(node);
    if (text === null || (counts.get(text) ?? 0) < 2) return inside(node, key);
    const { labels, plain } = labelled(node as Schema);
    let name = named.get(text);
    if (name === undefined) {
      name = free(key, taken);
      taken.add(name);
      named.set(text, name);
      made[name] = inside(plain, key);
    }
    return Object.keys(labels).length === 0 ? ref(name) : { ...labels, allOf: [ref(name)] };
  };
  const inside = (node: object, key: string): Schema =>
    Object.fromEntries(
      Object.entries(node).map(([child, value]) => [child, share(value, KEYWORDS.has(child) ? key : child)]),
    );
  const shared = inside(root as object, 'file');
  const listed = Object.fromEntries(
    Object.entries(definitions).map(([name, one]) => [name, inside(one as object, name)]),
  );
  return { root: shared, definitions: sorted({ ...listed, ...made }) };
}

/** Keys of JSON Schema itself, after which no part is named. */
const KEYWORDS = new Set(['properties', 'items', 'additionalProperties', 'anyOf', 'allOf', 'if', 'then', 'else']);

const LABELS = new Set(['description', 'default', 'examples']);

/** What is said of the place a part stands in, and the part itself. */
function labelled(node: Schema): { labels: Schema; plain: Schema } {
  const entries = Object.entries(node);
  return {
    labels: Object.fromEntries(entries.filter(([key]) => LABELS.has(key))),
    plain: Object.fromEntries(entries.filter(([key]) => !LABELS.has(key))),
  };
}

/** What a part says, whatever its description; null for what is too short to be worth a name, or is no schema. */
function textOf(node: object): string | null {
  const { plain } = labelled(node as Schema);
  if (!['type', 'anyOf', 'enum', 'allOf'].some((keyword) => Object.hasOwn(plain, keyword))) return null;
  const text = JSON.stringify(plain);
  return text.length < WORTH_NAMING ? null : text;
}

function free(key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key)) return key;
  for (let number = 2; ; number += 1) if (!taken.has(`${key}-${number}`)) return `${key}-${number}`;
}

const sorted = (entries: { [name: string]: unknown }): { [name: string]: unknown } =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
