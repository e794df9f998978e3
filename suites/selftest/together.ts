/** Lawful ways of a bank that can be tried at once, for to run the whole catalogue with each of them alone takes long. */
import type { Deviation } from '../run/launch-bank.ts';

/** More of them at once hide more of each other. */
const MOST = 4;

/**
 * Groups in which no two change the same thing, in the order given. One that takes a capability away stays alone, for
 * the cases that need it would not be run with the others either.
 */
export function groupsOf(variations: readonly Deviation[]): Deviation[][] {
  const groups: Deviation[][] = [];
  for (const one of variations) {
    const group = withdrawing(one) ? undefined : groups.find((other) => fits(one, other));
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

const withdrawing = ({ withdraws = [] }: Deviation): boolean => withdraws.length > 0;

function fits({ touches = [] }: Deviation, group: Deviation[]): boolean {
  const taken = new Set(group.flatMap((other) => other.touches ?? []));
  return group.length < MOST && !group.some(withdrawing) && !touches.some((name) => taken.has(name));
}
