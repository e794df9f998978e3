/** What a run was asked to cover, as run.json tells it. */
import type { JudgedCase, NotRun, RunScope } from '../evidence/index.ts';
import { openCases } from '../judge/index.ts';
import type { Plan } from '../plan/index.ts';

/** Every case of a plan that applies; what leaves it out, or, as long as it has no verdict, that it was not reached. */
export const applying = ({ shows }: Plan): NotRun[] =>
  shows.map(({ leftOut, ...one }) => ({ ...one, because: leftOut ?? NOT_REACHED }));

const NOT_REACHED = 'the end of the run';

export function scopeOf(asked: readonly string[], plan: Plan, cases: readonly JudgedCase[]): RunScope {
  const notRun = openCases(cases, { notRun: applying(plan) });
  return { asked: [...asked], catalogue: plan.catalogue, planned: plan.cases.length, notRun };
}
