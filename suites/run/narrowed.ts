/** How a run was narrowed, in the words of the command line. */
import type { PlanOptions } from '../plan/index.ts';

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
