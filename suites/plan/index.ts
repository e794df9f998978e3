/** The door of planning: cross-checks, cases with controls, lanes, and the plain-text view of a case. */
export {
  assumedFromMetadata,
  CLAIMS,
  capabilities,
  FROM_METADATA,
  type MetadataDocument,
  SHOWN,
} from './capability.ts';
export * from './case.ts';
export { sharedControl } from './controls.ts';
export {
  type CoveredPlace,
  type CoveredRequirement,
  coverage,
  gapOf,
  isBinding,
  type Tally,
  tally,
} from './coverage.ts';
export { expectationLines, explain, explainLines } from './explain.ts';
export { BROWSER_MISSING } from './facts.ts';
export { type CrossCheckOptions, crossCheck } from './library.ts';
export { type Contradictions, checkMetadata } from './metadata-check.ts';
export { checkSelection, type Plan, type PlanOptions, plan } from './plan.ts';
export { type ResolvedProfile, requirementsOf, resolveProfile, type ScopedRequirement } from './profile.ts';
export { type Schedule, schedule } from './schedule.ts';
export { parseShard, shardOf } from './selection.ts';
export { createShareEqual } from './share-equal.ts';
export { checkDeviations } from './target-check.ts';
export { variantLine } from './variant.ts';
