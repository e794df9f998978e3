/** Whether what a case expects can come true: known outcomes, steps the run can end at, facts there are, a verdict at all. */

import { choicesFor, endsAnyStep, isSuccess } from '../evidence/outcome-code.ts';
import { choices, didYouMean } from '../load/did-you-mean.ts';
import type { HoldDecl, OutcomeDecl, Place } from '../load/scenario.ts';
import type { StepType } from './case.ts';
import type { CaseDecl } from './declaration.ts';
import { OPERATORS, openSets, polarityOf } from './expectation.ts';
import type { Problems } from './problems.ts';
import { referencesIn } from './reference.ts';
import { type SequencedStep, targetStep } from './sequence.ts';

/** Checks the outcomes, facts and `detects` of a case. */
export function checkOutcomes(
  problems: Problems,
  decl: CaseDecl,
  steps: SequencedStep[],
  outcomes: Map<string, string[]>,
  where: string,
): void {
  const { expect } = decl;
  const polarity = polarityOf(expect);
  const parts = { outcome: expect.outcome, tolerates: expect.tolerates, observe: expect.observe };
  for (const [key, byStep] of Object.entries(parts))
    checkPatterns(problems, key, byStep, expect.place, steps, outcomes, where);
  const each = Object.entries(expect.each ?? {});
  for (const [id, entry] of each) {
    checkPatterns(
      problems,
      'each',
      { [id]: [...entry.outcome, ...entry.tolerates] },
      expect.place,
      steps,
      outcomes,
      where,
    );
    const step = steps.find((one) => one.id === id);
    if (step && step.phase !== 'then')
      problems.add('unreachable-step', expect.place, `${where}each judges \`then\` steps only, and "${id}" is not one`);
    if (entry.outcome.length === 0)
      problems.add('never-conclusive', expect.place, `${where}each.${id} lists no \`outcome\`, so nothing could pass`);
  }
  checkReach(problems, decl, steps, outcomes, where);
  for (const hold of expect.holds) checkHold(problems, hold, steps, where);

  const passing = Object.values(expect.outcome);
  if (polarity !== 'record' && each.length === 0 && !passing.some((patterns) => patterns.length > 0))
    problems.add(
      'never-conclusive',
      expect.place,
      `${where}no outcome passes: list at least one under expect.outcome, or use observe`,
    );
  if (polarity === 'negative' && (decl.controls?.before === 'none' || decl.controls?.after === 'none'))
    problems.add(
      'never-conclusive',
      decl.place,
      `${where}expects a refusal but switches a control off, so the refusal could prove nothing`,
    );
  if (polarity !== 'record' && !decl.own && decl.detects.length === 0)
    problems.add(
      'empty-detects',
      decl.place,
      `${where}names no defect of the reference bank that turns it red, so nothing shows that the check works`,
      {
        hint: 'add detects, or only observe',
      },
    );
}

function checkPatterns(
  problems: Problems,
  key: string,
  byStep: OutcomeDecl,
  place: Place,
  steps: SequencedStep[],
  outcomes: Map<string, string[]>,
  where: string,
): void {
  for (const [id, patterns] of Object.entries(byStep)) {
    const step = steps.find((one) => one.id === id);
    if (!step) {
      const ids = steps.map((one) => one.id);
      problems.add('unreachable-step', place, `${where}${key} names the step "${id}", and the run has no such step`, {
        hint: didYouMean(id, ids),
        allowed: ids,
      });
    }
    for (const pattern of patterns) {
      if (pattern.startsWith('@') && !outcomes.has(pattern.slice(1)))
        problems.unknown(
          'unknown-outcome-set',
          place,
          'outcome set',
          pattern,
          [...outcomes.keys()].map((name) => `@${name}`),
          where,
        );
    }
    for (const pattern of openSets(patterns, outcomes)) {
      if (pattern.startsWith('@') || knownCode(pattern, step?.type ?? null)) continue;
      const known = [...choicesFor(pattern), ...(step?.type?.codes ?? [])];
      const star = pattern.slice(0, -1).includes('*');
      problems.add(
        'unknown-outcome',
        place,
        `${where}${key}.${id}: ${star ? `"${pattern}" has a * before its last segment` : `a run cannot end in "${pattern}" there`}`,
        {
          hint: star ? null : didYouMean(pattern, known),
          allowed: choices(pattern, known),
        },
      );
    }
  }
}

function knownCode(pattern: string, type: StepType | null): boolean {
  if (endsAnyStep(pattern)) return true;
  if (!type) return isSuccess(pattern);
  const stem = (one: string): string | null => (one.endsWith('.*') ? one.slice(0, -1) : null);
  return type.codes.some((code) => {
    const declared = stem(code);
    const asked = stem(pattern);
    return (
      code === pattern ||
      (declared !== null && pattern.startsWith(declared)) ||
      (asked !== null && code.startsWith(asked))
    );
  });
}

/** A run that ends before the change says nothing of it, and a success in the middle is no end. */
function checkReach(
  problems: Problems,
  decl: CaseDecl,
  steps: SequencedStep[],
  outcomes: Map<string, string[]>,
  where: string,
): void {
  const { expect } = decl;
  const index = (id: string): number => steps.findIndex((one) => one.id === id);
  const changes = steps.some((step) => step.mutations.length > 0 || step.actions.length > 0);
  const attack = changes || (polarityOf(expect) === 'negative' && decl.appended.length > 0);
  const parting = targetStep(steps);
  const named = [...Object.keys(expect.outcome), ...Object.keys(expect.tolerates), ...Object.keys(expect.observe)];
  const last = Math.max(...[...named, ...expect.holds.map((hold) => hold.of)].map(index));
  for (const [key, byStep] of Object.entries({ outcome: expect.outcome, tolerates: expect.tolerates }))
    for (const [id, patterns] of Object.entries(byStep)) {
      const here = index(id);
      if (here < 0) continue;
      const open = openSets(patterns, outcomes);
      if (attack && here < index(parting) && !open.every(isSuccess))
        problems.add(
          'unreachable-step',
          expect.place,
          `${where}${key} names "${id}", but the change comes at "${parting}" only: a run that ends at "${id}" never reached it`,
        );
      if (here < last && open.includes('ok') && !open.some((pattern) => pattern !== 'ok' && isSuccess(pattern)))
        problems.add(
          'unreachable-step',
          expect.place,
          `${where}${key} lists ok at "${id}", but a run that is ok there goes on to "${steps[last]?.id}"`,
        );
    }
}

function checkHold(problems: Problems, hold: HoldDecl, steps: SequencedStep[], where: string): void {
  const step = steps.find((one) => one.id === hold.of);
  if (!step) {
    const ids = steps.map((one) => one.id);
    problems.add(
      'unreachable-step',
      hold.place,
      `${where}holds looks at the step "${hold.of}", and the run has no such step`,
      {
        hint: didYouMean(hold.of, ids),
        allowed: ids,
      },
    );
  } else if (step.type && !Object.hasOwn(step.type.facts, hold.fact))
    problems.unknown(
      'unknown-fact',
      hold.place,
      `fact of ${step.type.name}`,
      hold.fact,
      Object.keys(step.type.facts),
      where,
    );
  for (const [operator, value] of hold.test) {
    const { wants, read } = OPERATORS[operator];
    if (referencesIn(value).length > 0)
      problems.add(
        'undefined-value',
        hold.place,
        `${where}holds compares with values known before the run, and ${JSON.stringify(value)} is not`,
      );
    else if (read(value) === null)
      problems.add('wrong-type', hold.place, `${where}"${operator}" takes ${wants}, not ${JSON.stringify(value)}`);
  }
}
