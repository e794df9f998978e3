/** The door of the loader: text to typed values with places, and all problems at once. */
export { SCENARIO_ID } from './decode-scenario.ts';
export { deviationsFile, targetFields } from './decode-target.ts';
export type { Schema } from './decoder.ts';

export { didYouMean, nearest } from './did-you-mean.ts';
export { parseDuration } from './duration.ts';
export { foldProblems } from './fold-problems.ts';
export { IDENTITY_NAMES } from './identity-names.ts';
export { type KnownTrees, readKnownTrees, writeKnownTrees } from './known-trees.ts';
export { launchOf } from './launch.ts';
export { type LoadedLibrary, loadLibrary } from './library.ts';
export { type LoadedTarget, loadDeviations, loadTarget, type TargetSurroundings } from './load-target.ts';
export { renderProblem, renderProblems } from './render.ts';
export type * from './scenario.ts';
export { yamlFilesIn } from './scenario-folder.ts';
export { scenarioSchema, targetSchema } from './schema.ts';
export type { NamedThing, Names } from './schema-definitions.ts';
export { type Files, plainValue } from './source.ts';
export type * from './target.ts';
export { targetWarnings } from './target-warnings.ts';
export { readProxyUrl, readUrl } from './url.ts';
export { type Axis, type AxisValue, CONSENT_AXIS, type Variant } from './variant.ts';
