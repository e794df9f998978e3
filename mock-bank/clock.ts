/** The bank's clock: system time plus an offset that management moves. */

export class Clock {
  #offset = 0;
  readonly #system: () => number;

  constructor(system: () => number = Date.now) {
    this.#system = system;
  }

  now(): number {
    return this.#system() + this.#offset;
  }

  advance(seconds: number): void {
    this.#offset += Math.round(seconds * 1000);
  }

  reset(): void {
    this.#offset = 0;
  }
}
