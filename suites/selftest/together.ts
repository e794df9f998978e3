/** Behaviours of a bank that can be tried at once, for to run the whole catalogue with each of them alone takes long. */
import type { Deviation } from '../run/bank-catalogue.ts';

/** More at once hide more of each other. */
export const VARIATIONS_AT_ONCE = 4;
/** Most change what few cases come to. */
export const DEFECTS_AT_ONCE = 16;

/**
 * Groups of at most so many in which no two change the same thing, in the order given. One that takes a capability away stays alone, for the cases that need it would not be run with the others either.
 */
export function groupsOf(behaviours: readonly Deviation[], most: number): Deviation[][] {
  const groups: Deviation[][] = [];
  for (const one of behaviours) {
    const group = withdrawing(one) ? undefined : groups.find((other) => other.length < most && fits(one, other));
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

const withdrawing = ({ withdraws = [] }: Deviation): boolean => withdraws.length > 0;

function fits({ touches = [] }: Deviation, group: Deviation[]): boolean {
  const taken = new Set(group.flatMap((other) => other.touches ?? []));
  return !group.some(withdrawing) && !touches.some((name) => taken.has(name));
}
