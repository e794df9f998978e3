/** What a step type is made of inside the TPP: its description for planners, and the function that runs it. */
import type { Json, StepCall, TppBank, TppClient, TppEnding, TppExchange, TppSurroundings } from './contract.ts';
import type { Memory } from './memory.ts';
import type { Edits } from './mutations/edits.ts';
import type { Metadata } from './oauth/metadata.ts';
import type { HttpDraft } from './transport/http.ts';

export interface InputType {
  type: 'string' | 'number' | 'boolean' | 'money' | 'duration' | 'list' | 'any';
  required: boolean;
  summary: string;
  allowed?: string[];
}

export interface StepType {
  name: string;
  summary: string;
  inputs: { [name: string]: InputType };
  outputs: { [name: string]: string };
  facts: { [name: string]: string };
  parts: string[];
  atoms: string[];
  artefacts: string[];
  needs: string[];
}

export interface StepResult {
  ending: TppEnding;
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
  /** Index into `bank.psu.users`. */
  psu: number;
  edits: Edits;
  /** Over the step's TLS identity. */
  send(draft: HttpDraft): Promise<TppExchange>;
  /** As the user's browser: without a client certificate. */
  browse(draft: HttpDraft): Promise<TppExchange>;
  /** Closes the connections, so that the next request makes a new one. */
  reconnect(): Promise<void>;
  /** The bank's metadata; throws Ended when it cannot be had. */
  metadata(): Promise<Metadata>;
  /** Thumbprint (hex SHA-256) of the certificate in use, or null. */
  certificateSha256: string | null;
  /** Calls an operator hook; throws HookFailed of operator/. */
  hook(name: string, inputs: { [name: string]: Json }): Promise<{ [name: string]: Json }>;
  /** Holds a request object where the bank can fetch it, and gives the address; throws TppFault without hosting. */
  publish(jwt: string): Promise<string>;
  /** Runs another step type on the way, unmutated, its exchanges kept here. */
  inner(use: string, inputs: { [name: string]: Json }): Promise<Required<StepResult>>;
}

export interface ActType {
  name: string;
  summary: string;
  inputs: { [name: string]: InputType };
  hooks: string[];
  exclusive: boolean;
}

export interface ActResult {
  ok: boolean;
  detail: string;
  outputs?: { [name: string]: Json };
}

export interface ActDefinition extends ActType {
  run(context: ActContext): Promise<ActResult>;
}

export interface ActContext extends Omit<StepContext, 'call' | 'edits' | 'certificateSha256'> {
  inputs: { [name: string]: Json };
  /** Serial (lower-case hex) of an identity's certificate; issues it first when it is made on demand. */
  serialOf(identity: string): Promise<string>;
}

/** Ends a step at once with what the bank did. It never leaves the TPP. */
export class Ended extends Error {
  readonly ending: TppEnding;

  constructor(ending: TppEnding) {
    super(ending.detail);
    this.name = 'Ended';
    this.ending = ending;
  }
}

/** A call that asks for what the TPP cannot do: a fault of the author or of the harness, never of the bank. */
export class TppFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TppFault';
  }
}

/** The input as text; throws TppFault when it is missing or no text. */
export function textInput(inputs: { [name: string]: Json }, name: string): string {
  const value = inputs[name];
  if (typeof value !== 'string') throw new TppFault(`the input ${name} is missing or no text`);
  return value;
}

export function optionalText(inputs: { [name: string]: Json }, name: string): string | undefined {
  const value = inputs[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new TppFault(`the input ${name} is no text`);
  return value;
}

/** Shorthand for declaring inputs. */
export const input = (
  type: InputType['type'],
  summary: string,
  more: { optional?: boolean; allowed?: string[] } = {},
): InputType => ({
  type,
  summary,
  required: !more.optional,
  ...(more.allowed ? { allowed: more.allowed } : {}),
});
