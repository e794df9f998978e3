/** What a row of the catalogue of mutations says. */
import type { InputType } from '../inputs.ts';

export interface MutationType {
  name: string;
  summary: string;
  /** Step types it may be applied to; empty means any that has the addressed part. */
  steps: string[];
  address: 'whole' | 'part';
  inputs: { [name: string]: InputType };
}

/** A mutation of a whole step of these types. */
export const whole = (
  name: string,
  summary: string,
  steps: string[],
  inputs: { [name: string]: InputType } = {},
): MutationType => ({
  name,
  summary,
  steps: [...new Set(steps)],
  address: 'whole',
  inputs,
});
