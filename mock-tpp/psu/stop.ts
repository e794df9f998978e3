/** Outcomes of a walk that did not come back to the client. */
import type { TppExchange, TppOutcome } from '../contract.ts';
import { outcomeOfFailure } from '../transport/failure.ts';

export interface Stop {
  kind: 'stopped';
  outcome: TppOutcome;
}

/** Not the bank's clear decision, unless said so. */
export const stop = (codes: string[], detail: string, clear = false): Stop => ({
  kind: 'stopped',
  outcome: { ok: false, codes, clear, detail },
});

/** Outcome code of a response that went to another address than the client's. */
export const ASTRAY = 'redirect-uri.foreign';

/** The bank did as the browser's request said, and sent its answer to an address that the client never registered. */
export const sentAstray = (foreignUri: string): Stop =>
  stop([ASTRAY], `the bank sends its answer to ${foreignUri.slice(0, 200)}`, true);

/** An exchange that brought no answer. */
export const brokenOff = ({ failure, tls }: TppExchange): Stop =>
  failure === null
    ? stop(['malformed'], 'the exchange has neither an answer nor a failure')
    : { kind: 'stopped', outcome: outcomeOfFailure(failure, tls?.alert ?? null) };
