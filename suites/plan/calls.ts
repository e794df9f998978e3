/** Whether mutations, actions and verifier checks exist, fit the step they touch, and get the inputs they take. */
import type { Place } from '../load/scenario.ts';
import type { Vocabulary } from './case.ts';
import { checkValue } from './dataflow.ts';
import type { CaseDecl } from './declaration.ts';
import { checkGiven, checkMissing } from './inputs.ts';
import { type Problems, spot } from './problems.ts';
import type { Sequence, SequencedStep } from './sequence.ts';

/** Checks the mutations and actions of a case, and those that hang on no step. */
export function checkCalls(
  problems: Problems,
  { steps, looseMutations, looseActions }: Sequence,
  vocabulary: Vocabulary,
  where: string,
): void {
  const ids = steps.map((step) => step.id);
  for (const { at: address, place } of looseMutations)
    problems.unknown('unknown-step', place, 'step of this case', address.split('.')[0] ?? '', ids, `${where}mutate: `);
  for (const { before, after, place } of looseActions)
    problems.unknown('unknown-step', place, 'step of this case', before ?? after ?? '', ids, `${where}actions: `);
  for (const step of steps) {
    for (const mutation of step.mutations) {
      const type = vocabulary.mutations.get(mutation.do);
      if (!type) {
        problems.unknown(
          'unknown-mutation',
          mutation.place,
          'mutation',
          mutation.do,
          vocabulary.mutations.keys(),
          where,
        );
        continue;
      }
      checkGiven(problems, mutation.do, type.inputs, mutation.with, mutation.place, where);
      checkMissing(problems, mutation.do, type.inputs, mutation.with, mutation.place, where);
      checkAddress(problems, step, mutation.at, type.address, mutation.do, mutation.place, where);
      if (type.steps.length > 0 && step.type && !type.steps.includes(step.use))
        problems.add(
          'misplaced-mutation',
          mutation.place,
          `${where}${mutation.do} does not fit the step "${step.id}", which is ${step.use} (${spot(step.place)})`,
          {
            allowed: type.steps,
          },
        );
    }
    for (const action of step.actions) {
      const type = vocabulary.actions.get(action.do);
      if (!type)
        problems.unknown('unknown-action', action.place, 'action', action.do, vocabulary.actions.keys(), where);
      else {
        checkGiven(problems, action.do, type.inputs, action.with, action.place, where);
        checkMissing(problems, action.do, type.inputs, action.with, action.place, where);
      }
    }
  }
}

/** What may hurt a bank is written only where a run without --aggressive leaves it out. */
export function checkHarmless(problems: Problems, { steps }: Sequence, vocabulary: Vocabulary, where: string): void {
  for (const mutation of steps.flatMap((step) => step.mutations))
    for (const [name, value] of Object.entries(mutation.with)) {
      const most = vocabulary.mutations.get(mutation.do)?.inputs[name]?.harmless;
      if (most === undefined || typeof value !== 'number' || value <= most) continue;
      const message = `${where}${mutation.do} with ${name}: ${value} may hurt a bank, and this case runs at any`;
      const hint = `write aggressive: true in the case, or ${name}: ${most} at the most`;
      problems.add('not-aggressive', mutation.place, message, { hint });
    }
}

/** A mutation takes a whole step, or a named member of a part that the step has. */
function checkAddress(
  problems: Problems,
  step: SequencedStep,
  below: string,
  address: 'whole' | 'part',
  name: string,
  place: Place,
  where: string,
): void {
  if (!step.type) return;
  const { parts } = step.type;
  const allowed = parts.map((part) => `${step.id}.${part}.<name>`);
  if (address === 'whole' && below !== '')
    problems.add('unknown-part', place, `${where}${name} takes a whole step: write at: ${step.id}`);
  else if (address === 'part' && !parts.some((part) => below.startsWith(`${part}.`) && below.length > part.length + 1))
    problems.add(
      'unknown-part',
      place,
      `${where}step "${step.id}" is ${step.use} (${spot(step.place)}) and has no part "${below}"`,
      { allowed },
    );
}

/** Checks the alterations of captured answers that a case makes in our own hands. */
export function checkVerifier(
  problems: Problems,
  decl: CaseDecl,
  steps: SequencedStep[],
  vocabulary: Vocabulary,
  where: string,
): void {
  if (!decl.verifier) return;
  const { place } = decl.verifier;
  const [id = '', ...rest] = decl.verifier.at.split('.');
  const index = steps.findIndex((step) => step.id === id);
  const step = steps[index];
  if (!step)
    problems.unknown(
      'unknown-step',
      place,
      'step of this case',
      id,
      steps.map((one) => one.id),
      `${where}verifier: `,
    );
  else if (step.type && !step.type.artefacts.includes(rest.join('.')))
    problems.unknown('unknown-artefact', place, `artefact of ${step.use}`, rest.join('.'), step.type.artefacts, where);
  for (const one of decl.verifier.cases) {
    const type = vocabulary.verifierChecks.get(one.do);
    if (!type)
      problems.unknown(
        'unknown-verifier-check',
        one.place,
        'verifier check',
        one.do,
        vocabulary.verifierChecks.keys(),
        where,
      );
    else {
      checkGiven(problems, one.do, type.inputs, one.with, one.place, where);
      checkMissing(problems, one.do, type.inputs, one.with, one.place, where);
    }
    checkValue(problems, one.with, steps.slice(0, index + 1), steps, one.place, where);
  }
}
