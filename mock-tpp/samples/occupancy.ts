/** How many different characters are seen when some are drawn, and what that says of how many there are. */

/** The printable characters of ASCII, which is all that a header or an address can hold. */
const MOST = 94;
/** How unlikely what was seen may be before a set of characters is too large to be believed. */
export const DOUBT = 1e-9;

const known = new Map<number, readonly number[]>();

/**
 * For each number of different characters that were seen among `draws`, the size of the largest set from which that few
 * come with a probability of DOUBT or more, when each character is drawn evenly and by itself.
 *
 * Whoever draws from a set of k is believed to have drawn from fewer than k with a probability below DOUBT. The index is
 * the number of different ones; 0 stands for none.
 */
export function largestSets(draws: number): readonly number[] {
  const before = known.get(draws);
  if (before !== undefined) return before;
  const largest: number[] = Array.from({ length: MOST + 1 }, (_, seen) => seen);
  for (let size = 1; size <= MOST; size += 1) {
    let atMost = 0;
    for (const [seen, chance] of seenAmong(draws, size).entries()) {
      atMost += chance;
      if (seen > 0 && atMost >= DOUBT) largest[seen] = Math.max(largest[seen] ?? 0, size);
    }
  }
  known.set(draws, largest);
  return largest;
}

/** The probability of each number of different ones among `draws` from a set of `size` (the classical occupancy problem). */
function seenAmong(draws: number, size: number): number[] {
  let chances = [1, ...Array.from({ length: size }, () => 0)];
  for (let drawn = 0; drawn < draws; drawn += 1)
    chances = chances.map((stays, seen) => {
      const came = seen === 0 ? 0 : (chances[seen - 1] ?? 0) * ((size - seen + 1) / size);
      return stays * (seen / size) + came;
    });
  return chances;
}
