/** A map whose entries may be swept after their time; reading never depends on the sweep. */

const SWEEP_EVERY = 256;

export class ExpiringMap<V> {
  readonly #entries = new Map<string, V>();
  readonly #sweepAt: (value: V) => number;
  readonly #now: () => number;
  #writes = 0;

  /** `sweepAt` tells from which moment (ms) nobody can miss the value. */
  constructor(now: () => number, sweepAt: (value: V) => number) {
    this.#now = now;
    this.#sweepAt = sweepAt;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  set(key: string, value: V): void {
    this.#entries.set(key, value);
    this.#writes += 1;
    if (this.#writes % SWEEP_EVERY === 0) this.#sweep();
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  values(): IterableIterator<V> {
    return this.#entries.values();
  }

  get size(): number {
    return this.#entries.size;
  }

  #sweep(): void {
    const now = this.#now();
    for (const [key, value] of this.#entries) if (this.#sweepAt(value) < now) this.#entries.delete(key);
  }
}
