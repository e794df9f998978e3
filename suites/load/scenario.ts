/** The typed form of the scenario files, as the decoders in this folder produce them. */
import type { HoldOperator } from '../evidence/record.ts';
import type { Duty, ProofPlace } from './proof-place.ts';

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** Where a thing stands in its file; lines and columns start at 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

export interface When {
  has: string[];
  not: string[];
  profile: string[];
}

export interface StepDecl {
  id: string;
  use: string;
  with: { [input: string]: Value };
  /** A step that is left out when the target lacks a capability. */
  when: When | null;
  /** Values of the rows that have the step; empty when all have it. */
  only: { [name: string]: Value };
  place: Place;
}

export interface Flow {
  id: string;
  title: string;
  steps: StepDecl[];
  place: Place;
}

/** `at` is `step`, or `step.part.name`, e.g. `request.param.scope`, `grant.assertion.claim.aud`, `authorization.query.state`. */
export interface MutationDecl {
  at: string;
  do: string;
  with: { [input: string]: Value };
  place: Place;
}

export interface ActionDecl {
  /** Exactly one of before and after is set: a step id (may hold `${case.x}`). */
  before: string | null;
  after: string | null;
  do: string;
  with: { [input: string]: Value };
  place: Place;
}

export interface HoldDecl {
  of: string;
  fact: string;
  /** As written; references are filled in before the operands are read. */
  test: [HoldOperator, Value][];
  level: 'shall' | 'should' | 'may' | null;
  place: Place;
}

export interface OutcomeDecl {
  [step: string]: string[];
}

export interface ExpectDecl {
  outcome: OutcomeDecl;
  tolerates: OutcomeDecl;
  observe: OutcomeDecl;
  each: { [step: string]: { outcome: string[]; tolerates: string[] } } | null;
  holds: HoldDecl[];
  place: Place;
}

export interface ControlsDecl {
  /** `none` switches it off. `with: then` includes the `then` steps, `flow` leaves them out. */
  before: ControlDecl | 'none' | null;
  after: ControlDecl | 'none' | null;
}
export interface ControlDecl {
  /** Which part of the plan the control walks. */
  with: 'flow' | 'then' | null;
  identity: string | null;
  client: string | null;
}

export interface VerifierDecl {
  at: string;
  cases: { id: string; do: string; with: { [input: string]: Value }; place: Place }[];
  place: Place;
}

/** Keys a row may override; absent means "as the scenario says". */
export interface RowDecl {
  id: string;
  title: string | null;
  requirement: string[] | null;
  severity: Severity | null;
  when: When | null;
  detects: string[] | null;
  tags: string[] | null;
  /** `${case.<name>}` values. */
  values: { [name: string]: Value };
  flow: string | null;
  client: string | null;
  identity: string | null;
  before: StepDecl[] | null;
  actions: ActionDecl[] | null;
  then: StepDecl[] | null;
  mutate: MutationDecl[] | null;
  expect: ExpectDecl | null;
  /** What it expects beside the scenario's own; never together with `expect`. */
  also: ExpectDecl | null;
  controls: ControlsDecl | null;
  settle: SettleDecl | null;
  /** Inputs of flow steps changed for control and case alike, `step: { input: value }`. */
  with: { [step: string]: { [input: string]: Value } } | null;
  place: Place;
  /** Where each of its own keys is given. */
  places?: { [key: string]: Place };
}

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** Durations are written `30s`, `10m`, `90d`; a `${profile...}` reference is allowed. */
export interface SettleDecl {
  max: string;
  every: string;
  place: Place;
}

export interface Scenario {
  id: string;
  title: string;
  was: string[];
  area: string;
  requirement: string[];
  severity: Severity;
  when: When | null;
  flow: string;
  /** Names for profile values, `${bind.x}`. */
  bind: { [name: string]: Value };
  client: string | null;
  identity: string | null;
  with: { [step: string]: { [input: string]: Value } };
  before: StepDecl[];
  actions: ActionDecl[];
  then: StepDecl[];
  mutate: MutationDecl[];
  expect: ExpectDecl;
  controls: ControlsDecl | null;
  settle: SettleDecl | null;
  detects: string[];
  verifier: VerifierDecl | null;
  /** It comes from a folder beside the shipped one, so the bundled bank need not have a defect for it. */
  own: boolean;
  /** Words by which an operator chooses cases; a row adds its own. */
  tags: string[];
  /** Rows from `cases`, `matrix` and `table`, expanded; empty when the scenario is its own single case. */
  rows: RowDecl[];
  place: Place;
  /** Where each of its own keys is given. */
  places?: { [key: string]: Place };
}

export interface Requirement {
  id: string;
  spec: string;
  clause: string;
  level: 'shall' | 'shall-not' | 'should' | 'may';
  actor: 'as' | 'rs' | 'client' | 'tls' | 'tpp';
  text: string;
  testable: 'blackbox' | 'config' | 'manual';
  how: string;
  source: 'verified' | 'recalled';
  /** Endpoints and artefacts at which it has to hold, as far as a bank has them; empty when nobody has said yet. */
  places: ProofPlace[];
  /** Whether something has to be refused, something to be accepted, or an answer to be in a certain way. */
  duty: Duty[];
  /** Where it can be read, at its clause where the page has an anchor for it; null for rules of our own. */
  url: string | null;
  place: Place;
}

/** `_standards.yaml`: where a standard can be read. */
export interface Standard {
  url: string;
  /** Leads to a clause of the page, its number put behind. */
  section: string | null;
}

/** `_profiles/<id>.yaml`. */
export interface Profile {
  id: string;
  title: string;
  extends: string | null;
  /** Requirement id prefixes (`FAPI2-SP-`, `RFC9126-`) in scope. */
  specs: string[];
  /** Requirement ids whose level differs in this profile. */
  levels: { [requirement: string]: 'shall' | 'shall-not' | 'should' | 'may' };
  /** Requirement ids of those specs that this profile does not apply. */
  without: string[];
  /** Free values for `${profile.x.y}`, nested. */
  values: { [name: string]: Value };
  /** By axis, the answers that a client may give; a profile that extends another one replaces an axis as a whole. */
  variants: { [axis: string]: string[] };
  /** Sets of `_outcomes.yaml` that differ, by name: what a dialect answers in its own way. */
  outcomes: { [set: string]: string[] };
  /** Where each axis is bounded. */
  variantPlaces: { [axis: string]: Place };
  place: Place;
}

/** `_requirements/gaps.yaml`: what no case tries, and why. */
export interface Gap {
  requirements: string[];
  /** Only at these of their places; at all of them when empty. */
  places: ProofPlace[];
  /** It cannot be told from outside of a bank; or it takes what the bundled bank does not have. */
  why: 'outside' | 'bank';
  reason: string;
  place: Place;
}

/** `_profiles/oidf-coverage.yaml`: a module of the OpenID Foundation's suite, and our cases that ask what it asks. */
export interface SuiteModule {
  /** Without the plan in front; one that is different in FAPI 1 begins with `fapi1:`. */
  name: string;
  plans: string[];
  cases: string[];
  ours: string | null;
  none: string | null;
  place: Place;
}

/** Everything under `scenarios/`, checked for shape but not yet cross-checked. */
export interface Library {
  scenarios: Scenario[];
  flows: Map<string, Flow>;
  requirements: Map<string, Requirement>;
  profiles: Map<string, Profile>;
  /** `_outcomes.yaml`: named sets usable in `outcome` as `@name`. */
  outcomes: Map<string, string[]>;
  gaps: Gap[];
  /** By name; the shipped folder's alone. */
  suiteModules: Map<string, SuiteModule>;
  /** SHA-256 over all files read, hex. */
  digest: string;
}

/** An author's or operator's mistake. Rendered as `file:line:col code` with the source line and a caret. */
export interface Problem {
  code: string;
  place: Place;
  message: string;
  /** What to do, e.g. `did you mean "pkce.method"?` */
  hint: string | null;
  allowed: string[];
  /** The same mistake in further places of the file: how often, and on which other lines. */
  again?: { times: number; lines: number[] };
}
