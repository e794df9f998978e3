/** What a preflight has to say of one thing. It is no verdict: it says what to mend before cases are run. */
import { oneLine } from '../evidence/hygiene.ts';

export interface Finding {
  /** What was looked at, such as `client second`. */
  what: string;
  /** `warn`: cases can run all the same. `unknown`: it was not tried, or something before it stood in the way. */
  state: 'good' | 'warn' | 'bad' | 'unknown';
  says: string;
  /** What to do; null when there is nothing to do. */
  mend: string | null;
  /** Whose mistake it most likely is: then the command ends as for a mistake of the operator. */
  operator?: boolean;
}

/** What is said may hold words of the bank, and stays one line. */
const finding = (what: string, state: Finding['state'], says: string, mend: string | null): Finding => ({
  what: oneLine(what),
  state,
  says: oneLine(says),
  mend: mend === null ? null : oneLine(mend),
});

export const good = (what: string, says: string): Finding => finding(what, 'good', says, null);
export const unknown = (what: string, says: string): Finding => finding(what, 'unknown', says, null);
export const warn = (what: string, says: string, mend: string): Finding => finding(what, 'warn', says, mend);
/** `operator`: it is most likely for the operator to mend. */
export const bad = (what: string, says: string, mend: string | null, operator: boolean): Finding => {
  return { ...finding(what, 'bad', says, mend), operator };
};

/** As one line of a report; null when there is nothing to do about it. */
export function noticeOf({ what, state, says, mend }: Finding): string | null {
  if (state !== 'warn' && state !== 'bad') return null;
  return `Before the run, ${what}: ${says}${mend === null ? '' : ` (${mend})`}`;
}

const DAY_MS = 86_400_000;
/** Long enough to have a certificate renewed. */
export const SOON_MS = 14 * DAY_MS;
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
