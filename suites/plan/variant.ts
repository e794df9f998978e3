/** The variant of a case: one answer on each axis, as its client gives it or as its own steps choose. */

import type { CaseVariant } from '../evidence/record.ts';
import type { Value } from '../load/scenario.ts';
import type { Target } from '../load/target.ts';
import { type Axis, CONSENT_AXIS } from '../load/variant.ts';
import type { PlannedStep, Vocabulary } from './case.ts';
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

function chosen(given: { [input: string]: Value }): Chosen[] {
  return Object.entries(CHOICES).flatMap(([input, { axis, spelling }]) => {
    const written = Object.hasOwn(given, input) ? given[input] : undefined;
    const value = typeof written === 'string' ? (spelling?.[written] ?? (spelling ? null : written)) : null;
    return value === null ? [] : [{ axis, value }];
  });
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
  const consent = vocabulary.dialects.get(target.dialect)?.consent;
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
