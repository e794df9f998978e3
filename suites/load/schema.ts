/** The JSON Schema of everything under scenarios/, made from the decoders themselves. */
import { flow, outcomes, profile, register } from './decode-library.ts';
import { scenario } from './decode-scenario.ts';
import type { Schema } from './decoder.ts';

/** Names that editors complete, with a sentence for each, by kind: step, mutation, action, verifier-check, flow, requirement, defect, capability. */
export interface Names {
  [kind: string]: { name: string; about: string /** The name is a pattern that stands for many. */; many?: true }[];
}

/** Draft-07, which editors support best. The key that a file must have tells its kind. */
export function scenarioSchema(names: Names): Schema {
  const kinds: { key: string; schema: Schema }[] = [
    { key: 'steps', schema: flow.schema },
    { key: 'profile', schema: profile.schema },
    { key: 'outcomes', schema: outcomes.schema },
  ];
  const byKey = kinds.reduceRight<Schema>(
    (otherwise, { key, schema }) => ({ if: { required: [key] }, then: complete(schema, names), else: otherwise }),
    complete(scenario.schema, names),
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Assay scenarios, flows, profiles, outcome sets and requirements',
    if: { type: 'array' },
    then: complete(register.schema, names),
    else: byKey,
  };
}

/** Replaces the mark for a kind of names by the names themselves. */
function complete(schema: Schema, names: Names): Schema {
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (node === null || typeof node !== 'object') return node;
    const { 'x-names': kind, ...rest } = node as Schema & { 'x-names'?: string };
    const walked = Object.fromEntries(Object.entries(rest).map(([key, entry]) => [key, walk(entry)]));
    const known = kind === undefined ? undefined : names[kind];
    if (!known || known.length === 0) return walked;
    const { description, ...plain } = walked;
    return {
      ...plain,
      ...(description === undefined ? {} : { description }),
      anyOf: [
        ...known.map(({ name, about, many }) => ({
          ...(many ? { type: 'string', pattern: name } : { const: name }),
          description: about,
        })),
        { type: 'string', pattern: '\\$\\{' },
      ],
    };
  };
  return walk(schema) as Schema;
}
