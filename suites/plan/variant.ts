/** The variant of a case: one answer on each axis, as its client gives it or as its own steps choose. */

import type { CaseVariant } from '../evidence/record.ts';
import type { Value } from '../load/scenario.ts';
import type { Target } from '../load/target.ts';
import { type Axis, CONSENT_AXIS } from '../load/variant.ts';
import { axisOf } from './capability.ts';
import { dialectTypeOf, type PlannedStep, type StepType, type Vocabulary } from './case.ts';
import type { Withheld } from './facts.ts';

/** Inputs of steps that choose an answer, and how they spell it. */
const CHOICES: { readonly [input: string]: { axis: string; spelling?: { readonly [written: string]: string } } } = {
  delivery: { axis: 'request-delivery' },
  response_mode: { axis: 'response-mode' },
  response_type: { axis: 'response-type' },
  request: { axis: 'request-signing', spelling: { plain: 'none', signed: 'signed' } },
};

interface Chosen {
  axis: string;
  value: string;
}

const CHOOSING = Object.entries(CHOICES);

function chosen(given: { [input: string]: Value }): Chosen[] {
  const found: Chosen[] = [];
  for (const [input, { axis, spelling }] of CHOOSING) {
    const written = Object.hasOwn(given, input) ? given[input] : undefined;
    const value = typeof written === 'string' ? (spelling?.[written] ?? (spelling ? null : written)) : null;
    if (value !== null) found.push({ axis, value });
  }
  return found;
}

/**
 * Has the steps of a case speak so that the bank has the capabilities it needs, where its client may: a case about pushed
 * requests pushes, also for a client that by default does not. What a step says itself stands.
 */
export function withNeeded<S extends { with: { [input: string]: Value }; type: StepType | null }>(
  steps: S[],
  needed: readonly string[],
  variant: { readonly [axis: string]: readonly string[] },
  axes: readonly Axis[],
): S[] {
  const choices: { [input: string]: string } = {};
  for (const capability of needed) {
    const origin = axisOf(capability, axes);
    const may = (origin && variant[origin.axis]) ?? [];
    const value = may.find((one) => origin?.values.includes(one));
    if (!origin || value === undefined || value === may[0]) continue;
    for (const [input, { axis, spelling = {} }] of Object.entries(CHOICES))
      if (axis === origin.axis)
        choices[input] ??= Object.keys(spelling).find((written) => spelling[written] === value) ?? value;
  }
  if (Object.keys(choices).length === 0) return steps;
  const open = (step: S): [string, string][] =>
    Object.entries(choices).filter(
      ([input]) => Object.hasOwn(step.type?.inputs ?? {}, input) && !Object.hasOwn(step.with, input),
    );
  return steps.map((step) => ({ ...step, with: { ...step.with, ...Object.fromEntries(open(step)) } }));
}

/** What the client of a case speaks in it, in the order of the axes, the consent last; empty for a client that there is not. */
export function variantOfCase(
  client: string,
  steps: PlannedStep[],
  target: Target,
  vocabulary: Vocabulary,
): CaseVariant {
  const own = Object.hasOwn(target.clients, client) ? target.clients[client] : undefined;
  if (!own) return {};
  const variant: CaseVariant = {};
  for (const { name } of vocabulary.axes) {
    const first = own.variant[name]?.[0];
    if (first !== undefined) variant[name] = first;
  }
  const consent = dialectTypeOf(target, vocabulary)?.consent;
  if (consent !== undefined) variant[CONSENT_AXIS] = consent;
  for (const step of steps) for (const { axis, value } of chosen(step.with)) if (axis in variant) variant[axis] = value;
  return variant;
}

/** Why the client of a case cannot do what its steps choose, or null. */
export function outsideVariant(client: string, steps: PlannedStep[], target: Target): Withheld | null {
  const may = target.clients[client]?.variant;
  for (const step of steps)
    for (const { axis, value } of chosen(step.with)) {
      const answers = may?.[axis];
      if (!answers || answers.some((one) => one === value || (value === 'jwt' && one.endsWith('.jwt')))) continue;
      return {
        verdict: 'not-applicable',
        reason: `Step "${step.id}" uses ${axis} ${value}, and the client ${client} has ${answers.join(', ')}. If it may do so at this bank, say that under variant in the target file.`,
      };
    }
  return null;
}

/** One line of what differs from the defaults: `client-auth tls_client_auth, consent intent, else the defaults`. */
export function variantLine(variant: CaseVariant, axes: readonly Axis[]): string {
  const defaults = new Map(axes.map(({ name, values }) => [name, values[0]?.value]));
  const told = Object.entries(variant).filter(([axis, value]) => defaults.get(axis) !== value);
  return [...told.map(([axis, value]) => `${axis} ${value}`), 'else the defaults'].join(', ');
}
