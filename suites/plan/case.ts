/** A planned case: every name resolved, every control planned, nothing sent yet. */

import type { CaseHead, CaseVariant, Expectation, Level } from '../evidence/record.ts';
import type { CustomDialect } from '../load/custom-dialect.ts';
import type { Value } from '../load/scenario.ts';
import type { Axis } from '../load/variant.ts';

export interface MutationCall {
  /** Part and name below the step, e.g. `param.scope`; empty when the mutation takes the whole step. */
  at: string;
  do: string;
  with: { [input: string]: Value };
}

export interface ActionCall {
  do: string;
  at: 'before' | 'after';
  with: { [input: string]: Value };
}

/** Values may still hold `${step.output}`, `${client.x}`, `${bank.x}`; the session fills them in at run time. */
export interface PlannedStep {
  id: string;
  use: string;
  phase: 'before' | 'flow' | 'then';
  with: { [input: string]: Value };
  mutations: MutationCall[];
  actions: ActionCall[];
  /** About how many it makes, which says how long it takes. */
  requests: number;
}

export interface PlannedAttempt {
  /** Hash of all that matters for sharing; equal keys mean equal requests. */
  key: string;
  client: string;
  /** Identity for every step, or null for the client's own. */
  identity: string | null;
  steps: PlannedStep[];
  /** False when it uses something made for this case alone (an issued certificate), so it cannot be a shared control. */
  shared: boolean;
}

export interface PlannedVerifierCheck {
  id: string;
  /** Captured artefact, e.g. `authorize.jarm`. */
  at: string;
  do: string;
  with: { [input: string]: Value };
}

/** A cited requirement with the level it has in this profile; `stated` is the register's own where that differs. */
export interface CitedRequirement {
  id: string;
  level: Level;
  stated?: Level;
}

export interface PlannedCase extends CaseHead {
  requirements: CitedRequirement[];
  file: string;
  line: number;
  detects: string[];
  profile: string;
  /** By step, where it shows that a requirement holds, or does not, when it comes to that step. */
  proves: { [step: string]: string[] };
  /** What its client speaks, by axis, with what its own steps choose instead. */
  variant: CaseVariant;
  /** Null when it is to run; else why not, decided from static facts. */
  withheld: { verdict: 'not-applicable' | 'skipped'; reason: string } | null;
  attempt: PlannedAttempt;
  before: PlannedAttempt | null;
  after: PlannedAttempt | null;
  /** The step at which case and control part. */
  target: string;
  expect: Expectation;
  verifierChecks: PlannedVerifierCheck[];
  settle: { maxMs: number; everyMs: number } | null;
  /** The most it waits in real time, in milliseconds; 0 when it waits for nothing but answers. */
  waitsMs: number;
  /** Whether the bank is made to wait for somebody who does not answer: for how long is its own affair. */
  stalls: boolean;
  /** Changes bank-wide state (the clock), so it runs alone. */
  exclusive: boolean;
}

/** What a step type, mutation or action needs and gives; handed in, so that planning knows no TPP. */
export interface Vocabulary {
  steps: Map<string, StepType>;
  mutations: Map<string, MutationType>;
  actions: Map<string, ActionType>;
  /** Alterations that verifier checks may make, e.g. `jwt.alg-none`. */
  verifierChecks: Map<string, { summary: string; inputs: { [name: string]: InputType } }>;
  /** Dialects and operator hooks, so that a target's can be checked. */
  dialects: Map<string, DialectType>;
  /** The same of a dialect that a target describes itself. */
  described?(custom: CustomDialect): DialectType;
  hooks: Map<string, HookType>;
  /** What a variant can be, with the capabilities that follow. */
  axes: readonly Axis[];
}

/** What is known of the dialect of a target; undefined when there is none of that name. */
export const dialectTypeOf = (
  { dialect, custom }: { dialect: string; custom: CustomDialect | null },
  { dialects, described }: Vocabulary,
): DialectType | undefined => (custom === null ? undefined : described?.(custom)) ?? dialects.get(dialect);

export interface DialectType {
  /** Base addresses it needs, for every bank or for those with a capability. */
  bases: { name: string; capability: string | null }[];
  /** Capabilities that no bank of this dialect can have. */
  cannot: string[];
  /** How it carries a consent: the answer on the axis that nobody types. */
  consent: string;
}

export interface HookType {
  summary: string;
  /** Names that its address and body may hold. */
  inputs: string[];
  /** Names that its answer has to give. */
  outputs: string[];
}

export type InputType = {
  type: 'string' | 'number' | 'boolean' | 'money' | 'duration' | 'list' | 'any';
  required: boolean;
  summary: string;
  allowed?: string[];
  /** Of a number: the most that any bank can bear. */
  harmless?: number;
};

/** A place by name; by the variant's answer on an axis; or by the member of the metadata that an input refers to. */
export type ProofPlaceRule =
  | string
  | { axis: string; values: { [answer: string]: string }; otherwise: string }
  | { input: string; values: { [member: string]: string }; otherwise: string };

export interface StepType {
  name: string;
  summary: string;
  /** Where a requirement is shown to hold by what this step meets; names of `load/proof-place.ts`. */
  proofPlace: ProofPlaceRule;
  inputs: { [name: string]: InputType };
  outputs: { [name: string]: string };
  /** The input whose keys are the names of further outputs. */
  outputsIn?: string;
  /** Fact keys that `holds` may name. */
  facts: { [name: string]: string };
  /** Parts that generic mutations may address, e.g. `param`, `form`, `query`, `header`, `json`, `assertion.claim`. */
  parts: string[];
  /** Domain codes beside `ok` that this step can end in, e.g. `sca.required`. */
  codes: string[];
  /** Artefacts kept for verifier checks, e.g. `jarm`. */
  artefacts: string[];
  /** About how many it makes, for each item of a list that it is given; 1 when left out. */
  requests?: number;
  /** Capabilities implied, e.g. `browser`. */
  needs: string[];
  /** Capabilities without which a part is not sent or a mutation of the whole step has nothing to change, by part or mutation. */
  changeNeeds?: { [partOrMutation: string]: string[] };
  /** Capabilities without which nobody sees a code of `codes` or a fact, by its name. */
  seenWith?: { [codeOrFact: string]: string[] };
}

export interface MutationType {
  name: string;
  summary: string;
  /** Step types it may be applied to; empty means any that has the addressed part. */
  steps: string[];
  /** `whole`: `at` is a step; `part`: `at` addresses a part of it. */
  address: 'whole' | 'part';
  inputs: { [name: string]: InputType };
}

export interface ActionType {
  name: string;
  summary: string;
  inputs: { [name: string]: InputType };
  /** Operator hooks it needs, e.g. `cert.revoke`; `clock.advance` may be replaced by a real wait. */
  hooks: string[];
  exclusive: boolean;
  /** Waits in real time, whatever hooks there are. */
  waits?: true;
  /** A value of its inputs with which the bank waits for somebody else, for as long as it thinks right. */
  stalls?: string;
}
