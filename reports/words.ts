/** The words that every report uses for a judged case, so that they all tell the same story. */
import type { ControlSummary, JudgedCase } from '../suites/evidence/record.ts';

const NEXT = 'Next: ';

type Reasoned = Pick<JudgedCase, 'reason'>;

/** What the verdict means, in a sentence or two: the first line of the reason. */
export const whatItMeans = ({ reason }: Reasoned): string => reason.split('\n')[0] ?? '';

/** What to do about it, or null when there is nothing to do. */
export function nextStep({ reason }: Reasoned): string | null {
  const line = reason.split('\n').find((one) => one.startsWith(NEXT));
  return line === undefined ? null : line.slice(NEXT.length);
}

/** `request-delivery pushed, response-type code`: how the path ran for the client of a case. */
export const variantWords = ({ variant }: Pick<JudgedCase, 'variant'>): string =>
  Object.entries(variant)
    .map(([axis, value]) => `${axis} ${value}`)
    .join(', ');

export function controlWords({ planned, ok, outcome }: ControlSummary): string {
  return planned ? `${ok ? 'passed' : 'did not pass'}: ${outcome}` : 'not planned';
}
