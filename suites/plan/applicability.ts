/** Whether a case can be run against a target at all, decided from static facts, with a reason for the bank's engineer. */

import { parseDuration } from '../load/duration.ts';
import type { Value } from '../load/scenario.ts';
import type { MutationCall, PlannedAttempt, StepType } from './case.ts';
import type { CaseDecl } from './declaration.ts';
import {
  type Facts,
  gravest,
  lacks,
  missingClient,
  missingHook,
  missingIdentity,
  unmet,
  type Withheld,
} from './facts.ts';
import { referencesIn } from './reference.ts';
import type { SequencedStep } from './sequence.ts';
import { outsideVariant } from './variant.ts';

/** Inputs that name something of the target, whatever they belong to. */
const NAMES: { [input: string]: (name: string, facts: Facts) => string | null } = {
  client: missingClient,
  identity: missingIdentity,
  certificate: missingIdentity,
  key: (name, facts) => (KEY_WORDS.includes(name) ? null : missingClient(name, facts)),
};
/** Keys that belong to nobody the target has to declare. */
const KEY_WORDS = ['own', 'stranger', 'embedded', 'bank-public-key'];

const HARSH: Withheld = {
  verdict: 'skipped',
  reason:
    'Not run: it may hurt the bank, by very large or deep input or by very many requests at once. Run it with --aggressive when whoever runs the bank agrees.',
};

/** Answers with what the profile and the target's declarations say of the case as a whole. */
export function byDeclaration(decl: CaseDecl, inScope: string[], facts: Facts): Withheld | null {
  if (inScope.length === 0 && decl.requirement.length > 0)
    return {
      verdict: 'not-applicable',
      reason: `The profile ${facts.profile.id} does not include ${decl.requirement.join(', ')}.`,
    };
  const unmeant = decl.when.map((when) => unmet(when, facts)).filter((one) => one !== null);
  return gravest(decl.aggressive && !facts.aggressive ? [...unmeant, HARSH] : unmeant);
}

/** Of several changed steps that are judged each for itself, a bank may have some and not others. */
const standsForItself = ({ id, actions }: SequencedStep, { expect }: CaseDecl): boolean =>
  actions.length === 0 && expect.each !== null && Object.hasOwn(expect.each, id);

export interface Fitted {
  steps: SequencedStep[];
  withheld: Withheld | null;
}

/**
 * Leaves out the steps whose `when` does not hold. Optional inputs that came from such a step go with it; a required
 * input, a mutation, an action or an expectation that needs it makes the case not applicable. Of changed steps that `each` judges
 * one has to be left.
 */
export function leaveOut(steps: SequencedStep[], decl: CaseDecl, facts: Facts): Fitted {
  const gone = new Map<string, Withheld>();
  const found: Withheld[] = [];
  const needs = (value: Value): string | null => referencesIn(value).find(({ root }) => gone.has(root))?.root ?? null;
  const because = (step: string, need: string): Withheld => ({
    verdict: gone.get(step)?.verdict ?? 'not-applicable',
    reason: `${need} the step "${step}", which is left out. ${gone.get(step)?.reason ?? ''}`.trim(),
  });

  const kept: SequencedStep[] = [];
  for (const step of steps) {
    const lack = step.when && unmet(step.when, facts);
    if (lack) {
      gone.set(step.id, lack);
      if (!standsForItself(step, decl) && (step.mutations.length > 0 || step.actions.length > 0))
        found.push(because(step.id, 'The case changes'));
      continue;
    }
    if (gone.size === 0) {
      kept.push(step);
      continue;
    }
    const given: { [input: string]: Value } = {};
    for (const [name, value] of Object.entries(step.with)) {
      const source = needs(value);
      if (source === null) given[name] = value;
      else if (step.type?.inputs[name]?.required !== false) found.push(because(source, `Step "${step.id}" needs`));
    }
    for (const call of step.mutations) {
      const source = needs(call.with);
      if (source !== null) found.push(because(source, `${call.do} needs`));
    }
    const actions = step.actions.map((call) => {
      const inputs = facts.vocabulary.actions.get(call.do)?.inputs ?? {};
      const entries = Object.entries(call.with).filter(([name, value]) => {
        const source = needs(value);
        if (source === null) return true;
        if (inputs[name]?.required !== false) found.push(because(source, `${call.do} needs`));
        return false;
      });
      return { ...call, with: Object.fromEntries(entries) };
    });
    kept.push({ ...step, with: given, actions });
  }
  const changed = steps.find((step) => gone.has(step.id) && step.mutations.length > 0 && standsForItself(step, decl));
  if (changed && !kept.some(({ mutations, actions }) => mutations.length + actions.length > 0))
    found.push(because(changed.id, 'The case changes'));
  for (const hold of decl.expect.holds) if (gone.has(hold.of)) found.push(because(hold.of, 'The case looks at'));
  for (const check of decl.verifier?.cases ?? []) {
    const step = decl.verifier?.at.split('.')[0] ?? '';
    if (gone.has(step)) found.push(because(step, `The verifier check ${check.id} needs`));
  }
  return { steps: kept, withheld: gravest(found) };
}

/** Answers with what the steps, mutations, actions and identities of a plan need and the target does not give. */
export function byMeans(decl: CaseDecl, attempts: PlannedAttempt[], facts: Facts): Withheld | null {
  const { vocabulary } = facts;
  const found: Withheld[] = [];
  const skip = (reason: string | null): void => {
    if (reason !== null) found.push({ verdict: 'skipped', reason: `Not run: ${reason}.` });
  };
  const named = (given: { [input: string]: Value }): void => {
    for (const [input, value] of Object.entries(given))
      if (typeof value === 'string' && !value.includes('${')) skip(NAMES[input]?.(value, facts) ?? null);
    for (const { root, path } of referencesIn(given)) {
      if (root === 'identity' && path[0]) skip(missingIdentity(path[0], facts));
      else {
        const lack = missingAddress(root, path[0] ?? '', facts);
        if (lack) found.push(lack);
      }
    }
  };
  for (const attempt of attempts) {
    const outside = outsideVariant(attempt.client, attempt.steps, facts.target);
    if (outside) found.push(outside);
    skip(missingClient(attempt.client, facts));
    const own = facts.target.clients[attempt.client]?.identity;
    const identity = attempt.identity ?? own ?? null;
    if (identity !== null) skip(missingIdentity(identity, facts));
    for (const step of attempt.steps) {
      for (const need of vocabulary.steps.get(step.use)?.needs ?? []) {
        const lack = lacks(need, facts);
        if (lack) found.push(lack);
      }
      named(step.with);
      for (const mutation of step.mutations) {
        named(mutation.with);
        for (const need of changeNeeds(vocabulary.steps.get(step.use), mutation)) {
          const lack = lacks(need, facts);
          if (lack) found.push(lack);
        }
      }
      for (const action of step.actions) {
        named(action.with);
        for (const hook of vocabulary.actions.get(action.do)?.hooks ?? []) skip(missingMeans(hook, action.with, facts));
      }
    }
  }
  for (const check of decl.verifier?.cases ?? []) named(check.with);
  for (const need of neededToSee(decl, attempts, facts)) {
    const lack = lacks(need, facts);
    if (lack) found.push(lack);
  }
  return gravest(found);
}

/** What it takes to see the outcomes and facts that the case lists: no case is judged by what nobody saw. */
function neededToSee({ expect }: CaseDecl, attempts: PlannedAttempt[], { vocabulary }: Facts): string[] {
  const { outcome, tolerates, observe, holds } = expect;
  return attempts
    .flatMap(({ steps }) => steps)
    .flatMap(({ id, use }) => {
      const seenWith = vocabulary.steps.get(use)?.seenWith;
      if (seenWith === undefined) return [];
      const facts = holds.flatMap((hold) => (hold.of === id ? [hold.fact] : []));
      const listed = [outcome, tolerates, observe].flatMap((codesOf) => codesOf[id] ?? []);
      return [...listed, ...facts].flatMap((name) => (Object.hasOwn(seenWith, name) ? (seenWith[name] ?? []) : []));
    });
}

/** Every capability that a case cannot do without: its own, and those of its changes. */
export function neededBy(decl: CaseDecl, steps: SequencedStep[]): string[] {
  const changes = steps.flatMap(({ type, mutations }) =>
    mutations.flatMap((mutation) => changeNeeds(type ?? undefined, mutation)),
  );
  return [...decl.when.flatMap(({ has }) => has), ...changes];
}

/** Why `${api.x}` or `${metadata.x}` leads nowhere at this bank, or null. */
export function missingAddress(root: string, name: string, { target, metadata }: Facts): Withheld | null {
  if (root === 'api' && !Object.hasOwn(target.api, name))
    return { verdict: 'skipped', reason: `Not run: it needs the address api.${name}. Declare it in the target file.` };
  const told = metadata !== null && Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  if (root !== 'metadata' || metadata === null || typeof told === 'string') return null;
  return { verdict: 'not-applicable', reason: `The metadata of the bank has no ${name}.` };
}

/** What has to be there for a mutation to change anything: a request that is not pushed has no form. */
function changeNeeds(type: StepType | undefined, { at, do: change }: MutationCall): string[] {
  const needs = Object.entries(type?.changeNeeds ?? {});
  return needs.find(([name]) => (at === '' ? name === change : at.startsWith(`${name}.`)))?.[1] ?? [];
}

/** A wait needs no hook as long as it is short enough to be waited for really. */
function missingMeans(hook: string, given: { [input: string]: Value }, facts: Facts): string | null {
  const missing = missingHook(hook, facts);
  if (missing === null || hook !== 'clock.advance') return missing;
  const plus = typeof given.plus === 'string' ? parseDuration(given.plus) : 0;
  const max = facts.target.limits.waitMs;
  if ((plus ?? 0) <= max) return null;
  return `it would have to wait ${Math.ceil((plus ?? 0) / 1000)} s and limits.wait allows ${Math.floor(max / 1000)} s. Declare the operator hook clock.advance, or raise limits.wait, in the target file`;
}
