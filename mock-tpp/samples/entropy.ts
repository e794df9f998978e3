/** The most entropy that credentials can have, by what was seen of them. */
import { largestSets } from './occupancy.ts';

/** Of longer ones the end is looked at, where the signature of a JWT stands. */
const LONGEST = 1000;

/**
 * An upper bound in bits: the sum over the places of the text of the logarithm of the largest set of characters from which
 * what was seen there can have been drawn. A character that is the same in all, as in a prefix, a counter or a date,
 * adds little or nothing once some have been seen; of a few samples nearly every character is counted as drawn, so that
 * what is too low is too low however few there are. Those of the most frequent length are looked at, and the choice of a
 * length is counted as drawn.
 *
 * False alarms: where each character is drawn evenly, as in base64, base 62 or hexadecimal, a place is counted for too
 * little with a probability below 1e-9 (DOUBT of occupancy.ts). With a thousand places at most, a bank whose credentials
 * have the entropy that is asked for is accused with a probability below 1e-6.
 *
 * What is drawn badly and then hashed or encrypted looks as good as what is drawn well: nobody can tell from outside.
 *
 * @requirement FAPI2-SP-5.4.1-4 RFC6749-10.10-1 RFC6749-10.10-2
 */
export function mostEntropy(samples: readonly string[]): number {
  const byLength = grouped([...new Set(samples)]);
  const [largest] = [...byLength.values()].sort((one, other) => other.length - one.length);
  return largest === undefined ? 0 : Math.log2(byLength.size) + bitsOf(largest.map((one) => one.slice(-LONGEST)));
}

function bitsOf(samples: readonly string[]): number {
  const largest = largestSets(samples.length);
  const places = samples[0]?.length ?? 0;
  let bits = 0;
  for (let at = 0; at < places; at += 1) {
    const seen = new Set(samples.map((one) => one[at])).size;
    bits += Math.log2(largest[seen] ?? seen);
  }
  return bits;
}

function grouped(samples: readonly string[]): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const one of samples) groups.set(one.length, [...(groups.get(one.length) ?? []), one]);
  return groups;
}
