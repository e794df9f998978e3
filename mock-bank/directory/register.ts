/** What the directory knows of each client certificate: revoked or not, and which of its status services answer. */
import type { Publication } from './directory.ts';
import type { CrlState, OcspState } from './service-states.ts';

export interface Entry {
  serial: string;
  /** When OCSP began to call it revoked, or null. */
  revokedInOcsp: Date | null;
  /** Since when its CRL lists it, or null. */
  revokedInCrl: Date | null;
  ocsp: OcspState;
  crl: CrlState;
  /** Until when an answer that was handed out lets others take it for good, in milliseconds since 1970; 0 for none. */
  goodUntil: number;
  /** Counts changes, so that prepared answers can be told from stale ones. */
  version: number;
}

export class UnknownSerial extends Error {
  constructor(serial: string) {
    super(`no certificate with the serial number ${serial}`);
    this.name = 'UnknownSerial';
  }
}

export class Register {
  readonly #entries = new Map<string, Entry>();

  add(serial: string): void {
    const state = { revokedInOcsp: null, revokedInCrl: null, ocsp: 'up', crl: 'up', goodUntil: 0, version: 0 } as const;
    this.#entries.set(serial, { serial, ...state });
  }

  find(serial: string): Entry | undefined {
    return this.#entries.get(serial);
  }

  /** `crl` is published where OCSP is silent, so OCSP goes down with it. */
  revoke(serial: string, publish: Publication): void {
    const entry = this.#entry(serial);
    const now = new Date();
    if (publish !== 'crl') entry.revokedInOcsp ??= now;
    if (publish !== 'ocsp') entry.revokedInCrl ??= now;
    if (publish === 'crl') entry.ocsp = 'down';
    entry.version += 1;
  }

  handedOut(serial: string, goodUntil: number | null): void {
    const entry = this.#entry(serial);
    entry.goodUntil = Math.max(entry.goodUntil, goodUntil ?? 0);
  }

  setStatusService(serial: string, { ocsp, crl }: { ocsp?: OcspState; crl?: CrlState }): void {
    const entry = this.#entry(serial);
    entry.ocsp = ocsp ?? entry.ocsp;
    entry.crl = crl ?? entry.crl;
    entry.version += 1;
  }

  #entry(serial: string): Entry {
    const entry = this.#entries.get(serial);
    if (!entry) throw new UnknownSerial(serial);
    return entry;
  }
}
