/** Nonces a server hands out for proofs of possession: one at a time, the one before it still good. */
import { randomBytes } from 'node:crypto';

/** How long one is handed out; it is accepted for as long again. */
const PERIOD_MS = 60_000;

export class Nonces {
  readonly #now: () => number;
  #period = Number.NaN;
  #current = '';
  #previous = '';

  /** `now` is the bank's clock, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The one to hand out now. @requirement RFC9449-8-2 RFC9449-8.1-1 */
  current(): string {
    this.#turn();
    return this.#current;
  }

  accepts(nonce: unknown): boolean {
    this.#turn();
    return typeof nonce === 'string' && nonce !== '' && (nonce === this.#current || nonce === this.#previous);
  }

  /** A clock that was moved further than one period leaves none of the old ones. */
  #turn(): void {
    const period = Math.floor(this.#now() / PERIOD_MS);
    if (period === this.#period) return;
    this.#previous = period === this.#period + 1 ? this.#current : '';
    this.#current = randomBytes(24).toString('base64url');
    this.#period = period;
  }
}
