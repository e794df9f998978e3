/** What a case may have to wait for in real time: whoever is in a hurry can leave it out, and the others begin with it. */
import { parseDuration } from '../load/duration.ts';
import type { PlannedAttempt } from './case.ts';
import type { Facts } from './facts.ts';

/** The hook that spares waiting. */
const CLOCK = 'clock.advance';

/**
 * The most that the waits of these attempts take, in milliseconds; waits for the bank's clock are none where it can be moved. A wait for a moment
 * that only the run will know may take all that the target allows.
 */
export function realWaitMs(attempts: readonly (PlannedAttempt | null)[], { target, vocabulary, hooks }: Facts): number {
  const { waitMs } = target.limits;
  return attempts
    .flatMap((attempt) => attempt?.steps ?? [])
    .flatMap(({ actions }) => actions)
    .filter((action) => {
      const type = vocabulary.actions.get(action.do);
      return type?.waits === true || (type?.hooks.includes(CLOCK) === true && !hooks.has(CLOCK));
    })
    .reduce((sum, { with: given }) => {
      const plus = typeof given.plus === 'string' ? parseDuration(given.plus) : null;
      const known = given.until === undefined ? plus : null;
      return sum + Math.max(0, Math.min(known ?? waitMs, waitMs));
    }, 0);
}

/** Whether something in these attempts has the bank wait for a service that hangs. */
export function stallsBank(attempts: readonly (PlannedAttempt | null)[], { vocabulary }: Facts): boolean {
  return attempts
    .flatMap((attempt) => attempt?.steps ?? [])
    .flatMap(({ actions }) => actions)
    .some((action) => {
      const stalls = vocabulary.actions.get(action.do)?.stalls;
      return stalls !== undefined && Object.values(action.with).includes(stalls);
    });
}
