/** Says when a run has another number of lanes than was asked for. */
import type { Target } from '../load/target.ts';
import { lanesOf } from './lanes.ts';

/** `asked` is the number from the command line. Null when nothing was changed. */
export function lanesNotice(target: Pick<Target, 'limits' | 'psu'>, asked: number | undefined): string | null {
  const wanted = asked ?? target.limits.concurrency;
  const lanes = lanesOf(target, asked);
  if (lanes === wanted) return null;
  const origin = asked === undefined ? 'limits.concurrency' : '--concurrency';
  const count = lanes === 1 ? 'one lane runs' : `${lanes} lanes run`;
  return `${origin} is ${wanted}, and ${count}: each needs a user of its own, as \`psu\` of the target has them.`;
}
