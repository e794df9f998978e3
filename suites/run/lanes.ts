/** How many lanes a run has. Lanes do not share a user, so there are never more of them than users. */
import type { Target } from '../load/target.ts';

/** Users of the bundled bank, which a plan knows without starting it. */
const USERS_OF_BUNDLED_BANK = 32;

/** Only a launched bank has none in its target: it makes them when it starts. */
export function usersOf({ psu }: Pick<Target, 'psu'>): number {
  return psu.users.length === 0 ? USERS_OF_BUNDLED_BANK : psu.users.length;
}

/** `asked` is the number from the command line; without it `limits.concurrency` of the target counts. At least 1. */
export function lanesOf(target: Pick<Target, 'limits' | 'psu'>, asked?: number): number {
  return Math.max(1, Math.min(asked ?? target.limits.concurrency, usersOf(target)));
}
