/** The most entropy that credentials can have, by what was seen of them. */
import { largestSets } from './occupancy.ts';

/** Of longer ones the beginning and the end are looked at, which is where what is drawn stands. */
const LONGEST = 1000;

/**
 * An upper bound in bits: the sum over the places of the text of the logarithm of the largest set of characters from which
 * what was seen there can have been drawn. A character that is the same in all, as in a prefix, a counter or a date,
 * adds little or nothing once some have been seen; of a few samples nearly every character is counted as drawn, so that
 * what is too low is too low however few there are.
 *
 * False alarms: where each character is drawn evenly, as in base64, base 62 or hexadecimal, and stands at a fixed distance
 * from the beginning or the end, a place is counted for too little with a probability below 1e-9 (DOUBT of occupancy.ts).
 * So a bank whose credentials have the entropy that is asked for is accused with a probability below 1e-6.
 *
 * What is drawn badly and then hashed or encrypted looks as good as what is drawn well: nobody can tell from outside.
 *
 * @requirement FAPI2-SP-5.4.1-4 RFC6749-10.10-1 RFC6749-10.10-2
 */
export function mostEntropy(samples: readonly string[]): number {
  const distinct = [...new Set(samples)];
  if (distinct.length === 0) return 0;
  const fromStart = distinct.map((one) => [...one.slice(0, LONGEST)]);
  const fromEnd = distinct.map((one) => [...one.slice(-LONGEST)].reverse());
  return Math.max(bitsOf(fromStart), bitsOf(fromEnd));
}

function bitsOf(samples: readonly (readonly string[])[]): number {
  const largest = largestSets(samples.length);
  const longest = Math.max(...samples.map(({ length }) => length));
  let bits = 0;
  for (let at = 0; at < longest; at += 1) {
    const seen = new Set(samples.map((one) => one[at] ?? '')).size;
    bits += Math.log2(largest[seen] ?? seen);
  }
  return bits;
}
