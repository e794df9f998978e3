/** What was asked of the public listener, without secrets, for management. */

export interface LedgerEntry {
  n: number;
  /** ISO, by the bank's clock. */
  at: string;
  method: string;
  /** Path only: queries hold secrets. */
  path: string;
  /** 0 when the connection was closed without an answer. */
  status: number;
  client: string | null;
  certificate_sha256: string | null;
  error: string | null;
}

const KEPT = 10_000;

export class Ledger {
  #entries: LedgerEntry[] = [];
  #count = 0;

  record(entry: Omit<LedgerEntry, 'n'>): void {
    this.#count += 1;
    this.#entries.push({ n: this.#count, ...entry });
    if (this.#entries.length > 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
  }

  /** Entries with a number above `n`, oldest first. */
  since(n: number): LedgerEntry[] {
    return this.#entries.filter((entry) => entry.n > n);
  }
}
