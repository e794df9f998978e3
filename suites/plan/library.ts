/** Cross-checks everything under `scenarios/` against itself and the vocabulary, so that a typo never reaches the wire. */

import { nearest } from '../load/did-you-mean.ts';
import { parseDuration } from '../load/duration.ts';
import type { Flow, Library, Place, Problem, RowDecl, Scenario, Value, When } from '../load/scenario.ts';
import { checkCalls, checkHarmless, checkVerifier } from './calls.ts';
import { capabilities, isCapability } from './capability.ts';
import type { Vocabulary } from './case.ts';
import { checkCoverage } from './coverage-check.ts';
import { checkDataflow } from './dataflow.ts';
import { type CaseDecl, type Complaints, declare } from './declaration.ts';
import { checkDeclaredOutputs } from './declared-outputs.ts';
import { checkGiven, checkMissing } from './inputs.ts';
import { checkOutcomes } from './outcomes.ts';
import { collectProblems, type Problems, spot } from './problems.ts';
import { inScope, type ResolvedProfile, resolveProfile } from './profile.ts';
import { checkBounds } from './profile-bounds.ts';
import { at, PLAN_ROOTS, SESSION_ROOTS } from './reference.ts';
import { type SequencedStep, sequence } from './sequence.ts';

export interface CrossCheckOptions {
  /** Ids of the reference bank's defects, when they are known, so that `detects` can be checked. */
  defectIds?: Iterable<string>;
}

/** Finds every mistake that needs more than one file to see, all at once, in the order of the files. */
export function crossCheck(library: Library, vocabulary: Vocabulary, options: CrossCheckOptions = {}): Problem[] {
  const problems = collectProblems();
  const profiles = checkProfiles(problems, library);
  for (const profile of library.profiles.values()) checkBounds(problems, profile, vocabulary.axes);
  const defects = options.defectIds ? new Set(options.defectIds) : null;
  for (const flow of library.flows.values()) checkFlow(problems, flow, vocabulary);
  for (const scenario of library.scenarios)
    for (const row of scenario.rows.length > 0 ? scenario.rows : [null])
      checkCase({ problems, library, vocabulary, profiles, defects }, scenario, row);
  checkCoverage(problems, library);
  return problems.all();
}

interface Bench {
  problems: Problems;
  library: Library;
  vocabulary: Vocabulary;
  profiles: ResolvedProfile[];
  defects: Set<string> | null;
}

function checkProfiles(problems: Problems, library: Library): ResolvedProfile[] {
  const ids = [...library.profiles.keys()];
  const resolved: ResolvedProfile[] = [];
  for (const profile of library.profiles.values()) {
    if (profile.extends !== null && !library.profiles.has(profile.extends))
      problems.unknown('unknown-profile', profile.place, 'profile', profile.extends, ids);
    for (const requirement of [...Object.keys(profile.levels), ...profile.without])
      if (!library.requirements.has(requirement))
        problems.unknown(
          'unregistered-requirement',
          profile.place,
          'registered requirement',
          requirement,
          library.requirements.keys(),
        );
    const chain = resolveProfile(library, profile.id);
    if (chain) resolved.push(chain);
    const top = chain && library.profiles.get(chain.chain.at(-1) ?? '');
    if (top?.extends && library.profiles.has(top.extends))
      problems.add('circular-profile', profile.place, `profile "${profile.id}" extends itself by way of "${top.id}"`);
  }
  return resolved;
}

/** A flow by itself, so that one no scenario uses is checked as well. Missing inputs may come from a scenario. */
function checkFlow(problems: Problems, flow: Flow, vocabulary: Vocabulary): void {
  const steps = flow.steps.map(
    (step): SequencedStep => ({
      ...step,
      phase: 'flow',
      changed: new Set(),
      mutations: [],
      actions: [],
      type: vocabulary.steps.get(step.use) ?? null,
    }),
  );
  checkSteps(problems, steps, vocabulary, (step) => step.place, '');
}

function checkSteps(
  problems: Problems,
  steps: SequencedStep[],
  vocabulary: Vocabulary,
  place: (step: SequencedStep, input: string) => Place,
  where: string,
): void {
  const seen = new Map<string, SequencedStep>();
  for (const step of steps) {
    const same = seen.get(step.id);
    if (same) problems.add('duplicate-step', step.place, `the step "${step.id}" exists already (${spot(same.place)})`);
    seen.set(step.id, step);
    if ([...PLAN_ROOTS, ...SESSION_ROOTS].includes(step.id) || step.id.includes('.'))
      problems.add('reserved-name', step.place, `a step cannot be called "${step.id}"`);
    if (step.when) checkCapabilities(problems, vocabulary, step.when, step.place, '');
    if (!step.type) problems.unknown('unknown-step', step.place, 'step', step.use, vocabulary.steps.keys());
    else {
      for (const [input, value] of Object.entries(step.with)) {
        const origin = step.changed.has(input) ? `${where}step "${step.id}" (${spot(step.place)}): ` : '';
        checkGiven(problems, step.use, step.type.inputs, { [input]: value }, place(step, input), origin);
      }
      checkDeclaredOutputs(problems, step.type, step.with, step.place);
    }
  }
  checkDataflow(problems, steps, place, where);
}

function checkCase(bench: Bench, scenario: Scenario, row: RowDecl | null): void {
  const { problems, library, vocabulary, profiles } = bench;
  const where = row ? `row "${row.id}": ` : '';
  const complain = complaints(problems, scenario, row, profiles, where);
  const lookUp = (path: string[]): Value | undefined =>
    profiles.map((profile) => at(profile.values, path)).find((value) => value !== undefined);
  const decl = declare(scenario, row, lookUp, complain);
  checkNames(bench, decl, where);
  const flow = library.flows.get(decl.flow);
  if (!flow) {
    problems.unknown('unknown-flow', decl.placeOf('flow'), 'flow', decl.flow, library.flows.keys(), where);
    return;
  }
  const sequenced = sequence(decl, flow, vocabulary, complain);
  const { steps } = sequenced;
  checkSteps(problems, steps, vocabulary, (step, input) => (step.changed.has(input) ? decl.place : step.place), where);
  for (const step of steps) {
    const from = `${where}step "${step.id}" (${spot(step.place)}): `;
    const place = step.phase === 'flow' ? decl.place : step.place;
    checkMissing(problems, step.use, step.type?.inputs ?? {}, step.with, place, from);
  }
  for (const id of Object.keys(decl.with))
    if (!steps.some((step) => step.id === id))
      problems.unknown(
        'unknown-step',
        decl.placeOf('with'),
        'step of this case',
        id,
        steps.map((step) => step.id),
        `${where}with: `,
      );
  checkCalls(problems, sequenced, vocabulary, where);
  if (!decl.aggressive) checkHarmless(problems, sequenced, vocabulary, where);
  checkVerifier(problems, decl, steps, vocabulary, where);
  checkOutcomes(problems, decl, steps, library.outcomes, where);
  for (const text of decl.settle ? [decl.settle.max, decl.settle.every] : [])
    if (decl.settle && parseDuration(text) === null)
      problems.add('wrong-type', decl.settle.place, `${where}settle takes durations such as "30s", not "${text}"`);
}

function complaints(
  problems: Problems,
  scenario: Scenario,
  row: RowDecl | null,
  profiles: ResolvedProfile[],
  where: string,
): Complaints {
  const known: { [root: string]: () => string[] } = {
    case: () => Object.keys(row?.values ?? {}),
    bind: () => Object.keys(scenario.bind),
    profile: () => [...new Set(profiles.flatMap((profile) => leaves(profile.values)))],
  };
  const source: { [root: string]: string } = {
    case: row ? 'the row sets no such value' : 'the scenario has no rows that could set it',
    bind: 'bind has no such name',
    profile: 'no profile sets such a value',
  };
  return {
    missing({ root, path, text }, place) {
      const names = known[root]?.() ?? [];
      const meant = nearest(path.join('.'), names);
      problems.add('undefined-value', place, `${where}${text} has no value: ${source[root]}`, {
        hint: meant === null ? null : `did you mean "\${${root}.${meant}}"?`,
        allowed: names.map((name) => `${root}.${name}`),
      });
    },
    wrong(message, place) {
      problems.add('bad-boundary', place, `${where}${message}`);
    },
  };
}

function leaves(values: { [name: string]: Value }): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? leaves(value).map((below) => `${name}.${below}`)
      : [name],
  );
}

function checkNames({ problems, library, vocabulary, profiles, defects }: Bench, decl: CaseDecl, where: string): void {
  const profileIds = [...library.profiles.keys()];
  for (const when of decl.when) {
    for (const id of when.profile)
      if (!library.profiles.has(id))
        problems.unknown('unknown-profile', decl.placeOf('when'), 'profile', id, profileIds, where);
    checkCapabilities(problems, vocabulary, when, decl.placeOf('when'), where);
  }
  const place = decl.placeOf('requirement');
  let registered = true;
  for (const id of decl.requirement)
    if (!library.requirements.has(id)) {
      registered = false;
      const known = library.requirements.keys();
      problems.unknown('unregistered-requirement', place, 'registered requirement', id, known, where);
    }
  if (decl.requirement.length === 0)
    problems.add('unregistered-requirement', place, `${where}names no requirement to prove`);
  else if (
    registered &&
    profiles.length > 0 &&
    !profiles.some((profile) => decl.requirement.some((id) => inScope(profile, id)))
  )
    problems.add(
      'never-applicable',
      place,
      `${where}no profile includes ${decl.requirement.join(' or ')}, so the case would never run`,
    );
  for (const id of decl.detects)
    if (defects && !defects.has(id))
      problems.unknown('unknown-defect', decl.placeOf('detects'), 'defect of the reference bank', id, defects, where);
}

function checkCapabilities(problems: Problems, { axes }: Vocabulary, when: When, place: Place, where: string): void {
  for (const name of [...when.has, ...when.not])
    if (!isCapability(name, axes))
      problems.unknown('unknown-capability', place, 'capability', name, Object.keys(capabilities(axes)), where);
}
