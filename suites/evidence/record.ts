/** The record types of a run: what is written to traces and run.json, and all that judge and reports may look at. */
import type { Exchange, Json } from './exchange.ts';
import type { Level, RequirementRow } from './requirement-row.ts';
import type { RunScope } from './scope.ts';
import type { Severity, Verdict } from './verdict.ts';

export type { Exchange, FailureClass, Json, TlsFacts } from './exchange.ts';
export type { Level, PlaceRow, PlaceStatus, RequirementRow, RequirementStatus } from './requirement-row.ts';
export type { CaseChange, RunChanges, RunLine } from './run-changes.ts';
export type { NotRun, RunScope } from './scope.ts';
export { SEVERITIES, type Severity, VERDICTS, type Verdict } from './verdict.ts';

/**
 * How one step ended. `codes` are all outcome codes that are true of it, the most specific first,
 * e.g. `['oauth.invalid_client', 'http.401']`, `['ok', 'sca.exempted']`, `['tls.alert.certificate_revoked', 'tls.refused']`.
 * `clear` is true when the bank answered in a way that can only be its own decision (an OAuth error, an error page,
 * a 4xx, a named TLS alert) and false for closes, timeouts, 5xx and malformed answers.
 */
export interface Outcome {
  ok: boolean;
  codes: string[];
  clear: boolean;
  detail: string;
}

export interface StepRecord {
  id: string;
  use: string;
  phase: 'before' | 'flow' | 'then';
  startedAt: string;
  durationMs: number;
  outcome: Outcome;
  /** One line per mutation applied, e.g. `par.param.code_challenge_method: S256 -> plain`. */
  changed: string[];
  inputs: { [name: string]: Json };
  outputs: { [name: string]: Json };
  /** Verified facts about the bank's genuine answer that `holds` may look at, e.g. `jarm.alg`. Flat, dotted keys. */
  facts: { [name: string]: Json };
  /** By fact, both sides of a comparison that failed: what the bank sent, null for nothing, and what was due. */
  differences?: { [fact: string]: { seen: Json; due: Json } };
  exchanges: Exchange[];
  /** PNG files, base64; only from our own browser. */
  screenshots?: { name: string; base64: string }[];
}

export interface ActionRecord {
  do: string;
  at: 'before' | 'after';
  step: string;
  with: { [name: string]: Json };
  ok: boolean;
  detail: string;
  exchanges: Exchange[];
  /** Of one whose effect others may see later, such as a revocation. */
  effect?: {
    /** When it was done. */
    from: string;
    /** Until when answers given before let others take it for undone; null when nobody says. */
    goodUntil: string | null;
  };
}

export type AttemptRole = 'control-before' | 'case' | 'control-between' | 'repeat' | 'control-after';

/** One run of a plan: it ends at its first step that is not ok, or at its last step as ok. */
export interface AttemptRecord {
  role: AttemptRole;
  /** Equal keys mean equal controls, which neighbouring cases share. */
  key: string;
  lane: string;
  startedAt: string;
  durationMs: number;
  steps: StepRecord[];
  actions: ActionRecord[];
  /** Step id of the first step that was not ok, else of the last step. */
  endedAt: string;
  /** Set when an operator action failed or a value was missing, so that the attempt proves nothing. */
  broken: string | null;
  /** What the target would have to say for it to go on; only of one that stopped for want of it. */
  needs?: string;
  /** Milliseconds the answer took to settle, when the case polls. */
  settledAfterMs: number | null;
  /** What it may have left at the bank, such as a client whose deletion was refused: a sentence each. No verdict goes by it. */
  leftBehind?: string[];
}

export interface VerifierCheckRecord {
  id: string;
  at: string;
  do: string;
  /** Null when what was captured cannot be altered so. */
  noticed: boolean | null;
  detail: string;
}

/** Expected outcomes of a case; patterns are codes, `*` only as the last segment. */
export interface Expectation {
  /** `negative`: the run must be refused; `positive`: it must get through; `record`: only written down. */
  polarity: 'positive' | 'negative' | 'record';
  level: Level;
  outcome: { [step: string]: string[] };
  tolerates: { [step: string]: string[] };
  observe: { [step: string]: string[] };
  /** When set, the run does not stop at a `then` step; each named step is judged for itself. */
  each: { [step: string]: { outcome: string[]; tolerates: string[] } } | null;
  holds: Hold[];
}

/** A fact about a genuine answer. `of` is a step id; every other key that is present must hold. */
export interface Hold extends HoldTests {
  of: string;
  fact: string;
  /** A hold of a weaker level than the case only warns. */
  level?: Level;
}

/** What a fact has to be, by operator as authors write it; the tables in load, plan and judge have a row for each. */
export interface HoldTests {
  is?: Json;
  /** The value, or every element of a list, is one of these. */
  in?: Json[];
  present?: boolean;
  'at-most'?: number;
  'at-least'?: number;
  below?: number;
  /** The list or text holds it. */
  includes?: string;
  /** The list or text does not hold it. */
  excludes?: string;
}

export type HoldOperator = keyof HoldTests;

/** What a case goes by, planned, traced or judged. */
export interface CaseHead {
  id: string;
  scenario: string;
  row: string | null;
  title: string;
  area: string;
  severity: Severity;
  /** Words by which an operator chooses cases; absent when it has none. */
  tags?: string[];
}

/** One answer on each axis: how the path ran for the client of a case, with what its own steps chose. */
export type CaseVariant = { [axis: string]: string };

/** Everything the judge needs: what was planned and what happened. Written as `traces/<case>.json`. */
export interface CaseTrace extends CaseHead {
  schema: 'assay.trace/3';
  file: string;
  line: number;
  profile: string;
  variant: CaseVariant;
  requirements: { id: string; level: Level }[];
  /** By step, endpoints and artefacts at which it shows that they hold, or do not, when it comes to that step. */
  proves: { [step: string]: string[] };
  detects: string[];
  expect: Expectation;
  /** Step at which the case differs from its control. */
  target: string;
  controlsPlanned: { before: boolean; after: boolean };
  /** Human lines of the plan: what `explain` prints. */
  plan: string[];
  attempts: AttemptRecord[];
  verifierChecks: VerifierCheckRecord[];
  /** Decided before anything was sent, or once it showed that the target does not give what the case needs. */
  withheld: { verdict: 'not-applicable' | 'skipped'; reason: string } | null;
  /** Our own fault, with a message that holds no secret. */
  fault: string | null;
  startedAt: string;
  durationMs: number;
  lane: string;
}

/** The traces of a run. Each is read anew whenever it is asked for, and nothing keeps it. */
export interface Traces extends Iterable<CaseTrace> {
  /** Null when there is none, as of a case that a killed run had not come to. */
  of(caseId: string): CaseTrace | null;
  /** SHA-256 (hex) of its file as it lies there; null when there is none. */
  sha256(caseId: string): string | null;
}

export interface ControlSummary {
  planned: boolean;
  ok: boolean;
  outcome: string;
}

export interface JudgedCase extends CaseHead {
  variant: CaseVariant;
  requirements: { id: string; level: Level }[];
  /** Endpoints and artefacts at which it showed that they hold, or do not, or was to show it. */
  proves: string[];
  verdict: Verdict;
  /** What the verdict means, in a sentence or two. */
  meaning: string;
  /** What to do about it, or null when there is nothing to do. */
  next: string | null;
  /** Both, with what was changed, expected and seen between them: one part on a line, for people to read and for nobody to parse. */
  reason: string;
  /** Known deviation that accepts this verdict, if any. */
  deviation: { reason: string; until: string | null } | null;
  changed: string[];
  expected: string[];
  observed: string;
  /** The step of the trace that decided, to be shown first; null when nothing was sent. */
  decidedAt: { role: AttemptRole; step: string } | null;
  controls: { before: ControlSummary; after: ControlSummary };
  /** What keeps it from being concluded, in words that cases of one cause share; null when it was. */
  cause: string | null;
  startedAt: string;
  durationMs: number;
  lane: string;
  file: string;
  line: number;
  detects: string[];
  reproduce: string;
  trace: string;
  /** SHA-256 (hex) of the trace as it was written; absent where nothing was written. */
  traceSha256?: string;
}

export interface RunRecord {
  schema: 'assay.run/4';
  run: {
    id: string;
    startedAt: string;
    finishedAt: string | null;
    /** False until the last line is written: a killed run stays readable and says so. */
    finished: boolean;
    interrupted: boolean;
    /** The fault of the harness that broke the run off, with nothing secret in it. */
    fault?: string;
    /** What the run was told to end with 1 for, where that is not the rule. */
    exitRules?: { strict: boolean; failOn: Severity | null };
    seed: string;
    argv: string[];
    shard: string | null;
    /** The plan of all shards together: how many cases, and the SHA-256 (hex) of their ids in order, a line each. */
    plan: { count: number; digest: string };
  };
  harness: {
    name: string;
    version: string;
    /** Of the sources; `-dirty` at its end when they were changed since, null when it is not known. */
    commit: string | null;
    /** `v20.20.2`. */
    node: string;
    /** `Linux 6.1.0 x64`. */
    system: string;
  };
  target: {
    name: string;
    issuer: string;
    profile: string;
    digest: string;
    /** Defects and variations switched on in a bundled bank. */
    defects: string[];
    variations: string[];
    /** By client, what it may answer on each axis; the first is what it does. */
    variants: { [client: string]: { [axis: string]: readonly string[] } };
  };
  /** What the bank publishes otherwise than its target says, or why nothing was to be had; and what the run left behind there. */
  notices: string[];
  scenarios: { digest: string; count: number };
  scope?: RunScope;
  cases: JudgedCase[];
  requirements: RequirementRow[];
  totals: { [V in Verdict]: number };
  deviations: {
    /** Those that are no longer seen, and those past their last day, as the list of them names them. */
    unexpectedPasses: string[];
    expired: string[];
    /** The whole list that the run was judged with. */
    known?: { case: string; verdict: string; reason: string; until: string | null }[];
  };
}
