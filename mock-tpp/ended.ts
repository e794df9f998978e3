/** The end of a step before its last line: what the bank did, thrown inside the TPP and caught by the session. */
import type { TppEnding } from './contract.ts';

/** Ends a step at once with what the bank did. It never leaves the TPP. */
export class Ended extends Error {
  readonly ending: TppEnding;

  constructor(ending: TppEnding) {
    super(ending.detail);
    this.name = 'Ended';
    this.ending = ending;
  }
}
