/** The end of a step before its last line: what the bank did, thrown inside the TPP and caught by the session. */
import type { Json, TppOutcome } from './contract.ts';

/** Ends a step at once with what the bank did. It never leaves the TPP. */
export class Ended extends Error {
  readonly outcome: TppOutcome;
  /** What the end itself shows, beside the outcome. */
  readonly facts: { readonly [name: string]: Json };

  constructor(outcome: TppOutcome, facts: { readonly [name: string]: Json } = {}) {
    super(outcome.detail);
    this.name = 'Ended';
    this.outcome = outcome;
    this.facts = facts;
  }
}
