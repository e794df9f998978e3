/** What a step type is made of inside the TPP: its description for planners, and the function that runs it. */

import type { Chromium } from './browser/chromium.ts';
import type {
  Json,
  StepCall,
  TppBank,
  TppClient,
  TppExchange,
  TppOutcome,
  TppSurroundings,
  TppWaits,
} from './contract.ts';
import type { Identity } from './identity/identity.ts';
import type { InputType } from './inputs.ts';
import type { Memory } from './memory.ts';
import type { Edits } from './mutations/edits.ts';
import type { Metadata } from './oauth/metadata.ts';
import type { Samples } from './samples/samples.ts';
import type { HttpDraft } from './transport/http.ts';

/**
 * A place by name; or by the variant's answer on an axis; or by an input: the member of the metadata that it takes its
 * address from, as in `${metadata.userinfo_endpoint}`, or its value.
 */
export type ProofPlaceRule =
  | string
  | { axis: string; values: { [answer: string]: string }; otherwise: string }
  | { input: string; values: { [member: string]: string }; otherwise: string };

export interface StepType {
  name: string;
  summary: string;
  /** Where a requirement is shown to hold by what this step meets: an endpoint, by itself or by what the step says. */
  proofPlace: ProofPlaceRule;
  inputs: { [name: string]: InputType };
  outputs: { [name: string]: string };
  /** The input whose keys are the names of further outputs. */
  outputsIn?: string;
  facts: { [name: string]: string };
  parts: string[];
  codes: string[];
  artefacts: string[];
  needs: string[];
  /** About how many requests it makes, for each item of a list that it is given; 1 when left out. */
  requests?: number;
  /** Capabilities without which a part is not sent or a mutation of the whole step has nothing to change, by part or mutation. */
  changeNeeds?: { [partOrMutation: string]: string[] };
  /** Capabilities without which nobody sees a code of `codes` or a fact, by its name. */
  seenWith?: { [codeOrFact: string]: string[] };
}

export interface StepResult {
  outcome: TppOutcome;
  outputs?: { [name: string]: Json };
  facts?: { [name: string]: Json };
  screenshots?: { name: string; base64: string }[];
}

export interface StepDefinition extends StepType {
  run(context: StepContext): Promise<StepResult>;
}

/** All that a step may use. Every exchange it makes is kept, and every secret it meets is to be tainted. */
export interface StepContext {
  call: StepCall;
  bank: TppBank;
  around: TppSurroundings;
  memory: Memory;
  /** The client that acts in this step, after `client.use`. */
  client: TppClient;
  clientName: string;
  /** By user, the period of the last code of an authenticator app. */
  usedCodes: Map<string, number>;
  /** What the bank gave in the whole run. */
  samples: Samples;
  /** For walks in a browser. */
  chromium: Chromium;
  /** Index into `bank.psu.users`. */
  psu: number;
  /** Does something as the user that no lane plays, when nobody else does. Throws TppFault where the target names one user only. */
  asAnother<T>(work: (psu: number) => Promise<T>): Promise<T>;
  edits: Edits;
  /** Over the step's TLS identity. */
  send(draft: HttpDraft): Promise<TppExchange>;
  /** As the user's browser: without a client certificate. */
  browse(draft: HttpDraft): Promise<TppExchange>;
  /** Closes the connections, so that the next request makes a new one: of this version of TLS, or of any. */
  reconnect(version?: string): Promise<void>;
  /** Closes the connections, so that the next request makes a new one that resumes the TLS session of the last. */
  resume(): Promise<void>;
  /** The bank's metadata; throws Ended when it cannot be had. */
  metadata(): Promise<Metadata>;
  /** Thumbprint (hex SHA-256) of the certificate in use, or null. */
  certificateSha256: string | null;
  /** Certificate and key by the name of an identity; issued first when it is made on demand. */
  identity(name: string): Promise<Identity>;
  /** Calls an operator hook; throws HookFailed of operator/. */
  hook(name: string, inputs: { [name: string]: Json }): Promise<{ [name: string]: Json }>;
  /** Holds a request object where the bank can fetch it, and gives the address; throws TppFault without hosting. */
  publish(jwt: string): Promise<string>;
  /** Holds keys where the bank could fetch them and should not, and gives the address; throws TppFault without hosting. */
  lead(keys: string): Promise<string>;
  /** Compares by value, and keeps both sides under the fact when they differ, for whoever has to mend it. */
  compare(fact: string, seen: Json | undefined, due: Json): boolean;
  /** Runs another step type on the way, unmutated, its exchanges kept here. */
  inner(use: string, inputs: { [name: string]: Json }): Promise<Required<StepResult>>;
  /** Of requests that are sent at once, which this is, from 0; null when it is sent alone. */
  companion: number | null;
}

export interface ActionType {
  name: string;
  summary: string;
  inputs: { [name: string]: InputType };
  hooks: string[];
  /** Changes something for the whole bank; such an action awaits its `turn` before. */
  exclusive: boolean;
  /** Waits in real time, whatever hooks there are. */
  waits?: true;
  /** A value of its inputs with which the bank waits for somebody else, for as long as it thinks right. */
  stalls?: string;
}

export interface ActionResult {
  ok: boolean;
  detail: string;
  /** Of one that was not tried: what the target would have to say for it. */
  needs?: string;
  outputs?: { [name: string]: Json };
  /** Of one whose effect others may see later: until when answers given before let them take it for undone, ISO 8601; null when nobody says. */
  goodUntil?: string | null;
}

export interface ActionDefinition extends ActionType {
  run(context: ActionContext): Promise<ActionResult>;
}

export interface ActionContext extends Omit<StepContext, 'call' | 'edits' | 'certificateSha256'> {
  inputs: { [name: string]: Json };
  waits: TppWaits;
}
