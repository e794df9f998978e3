/** The page with every key of a target file: made from the loader's own schema, with examples out of the target files. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { vocabulary } from '../../mock-tpp/index.ts';
import { deviationsFile, IDENTITY_NAMES, plainValue, type Schema, targetFields } from '../load/index.ts';
import { ROOT } from '../run/project.ts';

export interface TargetKey {
  /** With `<name>` for what the author names and `[]` for an entry of a list. */
  key: string;
  type: string;
  needed: boolean;
  /** As JSON; null when nothing stands for a key that is left out. */
  byDefault: string | null;
  meaning: string;
  example: string | null;
}

/** Before the keys of the other kind of file. */
const FILE = 'known-deviations.yaml';
/** Longer ones are cut out of the table, and the parts below have their own. */
const LONGEST_EXAMPLE = 70;

/** Every key of a target file, in the order of the schema, outer ones first. */
export function targetKeys(): TargetKey[] {
  const { variant, ...fields } = propertiesOf(targetFields(vocabulary.axes).schema);
  const examples = examplesIn(exampleFiles());
  const root = targetFields(vocabulary.axes).schema;
  const all = walk({ ...root, properties: { ...fields, variant } }, '', examples);
  // One axis is explained once; a client has the same ones.
  const once = all.filter(({ key }) => !key.startsWith('clients.<name>.variant.'));
  return [...once, ...walk(deviationsFile.schema, `${FILE}:`, examples)];
}

function walk(schema: Schema, at: string, examples: ReadonlyMap<string, string>): TargetKey[] {
  const required = new Set((schema.required as string[] | undefined) ?? []);
  return Object.entries(propertiesOf(schema)).flatMap(([name, property]) => {
    const key = at === '' || at.endsWith(':') ? `${at}${name}` : `${at}.${name}`;
    const axis = at === 'variant' ? vocabulary.axes.find((one) => one.name === name) : undefined;
    const own = (property.examples as unknown[] | undefined)?.[0];
    const row: TargetKey = {
      key,
      type: typeOf(property),
      needed: required.has(name),
      byDefault: axis ? flow(axis.values[0]?.value) : property.default === undefined ? null : flow(property.default),
      meaning: String(property.description ?? ''),
      example: own === undefined ? (examples.get(key) ?? (axis ? flow(axis.values.at(-1)?.value) : null)) : flow(own),
    };
    return [row, ...below(property, key, examples)];
  });
}

function below(property: Schema, key: string, examples: ReadonlyMap<string, string>): TargetKey[] {
  const items = property.items as Schema | undefined;
  if (items) return walk(items, `${key}[]`, examples);
  const named = property.additionalProperties;
  if (named && typeof named === 'object') return walk(named as Schema, `${key}.<name>`, examples);
  return walk(property, key, examples);
}

const propertiesOf = (schema: Schema): { [name: string]: Schema } =>
  (schema.properties as { [name: string]: Schema } | undefined) ?? {};

/** What an author has to write, in words. */
function typeOf(schema: Schema): string {
  const choices = schema.anyOf as Schema[] | undefined;
  if (choices) {
    const constants = choices.filter((one) => one.const !== undefined);
    if (constants.length === choices.length) return 'a word';
    const words = [...new Set(choices.map(typeOf))];
    const [one, many] = words;
    return words.length === 2 && many === `list of ${one}` ? `${one}, or a list` : words.join(', or ');
  }
  if (schema.enum) return (schema.enum as unknown[]).map((one) => `\`${one}\``).join(', ');
  if (schema.type === 'array') return `list of ${typeOf((schema.items as Schema | undefined) ?? {})}`;
  if (schema.type === 'object') return schema.properties ? 'map' : 'map by name';
  if (schema.type === 'null') return '`null`';
  if (schema.type === 'integer' || schema.type === 'number') return 'whole number';
  return schema.type === 'string' ? 'text' : 'a value';
}

const exampleFiles = (): string[] =>
  readdirSync(join(ROOT, 'targets'))
    .filter((name) => name.endsWith('.yaml'))
    // What is written for people comes first.
    .sort((a, b) => Number(b.includes('example')) - Number(a.includes('example')) || (a < b ? -1 : 1))
    .map((name) => join(ROOT, 'targets', name));

/** For each key the first value that a target file gives it. */
function examplesIn(files: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const schema = targetFields(vocabulary.axes).schema;
  const visit = (value: unknown, part: Schema, key: string): void => {
    if (key !== '' && !found.has(key)) {
      const text = flow(value);
      if (text.length <= LONGEST_EXAMPLE && value !== null) found.set(key, text);
    }
    if (Array.isArray(value)) for (const one of value) visit(one, (part.items as Schema) ?? {}, `${key}[]`);
    else if (typeof value === 'object' && value !== null)
      for (const [name, one] of Object.entries(value)) {
        const property = propertiesOf(part)[name];
        const free = part.additionalProperties;
        if (property) visit(one, property, key === '' ? name : `${key}.${name}`);
        else if (typeof free === 'object' && free !== null) visit(one, free as Schema, `${key}.<name>`);
      }
  };
  for (const file of files) visit(plainValue(file), schema, '');
  return found;
}

/** A value on one line, as it may be written in YAML. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, one]) => `${key}: ${flow(one)}`)
      .join(', ')} }`;
  return typeof value === 'string' && !/^[A-Za-z./][\w./:-]*$/.test(value) ? JSON.stringify(value) : String(value);
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The page as it has to be on disk. */
export function targetKeysPage(): string {
  const keys = targetKeys();
  const rows = keys.map(({ key, type, needed, byDefault, meaning, example }) => {
    const without = needed ? '*needed*' : byDefault === null ? '' : `\`${byDefault}\``;
    const name = key.startsWith(FILE) ? key.slice(FILE.length + 1) : key;
    return `| \`${name}\` | ${type} | ${cell(without)} | ${cell(meaning)} | ${example === null ? '' : `\`${cell(example)}\``} |`;
  });
  const split = keys.findIndex(({ key }) => key.startsWith(FILE));
  const head = '| Key | Type | Without it | Meaning | Example |\n|---|---|---|---|---|';
  return `# Every key of a target file

Made by \`npm run golden\` from what the loader accepts; [targets/README.md](../targets/README.md) explains how the parts work together.
\`<name>\` is a name of your own, \`[]\` an entry of a list. Text may hold \`\${env.NAME}\`. A file is named relative to the target file.

${head}
${rows.slice(0, split).join('\n')}

## A file of known deviations

${head}
${rows.slice(split).join('\n')}

## What each identity has to be

A scenario asks for a TLS certificate by name. An identity that is missing only takes its cases away, and the report names it.

| Name | Certificate | How to get one |
|---|---|---|
${IDENTITY_NAMES.map(({ name, is, how }) => `| \`${name}\` | ${is} | ${how} |`).join('\n')}
`;
}
