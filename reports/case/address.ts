/** Where the page of a case lies: a file that a person can name, beside its trace. */
import { fileAddress } from '../plain-text.ts';

/** The folder of the pages, in that of the run. */
export const CASE_FOLDER = 'cases';

/** `cases/par.push[other-host].html`, for a trace that lies in `traces/par.push[other-host].json`. */
export const caseFile = ({ trace }: { trace: string }): string =>
  `${CASE_FOLDER}/${(trace.split('/').at(-1) ?? '').replace(/\.json$/, '')}.html`;

/** The same as an address, for a page that lies in the folder of the run. */
export const caseAddress = (judged: { trace: string }): string => fileAddress(caseFile(judged));
