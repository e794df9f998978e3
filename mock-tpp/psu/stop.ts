/** Endings of a walk that did not come back to the client. */
import type { TppEnding, TppExchange } from '../contract.ts';
import { endingOfFailure } from '../transport/failure.ts';

export interface Ended {
  kind: 'ended';
  ending: TppEnding;
}

/** Not the bank's clear decision, unless said so. */
export const ended = (atoms: string[], detail: string, clear = false): Ended => ({
  kind: 'ended',
  ending: { ok: false, atoms, clear, detail },
});

/** The bank did as the browser's request said, and sent its answer to an address that the client never registered. */
export const sentAstray = (foreignUri: string): Ended =>
  ended(['redirect-uri.foreign'], `the bank sends its answer to ${foreignUri.slice(0, 200)}`, true);

/** An exchange that brought no answer. */
export const brokenOff = ({ failure, tls }: TppExchange): Ended =>
  failure === null
    ? ended(['malformed'], 'the exchange has neither an answer nor a failure')
    : { kind: 'ended', ending: endingOfFailure(failure, tls?.alert ?? null) };
