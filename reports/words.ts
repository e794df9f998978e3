/** The words that every report uses for a judged case, so that they all tell the same story. */
import type { ControlSummary, JudgedCase } from '../suites/evidence/record.ts';

/** `1 case`, `2 cases`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** `request-delivery pushed, response-type code`: how the path ran for the client of a case. */
export const variantWords = ({ variant }: Pick<JudgedCase, 'variant'>): string =>
  Object.entries(variant)
    .map(([axis, value]) => `${axis} ${value}`)
    .join(', ');

export function controlWords({ planned, ok, outcome }: ControlSummary): string {
  return planned ? `${ok ? 'passed' : 'did not pass'}: ${outcome}` : 'not planned';
}
