/** Endings of a walk that did not come back to the client. */
import type { TppEnding, TppExchange } from '../contract.ts';
import { endingOfFailure } from '../transport/failure.ts';

export interface Stop {
  kind: 'stopped';
  ending: TppEnding;
}

/** Not the bank's clear decision, unless said so. */
export const stop = (atoms: string[], detail: string, clear = false): Stop => ({
  kind: 'stopped',
  ending: { ok: false, atoms, clear, detail },
});

/** The bank did as the browser's request said, and sent its answer to an address that the client never registered. */
export const sentAstray = (foreignUri: string): Stop =>
  stop(['redirect-uri.foreign'], `the bank sends its answer to ${foreignUri.slice(0, 200)}`, true);

/** An exchange that brought no answer. */
export const brokenOff = ({ failure, tls }: TppExchange): Stop =>
  failure === null
    ? stop(['malformed'], 'the exchange has neither an answer nor a failure')
    : { kind: 'stopped', ending: endingOfFailure(failure, tls?.alert ?? null) };
