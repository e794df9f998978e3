/** How long a case may have to wait in real time, so that whoever is in a hurry can leave it out and know what that saves. */
import { parseDuration } from '../load/duration.ts';
import type { PlannedAttempt } from './case.ts';
import type { Facts } from './facts.ts';

/** The hook that spares waiting. */
const CLOCK = 'clock.advance';

/**
 * The most that the waits of these attempts take, in milliseconds; 0 where the bank's clock can be moved. A wait for a moment
 * that only the run will know may take all that the target allows.
 */
export function realWaitMs(attempts: readonly (PlannedAttempt | null)[], { target, vocabulary, hooks }: Facts): number {
  if (hooks.has(CLOCK)) return 0;
  const { waitMs } = target.limits;
  return attempts
    .flatMap((attempt) => attempt?.steps ?? [])
    .flatMap(({ actions }) => actions)
    .filter((action) => vocabulary.actions.get(action.do)?.hooks.includes(CLOCK))
    .reduce((sum, { with: given }) => {
      const plus = typeof given.plus === 'string' ? parseDuration(given.plus) : null;
      const known = given.until === undefined ? plus : null;
      return sum + Math.max(0, Math.min(known ?? waitMs, waitMs));
    }, 0);
}
