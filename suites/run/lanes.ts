/** How many lanes a run has. Lanes do not share a user, so there are never more of them than users. */
import type { Target } from '../load/target.ts';

/** Users of the bundled bank, which a plan knows without starting it. */
const USERS_OF_BUNDLED_BANK = 8;

/** `asked` is the number from the command line; without it `limits.concurrency` of the target counts. At least 1. */
export function lanesOf({ limits, psu }: Pick<Target, 'limits' | 'psu'>, asked?: number): number {
  // Only a launched bank has none in its target: it makes them when it starts.
  const users = psu.users.length === 0 ? USERS_OF_BUNDLED_BANK : psu.users.length;
  return Math.max(1, Math.min(asked ?? limits.concurrency, users));
}
