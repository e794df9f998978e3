/** Whether every `${x.y}` that a run will fill in has a value by then: an output of an earlier step, or a session value. */

import { nearest } from '../load/did-you-mean.ts';
import type { Reference } from '../load/reference.ts';
import type { Place, Value } from '../load/scenario.ts';
import { outputsOf } from './declared-outputs.ts';
import { type Problems, spot } from './problems.ts';
import { PLAN_ROOTS, referencesIn } from './reference.ts';
import type { SequencedStep } from './sequence.ts';

/** What a session can tell; `*` stands for one name of the target. */
export const SESSION_VALUES: { [root: string]: string[] } = {
  bank: ['issuer', 'authorization_endpoint', 'pushed_authorization_request_endpoint', 'token_endpoint', 'scopes.*'],
  api: ['*'],
  metadata: ['*'],
  client: ['client_id', 'redirect_uri', 'alg'],
  identity: ['*.pem', '*.pem_escaped', '*.der', '*.der_escaped'],
};

/** Checks all references of a case's steps, mutations and actions; `where` names the row in messages. */
export function checkDataflow(
  problems: Problems,
  steps: SequencedStep[],
  place: (step: SequencedStep, input: string) => Place,
  where: string,
): void {
  for (const [index, step] of steps.entries()) {
    const earlier = steps.slice(0, index);
    for (const [input, value] of Object.entries(step.with)) {
      const changed = step.changed.has(input);
      const note = changed ? `${where}step "${step.id}" (${spot(step.place)}): ` : '';
      checkValue(problems, value, earlier, steps, place(step, input), note);
    }
    for (const mutation of step.mutations) checkValue(problems, mutation.with, earlier, steps, mutation.place, where);
    for (const action of step.actions)
      checkValue(
        problems,
        action.with,
        action.at === 'after' ? [...earlier, step] : earlier,
        steps,
        action.place,
        where,
      );
  }
}

/** Checks one value; `earlier` are the steps whose outputs exist by then, `all` helps to tell late from unknown. */
export function checkValue(
  problems: Problems,
  value: Value,
  earlier: SequencedStep[],
  all: SequencedStep[],
  place: Place,
  where: string,
): void {
  for (const reference of referencesIn(value)) {
    if (PLAN_ROOTS.includes(reference.root)) continue; // told by the declaration already
    const complaint = complaintOf(reference, earlier, all);
    if (complaint)
      problems.add('undefined-value', place, `${where}${reference.text} ${complaint.message}`, {
        hint: complaint.meant === null ? null : `did you mean "\${${complaint.meant}}"?`,
        allowed: complaint.allowed,
      });
  }
}

interface Complaint {
  message: string;
  meant: string | null;
  allowed: string[];
}

function complaintOf({ root, path }: Reference, earlier: SequencedStep[], all: SequencedStep[]): Complaint | null {
  if (root === '')
    return { message: 'is not a reference: write ${step.output}, with the closing brace', meant: null, allowed: [] };
  const session = Object.hasOwn(SESSION_VALUES, root) ? SESSION_VALUES[root] : undefined;
  if (session) {
    const asked = path.join('.');
    if (session.some((known) => fitsValue(known, path))) return null;
    const meant = nearest(asked, session);
    return {
      message: 'is not known to a session',
      meant: meant === null ? null : `${root}.${meant}`,
      allowed: session.map((known) => `${root}.${known}`),
    };
  }
  const step = earlier.find((one) => one.id === root);
  if (step) return outputComplaint(step, path);
  if (all.some((one) => one.id === root))
    return {
      message: `is not known yet: step "${root}" has not run by then`,
      meant: null,
      allowed: earlier.map((one) => one.id),
    };
  const names = [...earlier.map((one) => one.id), ...PLAN_ROOTS, ...Object.keys(SESSION_VALUES)];
  const meant = nearest(root, names);
  return {
    message: `has no value: no earlier step is called "${root}"`,
    meant: meant === null ? null : [meant, ...path].join('.'),
    allowed: names,
  };
}

function outputComplaint(step: SequencedStep, path: string[]): Complaint | null {
  if (!step.type) return null; // an unknown step type is a complaint of its own
  const outputs = outputsOf(step.type, step.with);
  const [name, ...deeper] = path;
  if (name !== undefined && outputs.includes(name) && deeper.length === 0) return null;
  const meant = name === undefined ? null : nearest(name, outputs);
  return {
    message: `has no value: ${step.type.name} gives no output "${path.join('.')}"`,
    meant: meant === null ? null : `${step.id}.${meant}`,
    allowed: outputs.map((output) => `${step.id}.${output}`),
  };
}

function fitsValue(known: string, path: string[]): boolean {
  const parts = known.split('.');
  return parts.length === path.length && parts.every((part, index) => part === '*' || part === path[index]);
}
