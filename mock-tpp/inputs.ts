/** The inputs of steps, mutations and actions: how a table declares them, and how a step reads them. */
import type { Json } from './contract.ts';
import { TppFault } from './fault.ts';

export interface InputType {
  type: 'string' | 'number' | 'boolean' | 'money' | 'duration' | 'list' | 'any';
  required: boolean;
  summary: string;
  allowed?: string[];
  /** Of a number: the most that any bank can bear; a case that asks for more has to be marked as aggressive. */
  harmless?: number;
}

/** Shorthand for declaring one. */
export const input = (
  type: InputType['type'],
  summary: string,
  more: { optional?: boolean; allowed?: string[]; harmless?: number } = {},
): InputType => ({
  type,
  summary,
  required: !more.optional,
  ...(more.allowed ? { allowed: more.allowed } : {}),
  ...(more.harmless === undefined ? {} : { harmless: more.harmless }),
});

/** The input as text; throws TppFault when it is missing or not text. */
export function textInput(inputs: { [name: string]: Json }, name: string): string {
  const value = inputs[name];
  if (typeof value !== 'string') throw new TppFault(`the input ${name} is missing or not text`);
  return value;
}

export function optionalText(inputs: { [name: string]: Json }, name: string): string | undefined {
  const value = inputs[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new TppFault(`the input ${name} is not text`);
  return value;
}
