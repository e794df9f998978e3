/** The JSON Schemas of what people write: everything under scenarios/, and target files. Made from the decoders themselves. */
import { gaps, suiteModules } from './decode-coverage.ts';
import { flow, outcomes, profile, register, standards } from './decode-library.ts';
import { scenario } from './decode-scenario.ts';
import { deviationsFile, targetFields } from './decode-target.ts';
import type { Schema } from './decoder.ts';
import { type Names, schemaWith } from './schema-definitions.ts';
import type { Axis } from './variant.ts';

/** Draft-07, which editors support best. The key that a file must have shows its kind. */
export function scenarioSchema(names: Names): Schema {
  const kinds: { key: string; schema: Schema }[] = [
    { key: 'steps', schema: flow.schema },
    { key: 'profile', schema: profile.schema },
    { key: 'outcomes', schema: outcomes.schema },
    { key: 'standards', schema: standards.schema },
    { key: 'gaps', schema: gaps.schema },
    { key: 'modules', schema: suiteModules.schema },
  ];
  const byKey = kinds.reduceRight<Schema>(
    (otherwise, { key, schema }) => ({ if: { required: [key] }, then: schema, else: otherwise }),
    scenario.schema,
  );
  return schemaWith(
    'Assay scenarios, flows, profiles, outcome sets and requirements',
    { if: { type: 'array' }, then: register.schema, else: byKey },
    names,
  );
}

/** Target files, and the files of known deviations beside them. */
export function targetSchema(names: Names, axes: readonly Axis[]): Schema {
  return schemaWith(
    'Assay targets and known deviations',
    {
      if: { required: ['deviations'], maxProperties: 1 },
      then: deviationsFile.schema,
      else: targetFields(axes).schema,
    },
    names,
  );
}
