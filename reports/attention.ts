/** Which cases somebody has to look into, and so are shown with more than the others. */
import type { JudgedCase } from '../suites/evidence/record.ts';

const NEEDING = new Set<JudgedCase['verdict']>(['error', 'fail', 'inconclusive', 'review', 'warn']);

export const needsAttention = ({ verdict }: Pick<JudgedCase, 'verdict'>): boolean => NEEDING.has(verdict);
