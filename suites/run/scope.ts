/** What a run was asked to cover, as run.json tells it. */
import type { JudgedCase, NotRun, RunScope } from '../evidence/index.ts';
import { openCases } from '../judge/index.ts';
import type { Plan, PlanOptions } from '../plan/index.ts';

/** The options that narrow a run or change what it is about, as a person would write them. */
export function narrowedBy(flags: PlanOptions): string[] {
  const lists: [option: string, given: string[] | undefined][] = [
    ['--only', flags.only],
    ['--area', flags.area],
    ['--tag', flags.tag],
    ['--skip', flags.skip],
    ['--exclude-tag', flags.excludeTag],
  ];
  return [
    ...(flags.profile === undefined || flags.profile === null ? [] : [`--profile ${flags.profile}`]),
    ...lists.flatMap(([option, given = []]) => (given.length > 0 ? [`${option} ${given.join(',')}`] : [])),
    ...(flags.excludeSlow ? ['--exclude-slow'] : []),
    ...(flags.aggressive ? ['--aggressive'] : []),
    ...(flags.shard ? [`--shard ${flags.shard.index}/${flags.shard.count}`] : []),
  ];
}

/** Every case of a plan that applies; what leaves it out, or, as long as it has no verdict, that it was not reached. */
export const applying = ({ shows }: Plan): NotRun[] =>
  shows.map(({ leftOut, ...one }) => ({ ...one, because: leftOut ?? NOT_REACHED }));

const NOT_REACHED = 'the end of the run';

export function scopeOf(asked: readonly string[], plan: Plan, cases: readonly JudgedCase[]): RunScope {
  const notRun = openCases(cases, { notRun: applying(plan) });
  return { asked: [...asked], catalogue: plan.catalogue, planned: plan.cases.length, notRun };
}
