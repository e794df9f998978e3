/** The steps of a case in the order they run, each with the mutations and actions that touch it. */
import type { ActionDecl, Flow, MutationDecl, Place, StepDecl, Value, When } from '../load/scenario.ts';
import { edges } from './boundary.ts';
import type { ActionCall, InputType, MutationCall, PlannedStep, StepType, Vocabulary } from './case.ts';
import type { CaseDecl, Complaints } from './declaration.ts';

export interface SequencedStep {
  id: string;
  use: string;
  phase: PlannedStep['phase'];
  with: { [input: string]: Value };
  /** Inputs that the scenario or row changed, so that a complaint can name both lines. */
  changed: Set<string>;
  when: When | null;
  mutations: (MutationCall & { place: Place })[];
  actions: (ActionCall & { place: Place })[];
  /** Null when the vocabulary does not know it. */
  type: StepType | null;
  place: Place;
}

export interface Sequence {
  steps: SequencedStep[];
  /** Those that name no step of the case. */
  looseMutations: MutationDecl[];
  looseActions: ActionDecl[];
}

/** Splits `request.param.scope` into the step and the part below it. */
export function splitAddress(address: string): { step: string; below: string } {
  const dot = address.indexOf('.');
  return dot < 0 ? { step: address, below: '' } : { step: address.slice(0, dot), below: address.slice(dot + 1) };
}

/** Puts `before`, flow and `then` in one line and hangs the mutations and actions on their steps. */
export function sequence(decl: CaseDecl, flow: Flow, vocabulary: Vocabulary, complain: Complaints): Sequence {
  const phases: [PlannedStep['phase'], StepDecl[]][] = [
    ['before', decl.before],
    ['flow', flow.steps],
    ['then', decl.appended],
  ];
  const steps = phases.flatMap(([phase, declared]) =>
    declared.map((one): SequencedStep => {
      const type = vocabulary.steps.get(one.use) ?? null;
      const over = decl.with[one.id];
      return {
        id: one.id,
        use: one.use,
        phase,
        with: edged(over ? { ...one.with, ...over } : one.with, type?.inputs ?? {}, decl, one.place, complain),
        changed: new Set(Object.keys(over ?? {})),
        when: one.when,
        mutations: [],
        actions: [],
        type,
        place: one.place,
      };
    }),
  );
  const byId = new Map(steps.map((step) => [step.id, step]));
  const looseMutations: MutationDecl[] = [];
  for (const mutation of decl.mutate) {
    const { step, below } = splitAddress(mutation.at);
    const types = vocabulary.mutations.get(mutation.do)?.inputs ?? {};
    const given = edged(mutation.with, types, decl, mutation.place, complain);
    const target = byId.get(step);
    if (target) target.mutations.push({ at: below, do: mutation.do, with: given, place: mutation.place });
    else looseMutations.push(mutation);
  }
  const looseActions: ActionDecl[] = [];
  for (const action of decl.actions) {
    const target = byId.get(action.before ?? action.after ?? '');
    const at = action.before === null ? 'after' : 'before';
    const types = vocabulary.actions.get(action.do)?.inputs ?? {};
    const given = edged(action.with, types, decl, action.place, complain);
    if (target) target.actions.push({ do: action.do, at, with: given, place: action.place });
    else looseActions.push(action);
  }
  return { steps, looseMutations, looseActions };
}

/** Boundaries are read where an amount or a list is wanted; elsewhere a text that only looks like one stays a text. */
function edged(
  given: { [input: string]: Value },
  types: { [input: string]: InputType },
  decl: CaseDecl,
  place: Place,
  complain: Complaints,
): { [input: string]: Value } {
  const read: { [input: string]: Value } = {};
  for (const [name, value] of Object.entries(given)) {
    const type = types[name]?.type;
    const edge = edges(value, decl.bind, type === 'list');
    if ('wrong' in edge && (type === 'money' || type === 'list'))
      complain.wrong(`input "${name}": ${edge.wrong}`, place);
    if ('value' in edge && edge.value !== value) read[name] = edge.value;
  }
  return Object.keys(read).length === 0 ? given : { ...given, ...read };
}

/** The step at which case and control part: that of the first mutation or action, or the one after an action that follows a step. */
export function targetStep(steps: SequencedStep[]): string {
  for (const [index, step] of steps.entries()) {
    if (step.mutations.length > 0 || step.actions.some((action) => action.at === 'before')) return step.id;
    if (step.actions.length > 0) return steps[index + 1]?.id ?? step.id;
  }
  return (steps.find((step) => step.phase === 'then') ?? steps.at(-1))?.id ?? '';
}
